package tatami.sandbox;

import java.util.Currency;
import java.util.Optional;
import tatami.acquiring.OperationId;
import tatami.db.Database;

/** The sandbox's own record of what it moved, for whoever wants to hold it against the gateway's. */
public final class SandboxBook {

    private final Database database;
    private final BookStore store = new BookStore();

    public SandboxBook(Database database) {
        this.database = database;
    }

    /** Empty when no such payment was ever approved. */
    public Optional<SandboxFunds> payment(OperationId payment) {
        return database.once(tx -> store.funds(tx, payment));
    }

    /** The sums over every approved payment in one currency. */
    public SandboxFunds totals(Currency currency) {
        return database.once(tx -> store.totals(tx, currency));
    }

    /** Whether every payment's sums are exactly those of its approved movements. */
    public boolean isBalanced() {
        return database.once(store::unbalanced) == 0;
    }
}
