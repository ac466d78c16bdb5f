package tatami.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.outbound.Reply;
import tatami.webhooks.Delivery.State;

/**
 * One POST and what came of it.
 *
 * @param nextTryAt null once the delivery is settled
 */
record Attempt(
        Delivery delivery,
        Instant beganAt,
        long milliseconds,
        Reply reply,
        State state,
        @Nullable Instant nextTryAt) {

    /**
     * Judges an answer: any 2xx is success, and nothing else is, redirects included.
     *
     * @param chance as {@link Schedule#next} takes it
     */
    static Attempt of(Delivery delivery, Instant beganAt, long milliseconds, Reply reply, Instant now, int chance) {
        if (reply.isSuccess()) {
            return new Attempt(delivery, beganAt, milliseconds, reply, State.Delivered, null);
        }
        var next = Schedule.next(delivery.triesOfThisRound(), now, chance, reply.retryAfter());
        return new Attempt(
                delivery,
                beganAt,
                milliseconds,
                reply,
                next.isPresent() ? State.Waiting : State.Exhausted,
                next.orElse(null));
    }
}
