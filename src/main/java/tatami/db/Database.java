package tatami.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import tatami.metrics.Pool;
import tatami.tracing.Tracing;

/**
 * The pool of connections, and the two ways to work with one.
 *
 * <p>Every wait has a limit, and each limit is longer than the one inside it, so that the innermost
 * reports first: a lock (3 s) before its statement (10 s) before the socket (20 s).
 */
public final class Database implements AutoCloseable {

    /** Nobody holds a row for longer than one statement; three seconds means something is wrong. */
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(3);

    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);

    /** When the server is gone without a word; well above the longest statement. */
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(20);

    /** Longer than a burst takes to drain, shorter than a client's patience. */
    private static final Duration POOL_LIMIT = Duration.ofSeconds(5);

    private static final SessionSettings SETTINGS = new SessionSettings(STATEMENT_LIMIT, LOCK_LIMIT, SOCKET_LIMIT);

    private final HikariDataSource pool;
    private final Tracing tracing;

    /** What stands between us and PostgreSQL. */
    public enum Pooler {
        None,
        /** One that lends a connection for a transaction at a time, as PgBouncer does in its transaction mode. */
        Transaction
    }

    /** @param connections how many connections at most; all are opened as they are needed */
    public Database(String jdbcUrl, int connections) {
        this(jdbcUrl, connections, Pooler.None, Tracing.OFF);
    }

    /** @param tracing hears of each statement that is part of something; its name, none of its values */
    public Database(String jdbcUrl, int connections, Pooler pooler, Tracing tracing) {
        this.tracing = tracing;
        var config = new HikariConfig();
        config.setPoolName("tatami");
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(POOL_LIMIT.toMillis());
        config.addDataSourceProperty("ApplicationName", "tatami");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
        // A server's detail quotes the row at fault; what is in our rows is nobody's log line.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        if (pooler == Pooler.None) {
            config.addDataSourceProperty("options", SETTINGS.options());
        } else {
            SETTINGS.keepForRole(jdbcUrl);
        }
        pool = new HikariDataSource(config);
    }

    /**
     * Runs exactly one statement, which PostgreSQL commits by itself: one round trip. A second
     * statement is refused, so nothing can be half done.
     */
    public <T> T once(Function<Tx, T> statement) {
        try (var connection = pool.getConnection()) {
            return statement.apply(new Tx(connection, 1, tracing));
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /** Runs several statements in one transaction: all of them, or, when anything is thrown, none. */
    public <T> T transaction(Function<Tx, T> statements) {
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var result = statements.apply(new Tx(connection, Integer.MAX_VALUE, tracing));
                connection.commit();
                return result;
            } catch (Throwable e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /** Whether PostgreSQL answers within two seconds: what a load balancer wants to know. */
    public boolean isReachable() {
        try (var connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException _) {
            return false;
        }
    }

    /** The connections at this moment. */
    public Pool connections() {
        var now = pool.getHikariPoolMXBean();
        return new Pool(
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // the connection is lost, and PostgreSQL rolls back by itself
        }
    }
}
