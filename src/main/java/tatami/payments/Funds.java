package tatami.payments;

import tatami.kit.Money;

/**
 * What has moved: refunded never exceeds captured, and captured never exceeds authorised. Stated again
 * as constraints of the table.
 */
public record Funds(Money authorized, Money captured, Money refunded) {

    public Funds {
        if (captured.isMoreThan(authorized) || refunded.isMoreThan(captured)) {
            throw new IllegalArgumentException(
                    "Impossible funds: " + authorized + " / " + captured + " / " + refunded + ".");
        }
    }

    static Funds none(java.util.Currency currency) {
        var zero = Money.zero(currency);
        return new Funds(zero, zero, zero);
    }

    Funds authorize(Money amount) {
        return new Funds(authorized.plus(amount), captured, refunded);
    }

    Funds capture(Money amount) {
        return new Funds(authorized, captured.plus(amount), refunded);
    }

    Funds refund(Money amount) {
        return new Funds(authorized, captured, refunded.plus(amount));
    }

    public Money capturable() {
        return authorized.minus(captured);
    }

    public Money refundable() {
        return captured.minus(refunded);
    }

    /** As the tests' tables print them: {@code 1000/400/0}. */
    @Override
    public String toString() {
        return authorized.minor() + "/" + captured.minor() + "/" + refunded.minor();
    }
}
