package tatami.customers;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tatami.accounts.Environment;
import tatami.kit.Ids;
import tatami.kit.Refusal;

/** {@code pm_sandbox_…} or {@code pm_…}: a card that a customer saved. */
public record PaymentMethodId(String value) {

    static final String KIND = "pm";

    private static final Pattern SHAPE = Ids.shape(KIND);

    /** Empty when it cannot be the id of a payment method. */
    static Optional<PaymentMethodId> read(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new PaymentMethodId(text)) : Optional.empty();
    }

    /** The same sixteen bytes, under which the vault keeps the card's number. */
    UUID uuid() {
        return Arrays.stream(Environment.values())
                .flatMap(environment -> Ids.read(environment.idPrefix(KIND), value).stream())
                .findFirst()
                .orElseThrow();
    }

    /** The same words whether it is unknown, removed or a stranger's. */
    static Refusal notFound() {
        return new Refusal(Refusal.Reason.NOT_FOUND, "This customer has no saved payment method with this id.");
    }

    @Override
    public String toString() {
        return value;
    }
}
