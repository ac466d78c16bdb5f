package tatami.intents;

import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.Contact;
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

    /** What they said of themselves wins over what the merchant had guessed; what neither said stays unknown. */
    public @Nullable Contact contact(@Nullable Contact guessed) {
        var contact = guessed == null ? new Contact(null, null, null) : guessed;
        var email = emailAddress == null ? contact.emailAddress() : emailAddress;
        var phone = phoneNumber == null ? contact.phoneNumber() : phoneNumber;
        var known = email != null || phone != null || contact.id() != null;
        return known ? new Contact(contact.id(), email, phone) : guessed;
    }

    public @Nullable Address billingAddress(@Nullable Address guessed) {
        return billingAddress == null ? guessed : billingAddress;
    }

    public @Nullable ShippingDetails shippingDetails(@Nullable ShippingDetails guessed) {
        return shippingDetails == null ? guessed : shippingDetails;
    }
}
