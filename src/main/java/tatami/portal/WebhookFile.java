package tatami.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.webhooks.SigningSecret;
import tatami.webhooks.Subscription;
import tatami.webhooks.TestEvents;

/**
 * A webhook, as its own page shows it.
 *
 * @param testable the events of which a test can be sent
 */
public record WebhookFile(
        String id,
        String url,
        List<String> events,
        String description,
        String created,
        List<Secret> secrets,
        boolean canHaveAnotherSecret,
        List<String> testable) {

    /**
     * @param value null while it is hidden
     * @param used when it last signed; null when it never has
     */
    public record Secret(
            String id,
            boolean isActive,
            String created,
            @Nullable String used,
            @Nullable String value) {

        /** A secret is not for logs. */
        @Override
        public String toString() {
            return "Secret " + id;
        }
    }

    /** @param shown the id of the one secret to show; null for none */
    static WebhookFile of(Subscription subscription, @Nullable String shown, Clock clock) {
        var description = subscription.description();
        return new WebhookFile(
                subscription.id().value(),
                subscription.url(),
                subscription.events(),
                description == null ? "" : description,
                clock.at(subscription.createdAt()),
                subscription.secrets().stream()
                        .map(secret -> secret(secret, secret.id().equals(shown), clock))
                        .toList(),
                subscription.secrets().size() < Subscription.MOST_SECRETS,
                TestEvents.possible(subscription));
    }

    private static Secret secret(SigningSecret secret, boolean isShown, Clock clock) {
        var used = secret.lastUsedAt();
        return new Secret(
                secret.id(),
                secret.active(),
                clock.at(secret.createdAt()),
                used == null ? null : clock.at(used),
                isShown ? secret.value() : null);
    }
}
