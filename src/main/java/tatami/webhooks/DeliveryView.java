package tatami.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.webhooks.Delivery.State;
import tatami.webhooks.Told.Try;

/**
 * A delivery as its log shows it.
 *
 * @param payload the very text that was signed; only where one delivery is looked at
 * @param attempts oldest first; only the last one in a list
 */
record DeliveryView(
        String eventId,
        String event,
        Instant createdAt,
        State state,
        long tries,
        @Nullable Instant nextTryAt,
        @Nullable Instant settledAt,
        @Nullable String payload,
        List<AttemptView> attempts) {

    static DeliveryView ofOne(Told told) {
        return of(told, new String(told.message().body(), StandardCharsets.UTF_8));
    }

    static DeliveryView ofMany(Told told) {
        return of(told, null);
    }

    private static DeliveryView of(Told told, @Nullable String payload) {
        return new DeliveryView(
                told.message().id(),
                told.message().event(),
                told.message().createdAt(),
                told.state(),
                told.tries(),
                told.nextTryAt(),
                told.settledAt(),
                payload,
                told.attempts().stream().map(AttemptView::of).toList());
    }

    /** One try. */
    record AttemptView(
            long attempt,
            Instant beganAt,
            long milliseconds,
            @Nullable Long status,
            @Nullable String failure,
            String answer) {

        static AttemptView of(Try tried) {
            return new AttemptView(
                    tried.number(),
                    tried.beganAt(),
                    tried.milliseconds(),
                    tried.status(),
                    tried.failure(),
                    tried.answer());
        }
    }

    /** How many were made due. */
    record SentAgain(int deliveries) {}
}
