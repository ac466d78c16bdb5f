package tatami.payments;

import java.time.Instant;

/**
 * Which client session secret counts: the one with this serial, until it expires or an attempt used
 * it. The secret itself is computed, not stored ({@link ClientSessionSecrets}).
 *
 * @param expiresAt in whole seconds, as the API prints it
 */
public record SecretState(int serial, Instant expiresAt, boolean used) {

    boolean isOpen(Instant now) {
        return !used && now.isBefore(expiresAt);
    }
}
