package tatami.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a form with files, {@code multipart/form-data} (RFC 7578), as browsers send it. Each character is looked
 * at once or twice; the server has already refused a body that is too large.
 */
final class Parts {

    private static final String TYPE = "multipart/form-data";

    /** Our forms have a handful of fields. */
    private static final int MOST = 100;

    private static final String LINE = "\r\n";

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i);\\s*name=\"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("(?i);\\s*filename=\"([^\"]*)\"");

    /** @param file what it is called; null for a field, empty where no file was chosen */
    record Part(String name, @Nullable String file, byte[] content) {}

    private Parts() {}

    /** Empty when a content type is not that of such a form. */
    static Optional<String> boundary(String type) {
        var boundary = BOUNDARY.matcher(type);
        return type.toLowerCase(Locale.ROOT).startsWith(TYPE) && boundary.find()
                ? Optional.of(boundary.group(1) == null ? boundary.group(2) : boundary.group(1))
                : Optional.empty();
    }

    /** What is broken ends the form: what came before it is given. */
    static List<Part> of(byte[] body, String boundary) {
        var text = LINE + new String(body, StandardCharsets.ISO_8859_1); // a character for each byte
        var delimiter =
                LINE + "--" + new String(boundary.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        var at = text.indexOf(delimiter);
        while (at >= 0 && parts.size() < MOST) {
            var begin = at + delimiter.length();
            var end = text.indexOf(delimiter, begin);
            if (end < 0 || !text.startsWith(LINE, begin)) {
                break;
            }
            part(text.substring(begin, end)).ifPresent(parts::add);
            at = end;
        }
        return parts;
    }

    private static Optional<Part> part(String text) {
        var head = text.indexOf(LINE + LINE);
        if (head < 0) {
            return Optional.empty();
        }
        var disposition = text.substring(0, head)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
                .findFirst()
                .orElse("");
        var name = NAME.matcher(disposition);
        var file = FILE.matcher(disposition);
        return name.find()
                ? Optional.of(new Part(
                        name.group(1),
                        file.find() ? file.group(1) : null,
                        text.substring(head + 2 * LINE.length()).getBytes(StandardCharsets.ISO_8859_1)))
                : Optional.empty();
    }
}
