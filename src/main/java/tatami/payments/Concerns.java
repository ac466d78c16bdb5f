package tatami.payments;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.kit.Times;

/** Which of an account's payments somebody should look at. */
public final class Concerns {

    /** The resolver finds out within seconds, unless the acquirer itself does not answer. */
    private static final Duration SILENT = Duration.ofMinutes(5);

    /** Over a weekend, with a day to spare. */
    private static final Duration SOON = Duration.ofDays(3);

    private final Database database;
    private final InstantSource clock;
    private final ConcernStore store = new ConcernStore();

    public Concerns(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How many there are, by kind and currency. */
    public List<Concern.Sum> sums(AccountId account) {
        var now = Times.now(clock);
        return database.once(tx -> store.sums(tx, account, now.minus(SILENT), now.plus(SOON)));
    }

    /** The most pressing of each kind. */
    public List<Concern> first(AccountId account, int limit) {
        var now = Times.now(clock);
        return database.once(tx -> store.first(tx, account, now.minus(SILENT), now.plus(SOON), limit));
    }
}
