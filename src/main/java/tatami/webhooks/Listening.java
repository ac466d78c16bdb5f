package tatami.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tatami.accounts.Account;
import tatami.db.Database;
import tatami.events.Bell;
import tatami.kit.Nudge;
import tatami.kit.Secret;
import tatami.webhooks.EventLogStore.Numbered;

/** Tells a developer of an account's events as they happen, whoever else is subscribed. */
public final class Listening implements AutoCloseable {

    /** For what no bell announces: the events of other gateways. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** How often a listener to whom nothing happens is written to, so that a dead one is noticed. */
    private static final Duration STILL_THERE = Duration.ofSeconds(10);

    /** Between two looks, however much happens. */
    private static final Duration REST = Duration.ofMillis(20);

    private static final int BATCH = 500;

    private final Database database;
    private final Secret secrets;
    private final Bell bell;
    private final EventLogStore store = new EventLogStore();
    private final Set<Nudge> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param secrets what the accounts' listening secrets are derived from */
    public Listening(Database database, Secret secrets, Bell bell) {
        this.database = database;
        this.secrets = secrets;
        this.bell = bell;
    }

    /** What a listener signs with when it passes messages on; always the same for an account. */
    String secret(Account account) {
        return secrets.derive(account.id().value()).toBase64();
    }

    /** The number of the newest event there is. */
    long last() {
        return database.once(store::last);
    }

    /**
     * Returns when the gateway stops, or throws what the listener throws.
     *
     * @param after the number of an event: later ones are told
     */
    void listen(Account account, long after, Listener listener) {
        var nudge = new Nudge();
        nudge.give(); // there may be something already
        var unlisten = bell.listen(nudge::give);
        listeners.add(nudge);
        try {
            var tail = new Tail(after);
            var lastWord = System.nanoTime();
            while (!stopping) {
                nudge.await(LOOK_AGAIN);
                Thread.sleep(REST);
                if (tell(account, tail, listener)) {
                    lastWord = System.nanoTime();
                } else if (System.nanoTime() - lastWord > STILL_THERE.toNanos()) {
                    listener.stillThere();
                    lastWord = System.nanoTime();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            unlisten.run();
            listeners.remove(nudge);
        }
    }

    /** Ends all listening, so that a gateway that stops need not wait for them. */
    @Override
    public void close() {
        stopping = true;
        listeners.forEach(Nudge::give);
    }

    /** Batch by batch, however much there is. @return whether there was anything */
    private boolean tell(Account account, Tail tail, Listener listener) {
        var told = false;
        var from = tail.next();
        List<Numbered> read;
        do {
            var after = from;
            read = database.once(tx -> store.after(tx, account.id(), after, BATCH));
            var fresh = read.stream().filter(tail::isNew).toList();
            if (!fresh.isEmpty()) {
                listener.hear(fresh);
                told = true;
            }
            from = read.isEmpty() ? from : read.getLast().seq();
        } while (read.size() == BATCH && !stopping);
        return told;
    }

    /** Who listens. Either method may throw to end it. */
    interface Listener {

        void hear(List<Numbered> events);

        /** Nothing happened for a while. */
        void stillThere();
    }

    /**
     * Where a listener stands. Events get their numbers before they are committed, so one with a smaller
     * number may become visible after one with a larger: from time to time the last numbers are read again,
     * and what was told is remembered for as long.
     */
    private static final class Tail {

        /** Longer than an event takes from its time to its commit, unless the database hardly answers. */
        private static final Duration OVERLAP = Duration.ofSeconds(20);

        private static final Duration READ_AGAIN = Duration.ofSeconds(2);

        /** The times of the events that were told, by their numbers. */
        private final TreeMap<Long, Instant> told = new TreeMap<>();

        private Instant newest = Instant.MIN;
        private long settled;
        private long highest;
        private long readAgainAt = System.nanoTime() + READ_AGAIN.toNanos();

        Tail(long after) {
            settled = after;
            highest = after;
        }

        /** After which number to read. */
        long next() {
            var now = System.nanoTime();
            if (now - readAgainAt < 0) {
                return highest;
            }
            readAgainAt = now + READ_AGAIN.toNanos();
            return settled;
        }

        boolean isNew(Numbered event) {
            if (told.putIfAbsent(event.seq(), event.message().createdAt()) != null) {
                return false;
            }
            highest = Math.max(highest, event.seq());
            if (event.message().createdAt().isAfter(newest)) {
                newest = event.message().createdAt();
                settle();
            }
            return true;
        }

        /** Forgets what is so much older than the newest that nothing can come before it any more. */
        private void settle() {
            while (told.firstEntry().getValue().plus(OVERLAP).isBefore(newest)) {
                settled = told.pollFirstEntry().getKey();
            }
        }
    }
}
