package tatami.users;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did, or set out to do.
 *
 * @param what the name of a {@link Deed}
 * @param subject what it was done to: an intent's id, another user's address
 */
public record AuditLine(
        String id,
        Instant at,
        String who,
        String what,
        @Nullable String subject,
        Map<String, String> detail) {}
