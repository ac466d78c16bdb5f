package tatami.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;

/** Whether a form was sent by a page of ours, as far as the browser says so. Only ever besides a token in the form. */
public final class SameOrigin {

    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private final String ours;

    /** @param publicUrl where browsers reach this gateway */
    public SameOrigin(String publicUrl) {
        var uri = URI.create(publicUrl);
        ours = uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** False when the browser names another site. Old ones and programs name none. */
    public boolean mayBe(ServerRequest request) {
        var site = request.headers().first(FETCH_SITE).orElse("same-origin");
        if (!site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        var origin = request.headers().first(HeaderNames.ORIGIN).orElse(ours);
        var host = request.headers().first(HeaderNames.HOST).orElse("");
        return origin.equals(ours) || origin.equals("http://" + host) || origin.equals("https://" + host);
    }
}
