package tatami.db;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Gathers what many callers want written at the same moment into one statement.
 *
 * <p>No timer and no thread of its own. Whoever finds nobody writing writes, at once and alone. Who
 * comes meanwhile waits, and the next write carries all of them: the busier it is, the more share one
 * commit. Each caller returns when its own row is committed.
 */
public final class Gatherer<T> {

    /** More rows in a statement gain nothing; they only make the first of them wait. */
    private static final int MOST = 64;

    /** Longer than a write may take: a pool's wait, a statement's, and those of the write before. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Consumer<List<T>> write;
    private final ConcurrentLinkedQueue<Waiting<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** @param write writes all of them, in one statement, or none, and then throws */
    public Gatherer(Consumer<List<T>> write) {
        this.write = write;
    }

    /** Returns when {@code item} is committed. @throws DatabaseFailure when it could not be written */
    public void write(T item) {
        var mine = new Waiting<>(item);
        waiting.add(mine);
        if (writing.compareAndSet(false, true)) {
            writeOnce();
            passOn();
        }
        mine.await();
    }

    /** A caller writes once, its own row among others, and does not stay to serve the rest. */
    private void passOn() {
        if (waiting.isEmpty()) {
            stop();
        } else {
            Thread.startVirtualThread(this::writeOn);
        }
    }

    private void writeOn() {
        while (!waiting.isEmpty()) {
            writeOnce();
        }
        stop();
    }

    /** Somebody may have come between the last look and the stop, and found a writer. */
    private void stop() {
        writing.set(false);
        if (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::writeOn);
        }
    }

    private void writeOnce() {
        var batch = new ArrayList<Waiting<T>>();
        for (var next = waiting.poll(); next != null; next = batch.size() < MOST ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            write.accept(batch.stream().map(Waiting::item).toList());
            batch.forEach(each -> each.done.complete(null));
        } catch (DatabaseFailure failure) {
            if (batch.size() == 1 || failure.isUnavailable()) {
                batch.forEach(each -> each.done.completeExceptionally(failure));
            } else {
                batch.forEach(this::writeAlone); // one bad row must not fail its neighbours
            }
        } catch (RuntimeException | Error failure) {
            batch.forEach(each -> each.done.completeExceptionally(failure));
        }
    }

    private void writeAlone(Waiting<T> one) {
        try {
            write.accept(List.of(one.item));
            one.done.complete(null);
        } catch (RuntimeException failure) {
            one.done.completeExceptionally(failure);
        }
    }

    private record Waiting<T>(T item, CompletableFuture<Void> done) {

        Waiting(T item) {
            this(item, new CompletableFuture<>());
        }

        void await() {
            try {
                done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw DatabaseFailure.noAnswer(LIMIT);
                }
            } catch (TimeoutException _) {
                throw DatabaseFailure.noAnswer(LIMIT);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw DatabaseFailure.noAnswer(LIMIT);
            }
        }
    }
}
