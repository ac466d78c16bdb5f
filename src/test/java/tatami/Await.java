package tatami;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does in its own time. Within one process nothing needs this. */
public final class Await {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Await() {}

    /** @throws AssertionError when {@code what} has not come true within {@code limit} */
    public static void until(String what, Duration limit, BooleanSupplier isTrue) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!isTrue.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
