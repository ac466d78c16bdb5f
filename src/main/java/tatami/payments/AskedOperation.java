package tatami.payments;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.kit.Money;

/**
 * One operation of an intent, for whoever looks back on it.
 *
 * @param reason of a refund, as are the notes
 * @param outcome null while the acquirer has not answered
 * @param settledAt null likewise
 */
public record AskedOperation(
        OperationId id,
        Kind kind,
        Money amount,
        @Nullable String reason,
        @Nullable String notes,
        Instant askedAt,
        @Nullable Outcome outcome,
        @Nullable Instant settledAt) {}
