package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** From where a request comes. */
public final class Devices {

    /** The longest that the API knows. */
    private static final int LONGEST_USER_AGENT = 300;

    /** As much as any address needs, with room for a port. */
    private static final int LONGEST_ADDRESS = 70;

    /** Of an IPv6 address; more than the whole of an IPv4 address. */
    private static final int NETWORK_BYTES = 8;

    private final int proxies;

    /** @param proxies how many stand in front of the gateway, each of which notes its caller's address */
    public Devices(int proxies) {
        this.proxies = proxies;
    }

    /**
     * The address of the device, as far as it can be known: what the outermost of our proxies noted. Anybody may
     * write what stands before that, so it is not believed.
     */
    public String address(ServerRequest request) {
        var noted = request.headers().contains(HeaderNames.X_FORWARDED_FOR)
                ? request.headers().get(HeaderNames.X_FORWARDED_FOR).allValues().stream()
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::strip)
                        .toList()
                : List.<String>of();
        var address = proxies == 0 || noted.size() < proxies
                ? request.remotePeer().host()
                : noted.get(noted.size() - proxies);
        return cut(address, LONGEST_ADDRESS);
    }

    /**
     * The address again, if it can be told from others: not where it is this very machine, and not where somebody
     * stands in front of whom we were told nothing, so that everybody would share one address.
     */
    public Optional<String> distinct(ServerRequest request) {
        var isBehindStranger = proxies == 0 && request.headers().contains(HeaderNames.X_FORWARDED_FOR);
        return isBehindStranger ? Optional.empty() : network(address(request));
    }

    /** An IPv6 address by its network: whoever has one has all of it. */
    private static Optional<String> network(String text) {
        try {
            var address = InetAddress.ofLiteral(text);
            if (address.isLoopbackAddress()) {
                return Optional.empty();
            }
            var bytes = address.getAddress();
            return Optional.of(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What the device calls itself; empty when it does not. */
    public String userAgent(ServerRequest request) {
        return cut(request.headers().first(HeaderNames.USER_AGENT).orElse(""), LONGEST_USER_AGENT);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
