package tatami.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.webhooks.Pulse;
import tatami.webhooks.Subscription;

/**
 * A webhook in the list.
 *
 * @param pulse how its last deliveries went; null when there were none
 */
public record WebhookRow(
        String id,
        String url,
        List<String> events,
        String description,
        @Nullable Pulse pulse) {

    static WebhookRow of(Subscription subscription, @Nullable Pulse pulse) {
        var description = subscription.description();
        return new WebhookRow(
                subscription.id().value(),
                subscription.url(),
                subscription.events(),
                description == null ? "" : description,
                pulse == null || pulse.all() == 0 ? null : pulse);
    }
}
