package tatami.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The little of Markdown that the document's descriptions are written in: paragraphs, lists, code and bold words. */
public final class Markup {

    private static final Pattern MARKED = Pattern.compile("`(?<code>[^`]+)`|\\*\\*(?<bold>[^*]+)\\*\\*");

    /** How a part is shown. */
    public enum Kind {
        Plain,
        Code,
        Bold
    }

    /** A part of a sentence. */
    public record Part(Kind kind, String text) {}

    /** A paragraph, or a list of them. */
    public record Block(boolean isList, List<String> lines) {}

    private Markup() {}

    public static List<Block> blocks(String text) {
        return Arrays.stream(text.split("\n\n"))
                .map(block -> block.startsWith("- ")
                        ? new Block(true, Arrays.asList(block.substring(2).split("\n- ")))
                        : new Block(false, List.of(block)))
                .toList();
    }

    public static List<Part> parts(String text) {
        var parts = new ArrayList<Part>();
        var marked = MARKED.matcher(text);
        var end = 0;
        while (marked.find()) {
            if (marked.start() > end) {
                parts.add(new Part(Kind.Plain, text.substring(end, marked.start())));
            }
            var code = marked.group("code");
            parts.add(code == null ? new Part(Kind.Bold, marked.group("bold")) : new Part(Kind.Code, code));
            end = marked.end();
        }
        if (end < text.length()) {
            parts.add(new Part(Kind.Plain, text.substring(end)));
        }
        return parts;
    }
}
