package tatami.figures;

import tatami.figures.Tally.Outcome;

/**
 * What happened in a span of time, in one currency. Amounts are in minor units, and as sums may be more than
 * {@code Money} holds. Captured less reversed and refunded is what the ledger says.
 *
 * @param payments sales, authorisations and charges that were approved
 * @param declined those that the issuer or the acquirer declined; what was never answered is neither
 * @param captured by sales, charges and captures
 * @param reversed of captured payments, undone on their own day
 */
public record Sums(
        long payments, long declined, long captured, long reversals, long reversed, long refunds, long refunded) {

    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0);

    static Sums of(Tally tally) {
        var number = tally.number();
        var amount = tally.amount();
        if (tally.outcome() != Outcome.Approved) {
            return tally.outcome() == Outcome.Declined && isAttempt(tally) ? new Sums(0, number, 0, 0, 0, 0, 0) : NONE;
        }
        return switch (tally.kind()) {
            case Sale, Charge -> new Sums(number, 0, amount, 0, 0, 0, 0);
            case Authorize -> new Sums(number, 0, 0, 0, 0, 0, 0);
            case Capture -> new Sums(0, 0, amount, 0, 0, 0, 0);
            case Reverse -> new Sums(0, 0, 0, number, amount, 0, 0);
            case Refund -> new Sums(0, 0, 0, 0, 0, number, amount);
            case Release -> NONE;
        };
    }

    private static boolean isAttempt(Tally tally) {
        return switch (tally.kind()) {
            case Sale, Authorize, Charge -> true;
            case Capture, Refund, Reverse, Release -> false;
        };
    }

    Sums plus(Sums other) {
        return new Sums(
                payments + other.payments,
                declined + other.declined,
                captured + other.captured,
                reversals + other.reversals,
                reversed + other.reversed,
                refunds + other.refunds,
                refunded + other.refunded);
    }

    /** Captured less what went back; below zero when more went back than came. */
    public long net() {
        return captured - reversed - refunded;
    }

    /** Attempts to pay that were answered. */
    public long attempts() {
        return payments + declined;
    }
}
