package tatami.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.figures.TallyStore.Mark;
import tatami.kit.Times;

/**
 * Sums up what was asked of the acquirer, a quarter of an hour after the other, and gives an account's figures:
 * the sums, and what was asked since, as it is now.
 *
 * <p>Nobody waits for an operation that gets no answer. It is noted with its quarter, and added when it has one; so
 * what must be read anew for each page is never more than half an hour, however long an acquirer is silent.
 *
 * <p>A gateway whose clock is behind another's by more than {@link #REST} would write an operation into a quarter that
 * is summed up, and it would be missing here. A chart can bear that; the ledger, which is the truth, looks at no clock.
 */
public final class Tallies {

    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** How long ago a quarter has ended when it is summed up: nothing is written that late, unless clocks differ. */
    private static final Duration REST = Duration.ofMinutes(10);

    /** An id may be older than its asking by as long as a shopper may be at the bank's page, 15 minutes. */
    private static final Duration ID_LEAD = Duration.ofMinutes(20);

    /** At once. A gateway that comes to a year of operations takes one after the other. */
    private static final Duration MOST = Duration.ofDays(1);

    private final Database database;
    private final InstantSource clock;
    private final TallyStore store = new TallyStore();

    public Tallies(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The beginning of the quarter of an hour in which {@code time} lies: as fine as figures are. */
    public static Instant quarter(Instant time) {
        var seconds = time.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, QUARTER.toSeconds()));
    }

    /** From when on the ids are made of what was asked since {@code time}. */
    static Instant idsSince(Instant time) {
        return time.minus(ID_LEAD);
    }

    /** Until when those of what was asked before {@code time}: two gateways may have worked on one. */
    static Instant idsUntil(Instant time) {
        return time.plus(REST);
    }

    /**
     * Sums up the next quarters, a day of them at most, and adds what was late. Two at once are boring: one does it.
     *
     * @return how many quarters and late operations were added
     */
    public int runOnce() {
        var end = quarter(Times.now(clock).minus(REST));
        if (!database.once(tx -> store.isDue(tx, end))) {
            return 0;
        }
        return database.transaction(
                tx -> store.lock(tx).map(mark -> goOn(tx, mark, end)).orElse(0));
    }

    private int goOn(Tx tx, Mark mark, Instant end) {
        var late = store.addLate(tx);
        var from = mark.until() == null ? store.firstAsked(tx).map(Tallies::begin) : Optional.of(mark.until());
        if (from.isEmpty() || !from.get().isBefore(end)) {
            return late;
        }
        var most = from.get().plus(MOST);
        var until = most.isBefore(end) ? most : end;
        store.add(tx, from.get(), until);
        store.advance(tx, until);
        return late + Math.toIntExact(Duration.between(from.get(), until).dividedBy(QUARTER));
    }

    /** The first id's operation may have been asked later than another's. */
    private static Instant begin(Instant asked) {
        return quarter(asked.minus(ID_LEAD));
    }

    /**
     * The account's figures between borders. Of operations by when they were asked.
     *
     * @param borders at least two, each at a quarter of an hour; what lies outside of them is left out
     */
    public Figures figures(AccountId account, SortedSet<Instant> borders) {
        return database.once(tx -> store.read(tx, account, List.copyOf(borders)));
    }
}
