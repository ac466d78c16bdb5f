package tatami.webhooks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tatami.db.Database;
import tatami.db.Gatherer;
import tatami.events.Bell;
import tatami.kit.Times;
import tatami.metrics.Backlog;
import tatami.metrics.Metrics;
import tatami.outbound.Guard;
import tatami.outbound.Sender;
import tatami.tracing.Step;
import tatami.tracing.Tracing;
import tatami.webhooks.Delivery.State;

/**
 * Brings messages to whoever subscribed to them.
 *
 * <p>What is to be delivered is written down with the event itself. The courier takes due deliveries in
 * hand for the length of a lease, posts each with nothing open, and writes down what came of it. Whoever
 * dies in between leaves a lease that ends, and the message is sent again: at least once, never two at
 * the same time. Any number of gateways may do this on one database.
 */
public final class Courier implements AutoCloseable {

    /**
     * For one try, ten seconds, from its taking to its recording; with room for a name that is slow to
     * resolve, a database that is slow to write, and clocks of gateways that differ by some seconds.
     */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** In hand at the same time, over all endpoints: connections and memory have an end. */
    private static final int MOST = 1_000;

    /** Receivers that answer have answered by then; nobody who stops a gateway waits for those who do not. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Database database;
    private final Sender sender;
    private final InstantSource clock;
    private final Bell bell;
    private final Metrics metrics;
    private final Tracing tracing;
    private final DeliveryStore store = new DeliveryStore();
    private final Endpoints endpoints = new Endpoints();
    private final Semaphore free = new Semaphore(MOST);
    private final Gatherer<Attempt> records;
    private volatile boolean stopping;

    /**
     * @param allowLoopback whether messages may go to this very machine: for developers
     * @param caFile certificates to trust besides the platform's, as PEM
     * @param bell rung when a delivery has ended, since another may have waited for it
     * @throws IllegalArgumentException when the file cannot be used
     */
    public Courier(
            Database database,
            boolean allowLoopback,
            Optional<Path> caFile,
            InstantSource clock,
            Bell bell,
            Metrics metrics,
            Tracing tracing) {
        this.database = database;
        this.sender = new Sender(new Guard(allowLoopback), caFile);
        this.clock = clock;
        this.bell = bell;
        this.metrics = metrics;
        this.tracing = tracing;
        this.records = new Gatherer<>(attempts -> database.once(tx -> {
            store.record(tx, attempts, Times.now(clock));
            metrics.batch("webhook tries", attempts.size());
            return attempts;
        }));
    }

    /**
     * Takes what is due and may be taken, and begins to send it. Does not wait for the answers.
     *
     * @return how many were begun
     */
    public int runOnce() {
        var most = free.availablePermits();
        if (most == 0 || stopping) {
            return 0;
        }
        var now = Times.now(clock);
        var due = database.once(tx -> store.claim(tx, now, now.plus(LEASE), endpoints.rooms(), Endpoints.ROOM, most));
        due.forEach(this::begin);
        return due.size();
    }

    /** What waits to be sent. One statement, and of no more than a second. */
    public Backlog backlog() {
        return database.once(tx -> store.backlog(tx, Times.now(clock)));
    }

    /** Whether everything that was begun has ended, within {@code limit}. */
    public boolean awaitIdle(Duration limit) {
        try {
            var idle = free.tryAcquire(MOST, limit.toMillis(), TimeUnit.MILLISECONDS);
            if (idle) {
                free.release(MOST);
            }
            return idle;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Begins nothing more and waits for what is in hand; what is not recorded is sent again. */
    @Override
    public void close() {
        stopping = true;
        if (!awaitIdle(STOP_LIMIT)) {
            LOG.warn("Deliveries did not end in time; they will be sent again.");
        }
        sender.close();
    }

    private void begin(Delivery delivery) {
        free.acquireUninterruptibly();
        endpoints.begin(delivery.subscription());
        Thread.ofVirtual().name("delivery").start(() -> {
            var answered = false;
            try (var step = tracing.work("webhook " + delivery.message().event())) {
                answered = deliver(delivery, step).reply().isAnswer();
            } catch (RuntimeException e) {
                // Not recorded, so the lease ends and it is sent again, here or by another gateway.
                LOG.error(
                        "A delivery of {} could not be recorded.",
                        delivery.message().id(),
                        e);
            } finally {
                endpoints.end(delivery.subscription(), answered);
                free.release();
                bell.ring();
            }
        });
    }

    private Attempt deliver(Delivery delivery, Step step) {
        var message = delivery.message();
        var body = message.body();
        var beganAt = Times.now(clock);
        var began = System.nanoTime();
        var headers = Signature.headers(delivery.secret().value(), message.id(), beganAt, body);
        var reply = sender.post(delivery.address(), headers, body);
        var nanos = System.nanoTime() - began;
        var attempt = Attempt.of(
                delivery,
                beganAt,
                nanos / 1_000_000,
                reply,
                Times.now(clock),
                ThreadLocalRandom.current().nextInt(2 * Schedule.JITTER + 1));
        metrics.webhookTry(
                switch (attempt.state()) {
                    case Delivered -> "succeeded";
                    case Waiting -> "failed";
                    case Exhausted -> "exhausted";
                },
                nanos);
        if (attempt.state() != State.Delivered) {
            step.failed();
        }
        records.write(attempt);
        log(attempt);
        return attempt;
    }

    private static void log(Attempt attempt) {
        var delivery = attempt.delivery();
        LOG.atLevel(attempt.state() == State.Exhausted ? Level.WARN : Level.INFO)
                .addKeyValue("event", delivery.message().id())
                .addKeyValue("subscription", delivery.subscription())
                .addKeyValue("account", delivery.message().accountId())
                .addKeyValue("try", delivery.tries())
                .addKeyValue("answer", attempt.reply().outcome())
                .addKeyValue("state", attempt.state())
                .addKeyValue("ms", attempt.milliseconds())
                .log("webhook tried");
    }
}
