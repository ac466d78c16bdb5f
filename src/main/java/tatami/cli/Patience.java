package tatami.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long to wait for others.
 *
 * @param silence for a word of the gateway, which writes every ten seconds when nothing happens
 * @param answer for a receiver's whole answer, as long as the gateway itself waits for one
 * @param pause before the gateway is tried again, at first; twice as long each time
 * @param longestPause before the gateway is tried again, at most
 */
record Patience(Duration silence, Duration answer, Duration pause, Duration longestPause) {

    static final Patience USUAL =
            new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** The next pause after {@code last}. */
    Duration longer(Duration last) {
        var longer = last.multipliedBy(2);
        return longer.compareTo(longestPause) < 0 ? longer : longestPause;
    }

    /**
     * What {@code task} gives, in another thread, which is interrupted when it takes longer.
     *
     * @throws InterruptedIOException when it took longer
     */
    static <T> T within(Duration limit, Callable<T> task) throws IOException, InterruptedException {
        var future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new InterruptedIOException("silent for " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            future.cancel(true);
        }
    }
}
