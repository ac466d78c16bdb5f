package tatami.portal;

import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Brand;
import tatami.accounts.Palette;

/**
 * What shoppers' pages look like with a colour, small.
 *
 * @param logo its address; null where there is none
 * @param light CSS properties, safe to write into a page
 * @param dark likewise
 */
public record BrandSample(String name, @Nullable String logo, String light, String dark) {

    /** Tatami's own. */
    private static final String PLAIN = "#274b7d";

    /** @param colour as it is typed; what is none is Tatami's */
    static BrandSample of(Account account, String colour, String images) {
        var palette = Palette.of(BrandForm.isColour(colour) ? Brand.colour(colour.strip()) : PLAIN);
        var logo = account.brand().logo();
        return new BrandSample(
                account.tradingName(),
                logo == null ? null : images + logo,
                palette.light().css(),
                palette.dark().css());
    }
}
