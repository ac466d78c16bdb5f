package tatami.checkout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The pages' style and script. They travel within each page: shoppers see two or three pages in their
 * life here, and one answer is quicker than three that could be cached.
 */
final class Assets {

    static final String STYLE = read("checkout.css");
    static final String SCRIPT = read("checkout.js");

    private Assets() {}

    private static String read(String name) {
        try (var file = Assets.class.getResourceAsStream("/checkout/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks checkout/" + name + ".");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
