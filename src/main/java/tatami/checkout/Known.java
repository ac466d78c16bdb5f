package tatami.checkout;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.payments.PaymentIntent;
import tatami.setups.SetupIntent;

/**
 * What is known of an intent's shopper before anything is typed, and what the page asks for.
 *
 * @param totals what is paid; null where nothing is
 * @param home the merchant's own country, in which most shoppers live; empty when its zone does not say
 */
record Known(
        Asked asked,
        @Nullable Totals totals,
        @Nullable Contact customer,
        @Nullable Address billing,
        @Nullable ShippingDetails shipping,
        Saved saved,
        String home) {

    /**
     * The customer's own cards.
     *
     * @param canSave whether another may be added to them
     */
    record Saved(List<SavedCard> cards, boolean canSave) {

        static final Saved NONE = new Saved(List.of(), false);

        Optional<SavedCard> card(String id) {
            return cards.stream().filter(card -> card.id().equals(id)).findFirst();
        }
    }

    /** Zones of one country each. Others are somewhere in the world too, and their shoppers choose. */
    private static final Map<String, String> COUNTRIES = Map.of(
            "Europe/London", "GB",
            "Europe/Dublin", "IE",
            "Europe/Madrid", "ES",
            "Europe/Rome", "IT",
            "Europe/Paris", "FR",
            "Europe/Berlin", "DE",
            "Europe/Amsterdam", "NL",
            "Europe/Brussels", "BE",
            "Europe/Lisbon", "PT");

    static Known of(PaymentIntent intent, Saved saved, ZoneId zone) {
        var purchase = intent.purchase();
        return new Known(
                Asked.ofPayment(purchase.config()),
                Totals.of(intent),
                purchase.customer(),
                purchase.billingAddress(),
                purchase.shippingDetails(),
                saved,
                home(zone));
    }

    static Known of(SetupIntent setup, ZoneId zone) {
        var details = setup.details();
        return new Known(
                Asked.ofSetup(details.config()),
                null,
                details.customer(),
                details.billingAddress(),
                details.shippingDetails(),
                Saved.NONE,
                home(zone));
    }

    private static String home(ZoneId zone) {
        return COUNTRIES.getOrDefault(zone.getId(), "");
    }
}
