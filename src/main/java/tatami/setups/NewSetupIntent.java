package tatami.setups;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.MitType;
import tatami.kit.Money;

/**
 * What a merchant asks for when creating a setup intent.
 *
 * @param expireAt null for never
 */
record NewSetupIntent(
        MitType type,
        Money intendedAmount,
        String terms,
        SetupDetails details,
        @Nullable Instant expireAt) {}
