package tatami.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Which addresses a merchant may name. Whether one may be connected to is decided at each delivery. */
public final class EndpointAddress {

    public static final int LONGEST = 2048;

    private EndpointAddress() {}

    /**
     * An absolute https address; on a developer's machine also http to that machine itself.
     *
     * @return the address as it was written; empty when it will not do
     */
    public static Optional<String> parse(String text, boolean allowLoopback) {
        try {
            var uri = new URI(text);
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            var local = allowLoopback && scheme.equals("http") && isLoopback(uri.getHost());
            return scheme.equals("https") || local ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
