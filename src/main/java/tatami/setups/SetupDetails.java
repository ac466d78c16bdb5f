package tatami.setups;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.intents.AcceptedMethod;
import tatami.intents.CheckoutConfig;
import tatami.intents.Shopper;

/** What a setup intent is for, who is asked, and how the checkout should look. Decides nothing. */
public record SetupDetails(
        String reference,
        @Nullable String description,
        @Nullable Contact customer,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails,
        @Nullable CheckoutConfig config,
        List<AcceptedMethod> paymentMethods,
        Map<String, String> metadata,
        String paymentSource) {

    /** As it is after what the shopper said. */
    SetupDetails with(Shopper shopper) {
        return new SetupDetails(
                reference,
                description,
                shopper.contact(customer),
                shopper.billingAddress(billingAddress),
                shopper.shippingDetails(shippingDetails),
                config,
                paymentMethods,
                metadata,
                paymentSource);
    }
}
