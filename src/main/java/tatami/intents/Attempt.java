package tatami.intents;

import tatami.acquiring.Outcome;

/**
 * What came of a shopper's attempt to pay, or to save a card for later charges.
 *
 * @param <I> the kind of intent
 */
public sealed interface Attempt<I> {

    /** The intent as it is afterwards. */
    I intent();

    /** The acquirer decided, or we withdrew the attempt after its silence. */
    record Settled<I>(I intent, Outcome outcome) implements Attempt<I> {}

    /**
     * The shopper's bank wants to ask the shopper: the device posts {@code request} as {@code JWT} and
     * {@code md} as {@code MD} to {@code stepUpUrl}.
     */
    record Challenged<I>(I intent, String stepUpUrl, String request, String md) implements Attempt<I> {}

    /** The bank does not believe that this is the cardholder. Nothing moved; another attempt is welcome. */
    record NotAuthenticated<I>(I intent, String message) implements Attempt<I> {}

    /** Nobody knows yet. The resolver will; until then the intent takes no other attempt. */
    record Unanswered<I>(I intent) implements Attempt<I> {}
}
