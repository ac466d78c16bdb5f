package tatami.db;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;

/** PostgreSQL could not do it. Nothing of the statement was done, unless the connection broke. */
public final class DatabaseFailure extends RuntimeException {

    private static final String UNIQUE_VIOLATION = "23505";

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

    /** Whether a row with the same key was there before, by the constraint's name. */
    public boolean violatesUnique(String constraintName) {
        return state.equals(UNIQUE_VIOLATION) && constraint.equals(Optional.of(constraintName));
    }
}
