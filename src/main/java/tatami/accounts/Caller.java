package tatami.accounts;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose key came with a request, and what it permits. */
public record Caller(
        ApiKeyId key,
        Account account,
        Set<Scope> scopes,
        @Nullable Instant expiresAt) {

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
