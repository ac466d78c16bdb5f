package tatami;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.kit.Nudge;
import tatami.metrics.Metrics;

/** Does one piece of background work again and again until it is stopped. The work itself never loops. */
final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** Longer than one round may take: it asks the acquirer twice, five seconds each. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    /** Who finds nothing to do is not called again at once, however often he is nudged. */
    private static final Duration SHORTEST_REST = Duration.ofMillis(5);

    /** Who finds nothing again and again rests longer, as long as what comes then can bear to wait. */
    private static final Duration LONGEST_REST = Duration.ofMillis(40);

    /** How many times as long as a round: a fifth of the time is the work's. */
    private static final int RESTS = 4;

    private final String name;
    private final Duration pause;
    private final IntSupplier work;
    private final Metrics metrics;
    private final boolean yields;
    private final Nudge nudge = new Nudge();
    private final Thread thread;
    private volatile boolean stopping;

    /** @param work does a round and gives how much there was to do */
    Loop(String name, Duration pause, IntSupplier work, Metrics metrics) {
        this(name, pause, work, metrics, false);
    }

    private Loop(String name, Duration pause, IntSupplier work, Metrics metrics, boolean yields) {
        this.name = name;
        this.metrics = metrics;
        this.pause = pause;
        this.work = work;
        this.yields = yields;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /**
     * For much work that can wait, where others cannot: as long as there is more to do it goes on without a pause, but
     * rests four times as long as each round took. On a busy machine rounds take longer, and so do the rests.
     */
    static Loop yielding(String name, Duration pause, IntSupplier work, Metrics metrics) {
        return new Loop(name, pause, work, metrics, true);
    }

    private void run() {
        try {
            var rest = SHORTEST_REST;
            while (!stopping) {
                var began = System.nanoTime();
                var isMore = round() > 0;
                var took = Duration.ofNanos(System.nanoTime() - began);
                if (isMore) {
                    rest = SHORTEST_REST;
                } else {
                    Thread.sleep(rest);
                    rest = longer(rest);
                }
                nudge.await(isMore && yields ? took.multipliedBy(RESTS) : pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration rest) {
        var twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
    }

    /** Ends the pause, or skips the next one. */
    void nudge() {
        nudge.give();
    }

    /** One bad round must not end the loop: the database may be back for the next. */
    private int round() {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            metrics.loopFailed(name);
            LOG.atWarn().addKeyValue("loop", name).setCause(e).log("A round of background work failed");
            return 0;
        }
    }

    /** Lets a running round finish. */
    @Override
    public void close() {
        stopping = true;
        nudge();
        try {
            if (!thread.join(STOP_LIMIT)) {
                LOG.atWarn().addKeyValue("loop", name).log("Background work did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
