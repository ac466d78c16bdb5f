package tatami.payments;

import java.time.InstantSource;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Times;
import tatami.metrics.Backlog;
import tatami.payments.IndexStore.Progress;

/**
 * Keeps the keywords by which payments are found: after the fact, so that nobody who creates or pays waits for it.
 *
 * <p>It reads the events. These are not committed in the order in which they were written; but below the oldest
 * transaction that is still open, all are. So it takes, step by step, the events of transactions up to there, looks at
 * their payments as they are now, and moves its mark, in one transaction: whoever dies has done nothing, and a step
 * that is done twice changes nothing. Of several gateways one works, whichever is first.
 */
public final class Indexer {

    /** Events or payments of one step: some hundredths of a second, and nothing for memory. */
    private static final int STEP = 1_000;

    /** How many transactions a step looks through at most. Each writes an event or two, or none. */
    private static final long REACH = 10_000;

    private final Database database;
    private final InstantSource clock;
    private final IndexStore store = new IndexStore();

    public Indexer(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Does one step.
     *
     * @return zero when all is done that can be for now, or another gateway is at it; else there is more to do
     */
    public int runOnce() {
        if (database.once(store::look).isDone()) {
            return 0;
        }
        return database.transaction(tx -> store.lock(tx) ? step(tx, store.look(tx)) : 0);
    }

    /** What waits to be found. One statement, and of no more than a second. */
    public Backlog backlog() {
        return database.once(tx -> store.backlog(tx, Times.now(clock)));
    }

    private int step(Tx tx, Progress progress) {
        if (progress.isFromElsewhere()) {
            store.move(tx, progress.horizon(), "");
            return 1;
        }
        var until = Math.min(progress.horizon(), progress.xid() + REACH);
        var changed = store.changed(tx, progress.xid(), until, STEP);
        store.place(tx, changed.payments());
        var isMore = changed.next() < progress.horizon();
        var filledTo = progress.filledTo();
        if (filledTo != null) {
            var earlier = store.earlier(tx, filledTo, STEP);
            store.place(tx, earlier.payments());
            filledTo = earlier.next().orElse(null);
        }
        store.move(tx, changed.next(), filledTo);
        return isMore || filledTo != null ? STEP : 0;
    }
}
