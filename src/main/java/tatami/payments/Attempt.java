package tatami.payments;

import tatami.acquiring.Outcome;

/** What came of a shopper's attempt to pay. */
public sealed interface Attempt {

    /** The intent as it is afterwards. */
    PaymentIntent intent();

    /** The acquirer decided, or we withdrew the attempt after its silence. */
    record Settled(PaymentIntent intent, Outcome outcome) implements Attempt {}

    /**
     * The shopper's bank wants to ask the shopper: the device posts {@code request} as {@code JWT} and
     * {@code md} as {@code MD} to {@code stepUpUrl}.
     */
    record Challenged(PaymentIntent intent, String stepUpUrl, String request, String md) implements Attempt {}

    /** The bank does not believe that this is the cardholder. Nothing moved; another attempt is welcome. */
    record NotAuthenticated(PaymentIntent intent, String message) implements Attempt {}

    /** Nobody knows yet. The resolver will; until then the intent takes no other attempt. */
    record Unanswered(PaymentIntent intent) implements Attempt {}
}
