package tatami.payments;

import java.time.Instant;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.ledger.Entry;

/**
 * An entry of an account's ledger, and what it was for.
 *
 * @param number later entries of one moment have higher ones
 */
public record LedgerLine(
        long number, Instant at, Entry entry, PaymentIntentId intent, OperationId operation, Kind kind) {

    /** Where to go on reading. */
    public LedgerPlace place() {
        return new LedgerPlace(at, number);
    }
}
