package tatami.users;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Ids;
import tatami.kit.Paging;
import tatami.kit.Times;

/** Who did what in an account. A line is never changed and never goes; the table's trigger sees to it. */
public final class Audit {

    private static final String PREFIX = "aud_";

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final AuditStore store = new AuditStore();

    public Audit(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Writes a line, by itself: before what it tells of, which may then fail or be refused.
     *
     * @param detail for people; never a secret
     */
    public void write(AccountId account, String who, Deed what, @Nullable String subject, Map<String, String> detail) {
        var line = line(who, what, subject, detail);
        database.once(tx -> {
            store.insert(tx, account, line);
            return line;
        });
    }

    /** Newest first. */
    public List<AuditLine> list(AccountId account, Paging page) {
        return database.once(tx -> store.list(tx, account, page));
    }

    /** Writes a line with what it tells of. */
    public void write(
            Tx tx, AccountId account, String who, Deed what, @Nullable String subject, Map<String, String> detail) {
        store.insert(tx, account, line(who, what, subject, detail));
    }

    private AuditLine line(String who, Deed what, @Nullable String subject, Map<String, String> detail) {
        return new AuditLine(ids.next(PREFIX), Times.now(clock), who, what.name(), subject, detail);
    }
}
