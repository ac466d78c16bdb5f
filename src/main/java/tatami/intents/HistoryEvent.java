package tatami.intents;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.cards.Card;

/**
 * One line of an intent's history, as the merchant sees it. Events of one attempt share its id.
 *
 * @param at when the attempt began
 * @param authCode the issuer's proof; empty when there is none
 */
public record HistoryEvent(
        OperationId transactionId,
        Instant at,
        Type eventType,
        String authCode,
        @Nullable Card card) {

    /** The API's names. Cancelling writes no line, and the API's Unknown and ManualAuthReady are not ours. */
    public enum Type {
        Authorized,
        Captured,
        Reversed,
        Refunded,
        Canceled,
        AuthChallenged,
        Declined,
        Error
    }
}
