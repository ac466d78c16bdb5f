package tatami.checkout;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tatami.payments.PaymentIntent;

/** The ways from the checkout back to the shop. */
final class Links {

    private Links() {}

    /** Where a shopper who has paid goes on; null when the merchant named no such place. */
    static @Nullable String back(PaymentIntent intent) {
        var config = intent.purchase().config();
        return config == null ? null : withId(config.redirectUrl(), intent);
    }

    /** Where a shopper who gives up goes; null when the merchant named no such place. */
    static @Nullable String cancel(PaymentIntent intent) {
        var config = intent.purchase().config();
        return config == null ? null : withId(config.cancelUrl(), intent);
    }

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

    /** Shops look for {@code id} in the query, whatever else they put there. */
    private static @Nullable String withId(@Nullable String url, PaymentIntent intent) {
        if (url == null) {
            return null;
        }
        var ascii = URI.create(url).toASCIIString(); // it becomes a header
        var hash = ascii.indexOf('#');
        var page = hash < 0 ? ascii : ascii.substring(0, hash);
        var fragment = hash < 0 ? "" : ascii.substring(hash);
        var joint = !page.contains("?") ? "?" : page.endsWith("?") || page.endsWith("&") ? "" : "&";
        return page + joint + "id=" + intent.id().value() + fragment;
    }
}
