package tatami.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A look at something that takes time, kept for some seconds. However many ask at once, one looks; and nobody
 * waits long, since it may never answer.
 */
final class Glance<T> {

    /** Shorter than anybody's interval of scraping, longer than a burst of scrapes. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final Supplier<T> look;
    private final InstantSource clock;
    private CompletableFuture<T> last = CompletableFuture.failedFuture(new IllegalStateException("Not looked yet."));
    private Instant good = Instant.MIN;
    private volatile long began;

    Glance(Supplier<T> look, InstantSource clock) {
        this.look = look;
        this.clock = clock;
    }

    /** What was seen a moment ago; empty when nothing could be. Whoever asks later waits for what is left. */
    Optional<T> get() {
        try {
            var looking = begin();
            var left = Backlog.PATIENCE.toNanos() - (System.nanoTime() - began);
            return Optional.of(looking.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Looks if it is time to. A failure is kept as long as a success: it cost as much. */
    synchronized CompletableFuture<T> begin() {
        var now = clock.instant();
        if (last.isDone() && !now.isBefore(good)) {
            good = now.plus(KEPT);
            began = System.nanoTime();
            last = CompletableFuture.supplyAsync(look, Thread::startVirtualThread);
        }
        return last;
    }
}
