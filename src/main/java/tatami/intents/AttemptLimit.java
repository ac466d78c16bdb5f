package tatami.intents;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tatami.intents.HistoryEvent.Type;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Keeps card testers from an intent: they try one stolen number after the other until one is good. An intent's own
 * history decides, so that it holds however many gateways there are and whatever address somebody comes from.
 */
public final class AttemptLimit {

    /** More than a shopper has cards and patience. */
    private static final int MOST_FAILURES = 10;

    /** After which a shopper who came back is not told of yesterday. */
    private static final Duration WITHIN = Duration.ofHours(1);

    private AttemptLimit() {}

    /** @throws Refusal TOO_MANY when as many attempts failed lately as no shopper needs */
    public static void refuseTesters(List<HistoryEvent> history, Instant now) {
        if (failures(history, now) >= MOST_FAILURES) {
            throw new Refusal(
                    Reason.TOO_MANY,
                    "Too many attempts have failed here. Try again in an hour, or ask for a new link.");
        }
    }

    /** Whether the failure that was just added is the one that was too many: the merchant is told once. */
    public static boolean isJustReached(List<HistoryEvent> history, Instant now) {
        return failures(history, now) == MOST_FAILURES;
    }

    private static long failures(List<HistoryEvent> history, Instant now) {
        return history.stream()
                .filter(event -> event.eventType() == Type.Declined || event.eventType() == Type.Error)
                .filter(event -> event.at().plus(WITHIN).isAfter(now))
                .count();
    }
}
