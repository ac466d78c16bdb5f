package tatami.kit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one who waits. However often it is given, one waking serves all who gave it before: what was there
 * to see then is seen afterwards.
 */
public final class Nudge {

    private final Semaphore given = new Semaphore(0);

    /** Wakes who waits, or else lets the next wait end at once. Does not wait itself. */
    public void give() {
        if (given.availablePermits() == 0) {
            given.release();
        }
    }

    /** Waits for one, at most so long. */
    public void await(Duration atMost) throws InterruptedException {
        given.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        given.drainPermits();
    }
}
