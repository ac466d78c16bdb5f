package tatami.cards;

import java.util.Optional;

/** A security code. Lives as long as the request that brought it, and is never stored anywhere. */
public final class Cvv {

    private final String digits;

    private Cvv(String digits) {
        this.digits = digits;
    }

    /** Empty unless it is three digits, or four as American Express prints them. */
    public static Optional<Cvv> parse(String typed, Scheme scheme) {
        var digits = typed.strip();
        return digits.matches(scheme == Scheme.AMEX ? "[0-9]{3,4}" : "[0-9]{3}")
                ? Optional.of(new Cvv(digits))
                : Optional.empty();
    }

    /** The digits, for an acquirer. */
    public String reveal() {
        return digits;
    }

    @Override
    public String toString() {
        return "***";
    }
}
