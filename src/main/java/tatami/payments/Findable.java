package tatami.payments;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;

/**
 * As much of a payment as it is found by. Nothing of the shopper but the card's last digits.
 *
 * @param cardEnding null while nothing is paid
 */
record Findable(
        PaymentIntentId id,
        AccountId account,
        Instant createdAt,
        Status status,
        Total total,
        @Nullable String cardEnding,
        String reference) {}
