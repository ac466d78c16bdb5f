package tatami.db;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What PostgreSQL is to know of each of our connections: how long things may take, and how to plan. */
final class SessionSettings {

    private static final String KEEP = """
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(7461747);
                IF NOT EXISTS (
                    SELECT
                    FROM pg_db_role_setting s
                    WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND s.setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                      AND '%2$s' = ANY (s.setconfig)
                ) THEN
                    EXECUTE format(
                        'ALTER ROLE CURRENT_USER IN DATABASE %%I SET %1$s = %%L', current_database(), '%3$s');
                END IF;
            END
            $$
            """;

    private final Map<String, String> values = new LinkedHashMap<>();

    SessionSettings(Duration statement, Duration lock, Duration idleInTransaction) {
        values.put("statement_timeout", statement.toMillis() + "ms");
        values.put("lock_timeout", lock.toMillis() + "ms");
        values.put("idle_in_transaction_session_timeout", idleInTransaction.toMillis() + "ms");
        // Every statement of ours has an index that gives its rows in their order. A plan made while a table was
        // small would go on reading or sorting all of it for a minute of growth, until the statistics follow.
        values.put("enable_seqscan", "off");
        values.put("enable_sort", "off");
        values.put("random_page_cost", "1.1");
    }

    /** For a connection of its own, which says so as it is opened. */
    String options() {
        return values.entrySet().stream()
                .map(value -> "-c " + value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }

    /**
     * Makes them the role's own in this database. A pooler hands one connection from client to client, so that what one
     * of them has set nobody else can rely on.
     */
    void keepForRole(String jdbcUrl) {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            for (var value : values.entrySet()) {
                var name = value.getKey();
                statement.execute(KEEP.formatted(name, name + "=" + value.getValue(), value.getValue()));
            }
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }
}
