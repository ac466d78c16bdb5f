package tatami.payments;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a hold that nobody captures. Both parts are as the merchant gave them; what holds
 * when they are not given is said by {@link #holdFor} and {@link #whenOver}.
 */
public record AutoExpiry(@Nullable Duration in, @Nullable AutoExpireAction action) {

    /** The API's rule: a hold that nobody captures is reversed after seven days. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Counted from the authorisation. */
    Duration holdFor() {
        return in == null ? LONGEST : in;
    }

    AutoExpireAction whenOver() {
        return action == null ? AutoExpireAction.Release : action;
    }
}
