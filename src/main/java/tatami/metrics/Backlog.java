package tatami.metrics;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a queue.
 *
 * @param waiting how many, due or not; {@link #MOST} for any number above
 * @param late for how long the oldest that is due has been; zero when none is
 */
public record Backlog(long waiting, Duration late) {

    /** Counted no further: who has so many is in trouble either way, and counting must not add to it. */
    public static final int MOST = 100_000;

    /** How long a look may take: a tenth of what Prometheus waits for a whole scrape. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** @param oldest since when the oldest is due; null when none is */
    public static Backlog since(long waiting, @Nullable Instant oldest, Instant now) {
        return new Backlog(waiting, oldest == null ? Duration.ZERO : Duration.between(oldest, now));
    }
}
