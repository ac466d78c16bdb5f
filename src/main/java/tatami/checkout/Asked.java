package tatami.checkout;

import org.jspecify.annotations.Nullable;
import tatami.intents.CheckoutConfig;
import tatami.intents.CheckoutConfig.Collection;

/**
 * What a page asks its shopper for beside the card. Public for the templates.
 *
 * @param amount whether the shopper may pay another price, and {@code tip} whether a tip on top of it
 * @param consent whether there are terms to agree to
 */
public record Asked(boolean amount, boolean tip, boolean email, boolean billing, boolean shipping, boolean consent) {

    static Asked ofPayment(@Nullable CheckoutConfig config) {
        return config == null
                ? new Asked(false, false, false, false, false, false)
                : of(config, config.customAmountAllowed(), config.tipsAllowed(), false);
    }

    /** Who leaves a card for later pays nothing now, so there is nothing to change or to add to. */
    static Asked ofSetup(@Nullable CheckoutConfig config) {
        return config == null ? new Asked(false, false, false, false, false, true) : of(config, false, false, true);
    }

    /** Whether the shopper decides about the total. */
    public boolean total() {
        return amount || tip;
    }

    /** Whether the form is so long that its parts need headings. */
    public boolean isLong() {
        return total() || billing || shipping;
    }

    private static Asked of(CheckoutConfig config, boolean amount, boolean tip, boolean consent) {
        return new Asked(
                amount,
                tip,
                isRequired(config.customerEmail()),
                isRequired(config.billingAddress()),
                isRequired(config.shippingDetails()),
                consent);
    }

    private static boolean isRequired(@Nullable Collection collection) {
        return collection != null && collection.collectionRequired();
    }
}
