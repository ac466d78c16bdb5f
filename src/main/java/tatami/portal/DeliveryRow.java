package tatami.portal;

import java.util.List;
import tatami.webhooks.Told;
import tatami.webhooks.Told.Try;

/**
 * A delivery in the list.
 *
 * @param answer what came of the last try; empty before the first
 */
public record DeliveryRow(
        String eventId, String event, boolean isTest, StatusMark mark, String answer, String time, String iso) {

    static DeliveryRow of(Told told, Clock clock) {
        var message = told.message();
        return new DeliveryRow(
                message.id(),
                message.event(),
                message.isTest(),
                StatusMark.of(told.state()),
                last(told.attempts()),
                clock.exactly(message.createdAt()),
                message.createdAt().toString());
    }

    private static String last(List<Try> tries) {
        return tries.isEmpty() ? "" : answer(tries.getLast());
    }

    /** {@code 200 in 31 ms}, or why there was no answer. */
    static String answer(Try tried) {
        return tried.status() == null
                ? String.valueOf(tried.failure())
                : tried.status() + " in " + tried.milliseconds() + " ms";
    }
}
