package tatami.payments;

import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;

/**
 * A refund as it was asked, and what became of it.
 *
 * @param requestHash of the request that first used its idempotency key
 * @param outcome null while the acquirer has not answered
 */
public record Refund(
        OperationId id,
        PaymentIntentId intent,
        byte[] requestHash,
        @Nullable String reason,
        @Nullable String notes,
        @Nullable Outcome outcome) {}
