package tatami.payments;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.intents.CaptureMode;
import tatami.kit.Money;

/**
 * What a merchant asks for when creating an intent.
 *
 * @param expireAt null for the API's own thirty days
 */
public record NewPaymentIntent(
        CaptureMode captureMode,
        Money amount,
        @Nullable Money tipsAmount,
        Purchase purchase,
        @Nullable Instant expireAt,
        AutoExpiry autoExpiry) {}
