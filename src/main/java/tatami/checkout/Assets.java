package tatami.checkout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * The pages' style and script, without the comments and the indentation that only we read. They travel
 * within each page: shoppers see two or three pages in their life here, and one answer is quicker than
 * three that could be cached.
 */
final class Assets {

    static final String STYLE = dense(lean("checkout/checkout.css"));
    static final String SCRIPT = lean("checkout/card.js") + lean("checkout/device.js") + lean("checkout/checkout.js");

    static final String SCRIPT_WITH_WALLETS = SCRIPT + lean("checkout/wallet.js") + lean("checkout/wallets.js");

    private Assets() {}

    /** Comments stand on lines of their own, each with its end on the same line. @param name as {@link #read} */
    static String lean(String name) {
        return read(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** A style without the spaces that only we read. None stands in a text of ours. */
    private static String dense(String style) {
        return style.replaceAll("\\s*([{};,])\\s*", "$1").replace(": ", ":").replace(";}", "}");
    }

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
