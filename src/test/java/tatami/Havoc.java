package tatami;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Work that goes on, while disaster strikes at moments that nobody chose. */
final class Havoc {

    private static final int STRIKES = 4;

    /** What must have been done between two strikes, however busy the machine is. */
    private static final int PROGRESS = 15;

    /** For that much, on a machine that does ten other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Havoc() {}

    /**
     * Returns when disaster has struck some times and everybody has ended what they had begun.
     *
     * @param work one piece of it, done by each client again and again
     * @param done how much of it was acknowledged so far
     */
    static void among(int clients, Runnable work, IntSupplier done, Runnable disaster) {
        var stopping = new AtomicBoolean();
        var seed = System.nanoTime();
        var random = new Random(seed);
        System.out.println("Havoc seed " + seed);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.submit(() -> {
                    while (!stopping.get()) {
                        work.run();
                    }
                });
            }
            try {
                for (int i = 0; i < STRIKES; i++) {
                    var enough = done.getAsInt() + PROGRESS;
                    Await.until("work goes on", PATIENCE, () -> done.getAsInt() >= enough);
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextLong(200, 700)).toNanos());
                    disaster.run();
                }
            } finally {
                stopping.set(true);
            }
        }
    }
}
