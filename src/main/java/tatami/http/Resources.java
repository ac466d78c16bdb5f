package tatami.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Styles and scripts that travel within pages, from the jar. */
public final class Resources {

    private Resources() {}

    /**
     * Without the comments and the indentation that only we read. Comments stand on lines of their own, each with its
     * end on the same line.
     *
     * @param name as {@link #read}
     */
    public static String lean(String name) {
        return read(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** @param name with its folder */
    public static String read(String name) {
        try (var file = Resources.class.getResourceAsStream("/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks " + name + ".");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
