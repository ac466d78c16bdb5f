package tatami.customers;

import org.jspecify.annotations.Nullable;
import tatami.cards.Pan;
import tatami.http.Body;

/** What a merchant says of a customer. Nothing of it is required, and two customers may share all of it. */
record Details(
        @Nullable String name,
        @Nullable Address shippingAddress,
        @Nullable Address billingAddress,
        @Nullable String emailAddress,
        @Nullable String phoneNumber,
        @Nullable String vatNumber) {

    private static final int SHORTEST_PHONE_NUMBER = 5;
    private static final int LONGEST_PHONE_NUMBER = 50;

    static Details read(Body body) {
        var name = body.text("name", 100);
        if (name != null && Pan.mayBeIn(name)) {
            body.complain("name", "The field Name must not hold a card number.");
        }
        return new Details(
                name,
                body.object("shippingAddress", Address::read),
                body.object("billingAddress", Address::read),
                body.text("emailAddress", 254),
                phoneNumber(body),
                body.text("vatNumber", 50));
    }

    private static @Nullable String phoneNumber(Body body) {
        var number = body.text("phoneNumber", LONGEST_PHONE_NUMBER);
        if (number != null && !number.isEmpty() && number.length() < SHORTEST_PHONE_NUMBER) {
            body.complain(
                    "phoneNumber",
                    "The field PhoneNumber must be a string with a minimum length of " + SHORTEST_PHONE_NUMBER
                            + " and a maximum length of " + LONGEST_PHONE_NUMBER + ".");
        }
        return number;
    }
}
