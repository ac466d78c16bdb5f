package tatami.calls;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.kit.Ids;
import tatami.kit.Paging;
import tatami.kit.Times;

/**
 * Remembers how an account's calls ended. No call waits for it: a call is put aside in memory, and once in a second
 * what was put aside is written. A gateway that dies takes its last second along; a database that does not answer,
 * what was to be written meanwhile. Several gateways write side by side.
 */
public final class CallLog implements AutoCloseable {

    /** Rows in one statement: some milliseconds. */
    private static final int BATCH = 1_000;

    /** The same when they go: all that one minute may have brought is gone in a few statements. */
    private static final int REAPED = 5_000;

    /** As long as somebody asks "what was that last week?". */
    static final Duration KEPT = Duration.ofDays(7);

    /** Of each account, at most. Failures are kept apart, so that they outlive a busy hour. */
    static final int KEPT_GOOD = 8_000;

    static final int KEPT_FAILED = 2_000;

    private static final String PREFIX = "req_";

    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final Recent recent = new Recent();
    private final CallStore store = new CallStore();

    /** Whose rows this gateway has written since it last cleared up; the others are other gateways' business. */
    private final Set<AccountId> written = new HashSet<>();

    public CallLog(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** Puts one aside. Costs less than a microsecond, whatever the database does. */
    public void remember(Call call) {
        recent.add(call);
    }

    /** Writes what was put aside; gives how many. */
    public int flush() {
        var calls = recent.take();
        synchronized (written) {
            calls.forEach(call -> written.add(call.account()));
        }
        for (int from = 0; from < calls.size(); from += BATCH) {
            var batch = calls.subList(from, Math.min(from + BATCH, calls.size()));
            database.once(tx -> {
                store.insert(tx, batch, () -> ids.next(PREFIX));
                return batch;
            });
        }
        return calls.size();
    }

    /** A page of them, newest first. */
    public List<CallLine> list(AccountId account, CallFilter filter, Paging page) {
        return database.once(tx -> store.list(tx, account, filter, page));
    }

    /** Forgets what is too old, and of accounts that were busy what is too much; gives how many. */
    public int forgetOld() {
        List<AccountId> busy;
        synchronized (written) {
            busy = List.copyOf(written);
            written.clear();
        }
        var before = Times.now(clock).minus(KEPT);
        var forgotten = 0;
        int some;
        do {
            some = database.once(tx -> store.forgetOld(tx, before, REAPED))
                    + database.once(tx -> store.forgetRest(tx, busy, false, KEPT_GOOD, REAPED))
                    + database.once(tx -> store.forgetRest(tx, busy, true, KEPT_FAILED, REAPED));
            forgotten += some;
        } while (some >= REAPED);
        return forgotten;
    }

    /** Writes the last ones, if that can be done. */
    @Override
    public void close() {
        try {
            flush();
        } catch (DatabaseFailure e) {
            LOG.atWarn().setCause(e).log("The last calls could not be written to the request log");
        }
    }
}
