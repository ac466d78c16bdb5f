package tatami.checkout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The pages' style and script. They travel within each page: shoppers see two or three pages in their
 * life here, and one answer is quicker than three that could be cached.
 */
final class Assets {

    static final String STYLE = read("checkout/checkout.css");
    static final String SCRIPT = read("checkout/checkout.js");

    private Assets() {}

    /** @param name with its folder */
    static String read(String name) {
        try (var file = Assets.class.getResourceAsStream("/" + name)) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks " + name + ".");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
