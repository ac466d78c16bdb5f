package tatami.payments;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.cards.Card;

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
}
