package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cookies that let a browser in. No script reads them, no other site's form brings them along, and they end with the
 * browser. Where browsers come by https they travel by that alone, and are called so that nothing else could have set
 * them.
 */
public final class Cookies {

    private static final String SECURE = "__Secure-";

    private final String prefix;
    private final String attributes;

    /**
     * @param publicUrl where browsers reach this gateway, without a slash at the end
     * @param path below it: nothing else gets to see them
     */
    public Cookies(String publicUrl, String path) {
        var isSecure = publicUrl.startsWith("https:");
        prefix = isSecure ? SECURE : "";
        attributes = "; Path=" + URI.create(publicUrl + path).getRawPath() + "; HttpOnly; SameSite=Lax"
                + (isSecure ? "; Secure" : "");
    }

    /** The first of this name. */
    public Optional<String> find(ServerRequest request, String name) {
        var start = prefix + name + "=";
        return request.headers().all(HeaderNames.COOKIE, List::of).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(start))
                .map(cookie -> cookie.substring(start.length()))
                .findFirst();
    }

    /** @param value in characters that need no quotes */
    public void set(ServerResponse response, String name, String value) {
        add(response, prefix + name + "=" + value + attributes);
    }

    public void forget(ServerResponse response, String name) {
        add(response, prefix + name + "=" + attributes + "; Max-Age=0");
    }

    private static void add(ServerResponse response, String cookie) {
        response.headers().add(HeaderValues.create(HeaderNames.SET_COOKIE, cookie));
    }
}
