package tatami.db;

import java.sql.Connection;
import java.sql.SQLException;
import tatami.tracing.Tracing;

/**
 * Proof that a unit of work is open. Everything that touches SQL takes it first, so that the extent
 * of the work is visible and no statement can slip out of it.
 *
 * <p>Only {@link Database} makes one. Not to be kept, nor handed to another thread.
 */
public final class Tx {

    private final Connection connection;
    private final Tracing tracing;
    private int statementsLeft;

    Tx(Connection connection, int statementsAllowed, Tracing tracing) {
        this.connection = connection;
        this.tracing = tracing;
        this.statementsLeft = statementsAllowed;
    }

    /** @throws IllegalStateException at the second statement of a unit that was opened for one */
    public Statement sql(Sql sql) {
        if (statementsLeft-- <= 0) {
            throw new IllegalStateException("Opened for one statement; several need Database.transaction.");
        }
        try {
            return new Statement(sql, connection.prepareStatement(sql.text()), tracing);
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }
}
