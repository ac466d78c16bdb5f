package tatami.intents;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.Operation;
import tatami.cards.Card;

/**
 * The one operation of an intent that was asked and not yet settled. It keeps every other out, so that
 * no lock is held while we wait for the acquirer.
 *
 * @param since when the attempt began, which for a challenged one is before it was asked
 * @param card whose card, for sales and authorisations
 */
public record InFlight(
        Operation operation, Instant since, @Nullable Card card) {}
