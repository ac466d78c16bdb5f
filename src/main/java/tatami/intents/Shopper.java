package tatami.intents;

import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;

/**
 * What a shopper says about themselves while paying. Null is what they did not say.
 *
 * @param savePaymentMethod whether the card is to be kept for the intent's customer, once it has paid
 */
public record Shopper(
        @Nullable String emailAddress,
        @Nullable String phoneNumber,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails,
        boolean savePaymentMethod) {

    public static final Shopper SILENT = new Shopper(null, null, null, null, false);
}
