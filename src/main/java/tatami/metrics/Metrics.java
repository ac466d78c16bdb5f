package tatami.metrics;

import java.util.function.Supplier;

/**
 * Where what happens is counted. Other rooms tell it in our words and do not know who keeps the numbers, nor
 * whether anybody does.
 *
 * <p>Whatever is given as a name becomes a label, and each label a row that is kept for ever: enums and words
 * from our own sources only, never what came in a request.
 */
public interface Metrics {

    /** Nobody wants to know. */
    Metrics OFF = new Metrics() {

        @Override
        public void request(String method, String route, int status, long nanos) {}

        @Override
        public void limited(String of) {}

        @Override
        public void acquirerCall(String call, boolean answered, long nanos) {}

        @Override
        public void operation(Enum<?> kind, String outcome) {}

        @Override
        public void resolved(Enum<?> kind, String outcome) {}

        @Override
        public void webhookTry(String result, long nanos) {}

        @Override
        public void mailTry(String result, long nanos) {}

        @Override
        public void batch(String of, int rows) {}

        @Override
        public void loopFailed(String loop) {}

        @Override
        public void queue(String name, Supplier<Backlog> look) {}

        @Override
        public void pool(Supplier<Pool> look) {}
    };

    /**
     * @param method one of HTTP's own, or {@code other}: a caller may make up any
     * @param route the pattern that matched, never the path, which holds ids and secrets
     */
    void request(String method, String route, int status, long nanos);

    /** A request that was refused since there were too many. @param of who has the limit: an address, a secret key */
    void limited(String of);

    void acquirerCall(String call, boolean answered, long nanos);

    /** What became of an operation while somebody waited for it. */
    void operation(Enum<?> kind, String outcome);

    /** What became of an operation that somebody had left without an outcome. */
    void resolved(Enum<?> kind, String outcome);

    void webhookTry(String result, long nanos);

    void mailTry(String result, long nanos);

    /** How many rows one statement carried, where many callers share one. */
    void batch(String of, int rows);

    /** A round of background work ended in an exception. */
    void loopFailed(String loop);

    /** @param look asks the database; called seldom, on a thread of its own, and not waited for too long */
    void queue(String name, Supplier<Backlog> look);

    /** @param look cheap: called each time */
    void pool(Supplier<Pool> look);
}
