package tatami.customers;

import org.jspecify.annotations.Nullable;
import tatami.http.Body;

/** Where the goods go, and what the courier should know. */
public record ShippingDetails(
        @Nullable String name,
        @Nullable String deliveryNotes,
        @Nullable Address address) {

    public static ShippingDetails read(Body body) {
        return new ShippingDetails(
                body.text("name", 100), body.text("deliveryNotes", 1024), body.object("address", Address::read));
    }
}
