package tatami.customers;

import java.util.Optional;
import java.util.regex.Pattern;
import tatami.kit.Ids;
import tatami.kit.Refusal;

/** {@code cust_sandbox_…} or {@code cust_…}. */
public record CustomerId(String value) {

    static final String KIND = "cust";

    private static final Pattern SHAPE = Ids.shape(KIND);

    /** @throws Refusal NOT_FOUND when it cannot be the id of a customer */
    static CustomerId parse(String text) {
        return read(text).orElseThrow(CustomerId::notFound);
    }

    /** Empty when it cannot be the id of a customer. */
    static Optional<CustomerId> read(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new CustomerId(text)) : Optional.empty();
    }

    static Refusal notFound() {
        return new Refusal(Refusal.Reason.NOT_FOUND, "There is no customer with this id.");
    }

    @Override
    public String toString() {
        return value;
    }
}
