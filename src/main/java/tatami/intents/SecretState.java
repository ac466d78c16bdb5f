package tatami.intents;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Which client session secret counts: the one with this serial, until it expires or an attempt used
 * it. The secret itself is computed, not stored ({@link ClientSessionSecrets}).
 *
 * @param expiresAt in whole seconds, as the API prints it
 */
public record SecretState(int serial, Instant expiresAt, boolean used) {

    /** The API's own lifetime. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    public static SecretState first(Instant now) {
        return new SecretState(1, expiry(now), false);
    }

    /** A new secret's; the one before is dead at once. */
    public SecretState next(Instant now) {
        return new SecretState(Math.incrementExact(serial), expiry(now), false);
    }

    /**
     * Uses up the secret with this serial.
     *
     * @throws Refusal NOT_SIGNED_IN when it is not the current one, has been used, or has expired
     */
    public SecretState use(int presented, Instant now) {
        if (presented != serial || !isOpen(now)) {
            throw new Refusal(
                    Reason.NOT_SIGNED_IN, "This client session secret was used, replaced, or has expired. Refresh it.");
        }
        return new SecretState(serial, expiresAt, true);
    }

    public boolean isOpen(Instant now) {
        return !used && now.isBefore(expiresAt);
    }

    private static Instant expiry(Instant now) {
        return now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    }
}
