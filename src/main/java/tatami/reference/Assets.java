package tatami.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What comes with the jar: the document, and the page's style and script without what only we read. */
final class Assets {

    static final String STYLE = lean("reference/docs.css");
    static final String SCRIPT = lean("reference/docs.js");

    private Assets() {}

    /** Comments stand on lines of their own, each with its end on the same line. */
    private static String lean(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** @param name with its folder */
    static byte[] bytes(String name) {
        try (var file = Assets.class.getResourceAsStream("/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks " + name + ".");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
