package tatami.payments;

import java.time.LocalDate;
import java.util.List;
import tatami.accounts.Account;
import tatami.db.Database;

/** What an account has earned and given back, day by day: its ledger, and nothing but its ledger, added up. */
public final class Settlements {

    private final Database database;
    private final LedgerStore store = new LedgerStore();

    public Settlements(Database database) {
        this.database = database;
    }

    /**
     * What came and what went back from the first day to the last, which belongs to it; days begin and end where the
     * account is. Days on which nothing moved are not there. In no order.
     */
    public List<DayTurnover> days(Account account, LocalDate first, LocalDate last) {
        return database.once(tx -> store.byDay(tx, account, all(first, last)));
    }

    /** The same, by the kind of operation. */
    public List<KindTurnover> kinds(Account account, LocalDate first, LocalDate last) {
        return database.once(tx -> store.byKind(tx, account, all(first, last)));
    }

    /**
     * Entries in the order of time, from just behind a place on.
     *
     * @param last the last day, which belongs to it
     */
    public List<LedgerLine> entries(Account account, LedgerPlace behind, LocalDate last, int limit) {
        return database.once(tx -> store.entries(tx, account.id(), behind, account.endOf(last), limit));
    }

    private static List<LocalDate> all(LocalDate first, LocalDate last) {
        return first.datesUntil(last.plusDays(1)).toList();
    }
}
