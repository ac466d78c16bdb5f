package tatami.customers;

import org.jspecify.annotations.Nullable;
import tatami.http.Body;

/** A buyer as an intent knows one: perhaps a saved customer's id, perhaps only an address to write to. */
public record Contact(
        @Nullable String id,
        @Nullable String emailAddress,
        @Nullable String phoneNumber) {

    public static Contact read(Body body) {
        return new Contact(body.text("id", 100), body.text("emailAddress", 254), body.text("phoneNumber", 50));
    }
}
