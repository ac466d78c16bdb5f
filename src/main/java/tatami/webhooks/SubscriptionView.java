package tatami.webhooks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscription as the API shows it, its secrets readable each time. */
record SubscriptionView(
        String id,
        String accountId,
        List<String> events,
        String url,
        @Nullable String description,
        List<SecretView> secrets,
        Instant createdAt,
        Instant updatedAt) {

    static SubscriptionView of(Subscription subscription) {
        return new SubscriptionView(
                subscription.id().value(),
                subscription.account().value(),
                subscription.events(),
                subscription.url(),
                subscription.description(),
                secrets(subscription),
                subscription.createdAt(),
                subscription.updatedAt());
    }

    private static List<SecretView> secrets(Subscription subscription) {
        return subscription.secrets().stream().map(SecretView::of).toList();
    }

    /** {@code lastUsedAt} is undocumented, and printed in the API's own examples. */
    record SecretView(
            String id,
            String value,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            boolean isActive) {

        static SecretView of(SigningSecret secret) {
            return new SecretView(
                    secret.id(), secret.value(), secret.createdAt(), secret.lastUsedAt(), secret.active());
        }
    }

    /** All secrets of a subscription. */
    record SecretsView(String id, List<SecretView> secrets) {

        static SecretsView of(Subscription subscription) {
            return new SecretsView(subscription.id().value(), SubscriptionView.secrets(subscription));
        }
    }
}
