package tatami.payments;

import java.time.Instant;
import java.util.Currency;
import tatami.kit.Money;

/**
 * A payment that somebody should look at.
 *
 * @param amount that was asked for, or is held
 * @param at when it was asked, or when the hold is captured or released by itself
 */
public record Concern(Kind kind, PaymentIntentId intent, String reference, Money amount, Instant at) {

    /** Why. */
    public enum Kind {
        /** The acquirer was asked long ago and has not answered. */
        Unanswered,
        /** A hold that will be released by itself. */
        Releasing,
        /** A hold that will be captured by itself. */
        Capturing
    }

    /** All of one kind and currency. @param amount in minor units; may be more than {@code Money} holds */
    public record Sum(Kind kind, Currency currency, long number, long amount) {}
}
