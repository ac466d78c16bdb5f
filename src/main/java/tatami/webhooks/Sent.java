package tatami.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.webhooks.Delivery.State;

/**
 * A delivery, as a list of all that was sent because of one payment has it.
 *
 * @param url null when the subscription is gone
 * @param event a name of the {@link EventCatalogue}
 * @param createdAt of the event
 */
public record Sent(
        SubscriptionId subscription,
        @Nullable String url,
        String eventId,
        String event,
        Instant createdAt,
        State state) {}
