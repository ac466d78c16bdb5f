package tatami;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many at once. */
public final class Crowd {

    private Crowd() {}

    /** Everybody waits at the door and runs in together. */
    public static <T> List<T> atOnce(int crowd, IntFunction<Callable<T>> task) {
        var door = new CountDownLatch(crowd);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, crowd)
                    .mapToObj(i -> threads.submit(() -> {
                        door.countDown();
                        door.await();
                        return task.apply(i).call();
                    }))
                    .toList();
            return running.stream().map(Crowd::result).toList();
        }
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
