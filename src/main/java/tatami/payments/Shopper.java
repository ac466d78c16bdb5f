package tatami.payments;

import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;

/** What a shopper says about themselves while paying. Null is what they did not say. */
public record Shopper(
        @Nullable String emailAddress,
        @Nullable String phoneNumber,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails) {

    public static final Shopper SILENT = new Shopper(null, null, null, null);
}
