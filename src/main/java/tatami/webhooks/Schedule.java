package tatami.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a message that was not taken is sent again. */
final class Schedule {

    /**
     * The wait after each failed try: first for a receiver that restarts, then for one that is being
     * deployed, then for an outage that somebody has to mend. Seven tries within about three hours; what
     * is given up then can be sent again by hand.
     */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2));

    /** In thousandths of the wait, earlier or later, so that what failed together does not come back together. */
    static final int JITTER = 100;

    /** The longest that a receiver may ask us to stay away; what it asks beyond that is taken for a mistake. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private Schedule() {}

    /**
     * When to try again, or empty when it is to be given up.
     *
     * @param tries how many there were, at least one
     * @param chance from 0, which is earliest, to twice {@link #JITTER}, which is latest
     * @param retryAfter the receiver's wish, as it stands in its answer: never sooner than that
     */
    static Optional<Instant> next(int tries, Instant now, int chance, @Nullable String retryAfter) {
        if (tries > WAITS.size()) {
            return Optional.empty();
        }
        var ours = now.plus(
                WAITS.get(tries - 1).multipliedBy(1_000 - JITTER + chance).dividedBy(1_000));
        return Optional.of(wish(retryAfter, now).filter(ours::isBefore).orElse(ours));
    }

    /** Seconds or an HTTP date; anything else is no wish at all. */
    private static Optional<Instant> wish(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        var latest = now.plus(LONGEST);
        try {
            var wish = retryAfter.matches("[0-9]{1,9}")
                    ? now.plusSeconds(Long.parseLong(retryAfter))
                    : ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return Optional.of(wish.isAfter(latest) ? latest : wish);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
