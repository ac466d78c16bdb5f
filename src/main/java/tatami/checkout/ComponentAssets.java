package tatami.checkout;

import java.util.stream.Collectors;

/**
 * The card component's style and scripts, without the comments and the indentation that only we read. All but the
 * one for merchants' pages travel within ours.
 */
final class ComponentAssets {

    /** For merchants' pages; {@code {{home}}} stands for the gateway's address. */
    static final String CLIENT = read("client.js");

    static final String STYLE = read("frame.css");
    static final String FRAME = read("frame.js");

    private static final String PEER = read("peer.js");
    static final String BANK = PEER + read("bank.js");
    static final String BACK = PEER + read("back.js");

    private ComponentAssets() {}

    /** Comments stand on lines of their own, each with its end on the same line. */
    private static String read(String name) {
        return Assets.read("component/" + name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
