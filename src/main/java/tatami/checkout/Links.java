package tatami.checkout;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The ways from the checkout back to the shop. */
final class Links {

    private Links() {}

    /**
     * What a content security policy calls the place of {@code url}. It has no spelling for the literal
     * addresses of IPv6; for those the scheme must do.
     */
    static String origin(String url) {
        var uri = URI.create(url);
        var host = uri.getHost();
        if (host == null || host.startsWith("[")) {
            return uri.getScheme() + ":";
        }
        return uri.getScheme() + "://" + host + (uri.getPort() == -1 ? "" : ":" + uri.getPort());
    }

    /** Shops look for {@code id} in the query, whatever else they put there. Null when there is no address. */
    static @Nullable String withId(@Nullable String url, String intent) {
        if (url == null) {
            return null;
        }
        var ascii = URI.create(url).toASCIIString(); // it becomes a header
        var hash = ascii.indexOf('#');
        var page = hash < 0 ? ascii : ascii.substring(0, hash);
        var fragment = hash < 0 ? "" : ascii.substring(hash);
        var joint = !page.contains("?") ? "?" : page.endsWith("?") || page.endsWith("&") ? "" : "&";
        return page + joint + "id=" + intent + fragment;
    }
}
