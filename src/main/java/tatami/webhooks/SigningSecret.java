package tatami.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What signs deliveries. The API shows its value whenever it is asked; logs never do.
 *
 * @param id {@code sc_…}
 * @param value the key, as text: receivers take its bytes and do not decode it
 * @param lastUsedAt null until a delivery was signed with it
 */
public record SigningSecret(
        String id,
        String value,
        boolean active,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    @Override
    public String toString() {
        return "SigningSecret " + id;
    }
}
