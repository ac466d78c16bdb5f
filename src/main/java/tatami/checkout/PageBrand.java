package tatami.checkout;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Palette;
import tatami.intents.CheckoutLinks;

/**
 * What a merchant's pages have of their own. Public for the templates.
 *
 * @param name of the merchant, for who does not see the logo
 * @param logo where it is on this gateway; null where there is none
 * @param favicon likewise; Tatami's own stands in for it
 * @param style the colours, as CSS that is safe to write into a page; null for Tatami's
 */
public record PageBrand(
        String name,
        @Nullable String logo,
        @Nullable String favicon,
        @Nullable String style) {

    /** For pages that are nobody's. */
    public static final PageBrand NONE = new PageBrand("", null, null, null);

    static PageBrand of(Account account, CheckoutLinks links) {
        var brand = account.brand();
        return new PageBrand(
                account.tradingName(),
                path(account, brand.logo(), links),
                path(account, brand.favicon(), links),
                brand.colour() == null ? null : Palette.of(brand.colour()).css());
    }

    boolean hasImages() {
        return logo != null || favicon != null;
    }

    /** Without the host: whatever name the page was asked for by, its images come from there. */
    private static @Nullable String path(Account account, @Nullable String digest, CheckoutLinks links) {
        return digest == null
                ? null
                : URI.create(links.toImage(account.id(), digest)).getRawPath();
    }
}
