package tatami.webhooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.webhooks.Delivery.State;

/**
 * A delivery and what was tried, as its log tells it.
 *
 * @param tries how many were begun; one more than are listed while one is under way
 * @param attempts oldest first
 */
public record Told(
        Message message,
        State state,
        long tries,
        @Nullable Instant nextTryAt,
        @Nullable Instant settledAt,
        List<Try> attempts) {

    Told with(Told next) {
        var both = new ArrayList<>(attempts);
        both.addAll(next.attempts);
        return new Told(message, state, tries, nextTryAt, settledAt, List.copyOf(both));
    }

    /**
     * @param status null when nothing came back, and then {@code failure} says why
     * @param answer the beginning of the answer's body
     */
    public record Try(
            long number,
            Instant beganAt,
            long milliseconds,
            @Nullable Long status,
            @Nullable String failure,
            String answer) {}
}
