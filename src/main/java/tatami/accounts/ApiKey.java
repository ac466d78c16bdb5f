package tatami.accounts;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a key, which is not the key.
 *
 * @param hint the key's last characters; null for old keys that no gateway has met since there are hints
 * @param createdBy an e-mail address as it was then; null for keys that nobody made by hand
 * @param lastUsedAt within a minute or so
 * @param expiresAt the first moment at which it opens nothing any more
 */
public record ApiKey(
        ApiKeyId id,
        String name,
        Set<Scope> scopes,
        @Nullable String hint,
        Origin origin,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant lastUsedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    /** Whether it opens anything, and if not, why. */
    public State state(Instant now) {
        if (revokedAt != null) {
            return State.Revoked;
        }
        return expiresAt != null && !now.isBefore(expiresAt) ? State.Expired : State.Active;
    }

    public enum State {
        Active,
        Expired,
        Revoked
    }

    /** Where it came from. */
    public enum Origin {
        /** A setting of the gateway's; ends when another is set. */
        Setting,
        /** By the first start, or by hand. */
        Made
    }
}
