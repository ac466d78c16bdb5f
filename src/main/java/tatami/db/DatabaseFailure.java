package tatami.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;

/** PostgreSQL could not do it. Nothing of the statement was done, unless the connection broke. */
public final class DatabaseFailure extends RuntimeException {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String CANCELED = "57014";

    /** Connection lost or refused, out of resources, cancelled by a limit or an operator, locks not to be had. */
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57", "55P03");

    private final String state;
    private final Optional<String> constraint;

    private DatabaseFailure(SQLException cause, Optional<String> constraint) {
        super(cause.getMessage(), cause);
        this.state = String.valueOf(cause.getSQLState());
        this.constraint = constraint;
    }

    static DatabaseFailure of(SQLException cause) {
        var message = cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        return new DatabaseFailure(
                cause, message == null ? Optional.empty() : Optional.ofNullable(message.getConstraint()));
    }

    static DatabaseFailure noAnswer(Duration limit) {
        return of(new SQLTransientConnectionException("No answer within " + limit + "."));
    }

    /** Whether PostgreSQL could not be reached or was too busy, rather than asked for something wrong. */
    public boolean isUnavailable() {
        return UNAVAILABLE.stream().anyMatch(state::startsWith)
                || getCause() instanceof SQLTransientConnectionException;
    }

    /** Whether a statement was given up because its time was over. */
    public boolean isOverdue() {
        return state.equals(CANCELED);
    }

    /** Whether a row with the same key was there before, by the constraint's name. */
    public boolean violatesUnique(String constraintName) {
        return state.equals(UNIQUE_VIOLATION) && constraint.equals(Optional.of(constraintName));
    }

    /** Whether a row was to go that another needs, or to come that needs one that is gone. */
    public boolean violatesForeignKey() {
        return state.equals(FOREIGN_KEY_VIOLATION);
    }
}
