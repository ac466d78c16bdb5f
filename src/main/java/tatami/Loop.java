package tatami;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one piece of background work again and again until it is stopped. The work itself never loops. */
final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** Longer than one round may take: it asks the acquirer twice, five seconds each. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    Loop(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            do {
                round();
            } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One bad round must not end the loop: the database may be back for the next. */
    private void round() {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("loop", name).setCause(e).log("A round of background work failed");
        }
    }

    /** Lets a running round finish. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (!thread.join(STOP_LIMIT)) {
                LOG.atWarn().addKeyValue("loop", name).log("Background work did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
