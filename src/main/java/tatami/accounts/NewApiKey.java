package tatami.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * A key that somebody asks for.
 *
 * @param id chosen before, so that a form that is sent twice makes one key
 */
public record NewApiKey(
        ApiKeyId id,
        String name,
        Set<Scope> scopes,
        @Nullable Instant expiresAt) {

    private static final int LONGEST_NAME = 60;

    /** Nobody means more; a year with a digit too many is as good as never. */
    private static final Duration LONGEST = Duration.ofDays(3653);

    /** @throws Refusal INVALID, naming every field at fault */
    public static NewApiKey of(ApiKeyId id, String name, Set<Scope> scopes, @Nullable Instant expiresAt, Instant now) {
        var wrong = new ArrayList<String>();
        var called = name.strip();
        if (called.isEmpty() || called.length() > LONGEST_NAME || called.chars().anyMatch(Character::isISOControl)) {
            wrong.add("The name must have 1 to " + LONGEST_NAME + " characters, in one line.");
        }
        if (called.contains("sk_")) {
            wrong.add("The name must not hold a key.");
        }
        if (scopes.isEmpty()) {
            wrong.add("Choose at least one scope.");
        }
        if (expiresAt != null && (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST)))) {
            wrong.add("The last day must be today or later, within ten years.");
        }
        if (!wrong.isEmpty()) {
            throw new Refusal(Reason.INVALID, String.join(" ", wrong));
        }
        return new NewApiKey(id, called, Set.copyOf(scopes), expiresAt);
    }
}
