package tatami.db;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One statement with {@code :named} parameters, read once when the constant that holds it is made.
 *
 * <p>Why our own and not a query library: each of those cost as much processor time again as the
 * statement itself, and this is the hot path of every request.
 */
public final class Sql {

    /** What may hold a colon that is not ours is matched first: texts, comments, casts. */
    private static final Pattern TOKEN = Pattern.compile("'(?:[^']|'')*'|--[^\\n]*|::|:([a-z][a-z0-9_]*)");

    private final String text;
    private final List<String> names;

    private Sql(String text, List<String> names) {
        this.text = text;
        this.names = List.copyOf(names);
    }

    public static Sql of(String text) {
        var names = new ArrayList<String>();
        var jdbc = TOKEN.matcher(text).replaceAll(token -> {
            if (token.group(1) == null) {
                return java.util.regex.Matcher.quoteReplacement(token.group());
            }
            names.add(token.group(1));
            return "?";
        });
        return new Sql(jdbc, names);
    }

    /** The text as JDBC takes it, with a question mark for each use of a name. */
    String text() {
        return text;
    }

    /** The name behind each question mark, in their order; a name used twice stands twice. */
    List<String> names() {
        return names;
    }
}
