package tatami.intents;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.cards.Card;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * An attempt whose shopper is at the bank's page. The card number waits in the vault under the
 * attempt's id.
 *
 * @param secretSerial which client session secret began it: the same one finishes it
 * @param savePaymentMethod whether the card is to be kept once it has paid; null where nobody had asked yet
 */
public record Challenge(
        OperationId attempt,
        Instant at,
        Card card,
        int secretSerial,
        @Nullable Boolean savePaymentMethod) {

    /** Longer than a shopper looks for a telephone, shorter than a card number should lie about. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    /** @throws Refusal WRONG_STATUS when there is none */
    public static Challenge waiting(@Nullable Challenge challenge) {
        if (challenge == null) {
            throw new Refusal(Reason.WRONG_STATUS, "No attempt is waiting for its authentication.");
        }
        return challenge;
    }

    /** @throws Refusal WRONG_STATUS unless it is {@code challenge} that waits */
    public void refuseUnlessWaiting(@Nullable Challenge challenge) {
        if (!waiting(challenge).attempt().equals(attempt)) {
            throw anotherOne();
        }
    }

    /** @throws Refusal NOT_SIGNED_IN unless the secret with this serial began the attempt */
    public void refuseUnlessBegunBy(int serial) {
        if (serial != secretSerial) {
            throw new Refusal(Reason.NOT_SIGNED_IN, "This client session secret did not begin the attempt.");
        }
    }

    boolean isOver(Instant now) {
        return now.isAfter(at.plus(LONGEST));
    }

    static Refusal anotherOne() {
        return new Refusal(Reason.WRONG_STATUS, "Another attempt has taken this one's place.");
    }
}
