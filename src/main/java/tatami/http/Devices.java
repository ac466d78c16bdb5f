package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;

/** From where a request comes. */
public final class Devices {

    /** The longest that the API knows. */
    private static final int LONGEST_USER_AGENT = 300;

    /** As much as any address needs, with room for a port. */
    private static final int LONGEST_ADDRESS = 70;

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
                : java.util.List.<String>of();
        var address = proxies == 0 || noted.size() < proxies
                ? request.remotePeer().host()
                : noted.get(noted.size() - proxies);
        return cut(address, LONGEST_ADDRESS);
    }

    /** What the device calls itself; empty when it does not. */
    public String userAgent(ServerRequest request) {
        return cut(request.headers().first(HeaderNames.USER_AGENT).orElse(""), LONGEST_USER_AGENT);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
