package tatami.webhooks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Where an account wants to be told of which events.
 *
 * @param events names of the {@link EventCatalogue}, in the order in which they were asked for
 * @param secrets oldest first; one of them is active
 */
public record Subscription(
        SubscriptionId id,
        AccountId account,
        List<String> events,
        String url,
        @Nullable String description,
        List<SigningSecret> secrets,
        Instant createdAt,
        Instant updatedAt) {

    public static final int LONGEST_DESCRIPTION = 4096;

    /** One that signs and one that will: as many as a rotation needs. */
    public static final int MOST_SECRETS = 2;

    /** @throws Refusal CONFLICT when a rotation is already under way */
    void refuseAnotherSecret() {
        if (secrets.size() >= MOST_SECRETS) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "A subscription has at most " + MOST_SECRETS + " secrets. Delete one that is not active first.");
        }
    }

    /** @throws Refusal NOT_FOUND */
    SigningSecret secret(String secretId) {
        return secrets.stream()
                .filter(secret -> secret.id().equals(secretId))
                .findFirst()
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "This subscription has no secret with this id."));
    }
}
