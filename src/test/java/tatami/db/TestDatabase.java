package tatami.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One PostgreSQL for all tests of this JVM, and from it as many migrated databases as they like.
 *
 * <p>Nobody will miss its data, so it does not wait for the disk. It lies under target and goes with the
 * JVM; what a killed JVM left behind, a server that still runs included, a later one clears away.
 */
public final class TestDatabase {

    private static final Map<String, String> CARELESS = Map.of(
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off",
            "autovacuum", "off",
            "shared_buffers", "64MB",
            "max_connections", "500");

    private static int databases;

    private TestDatabase() {}

    /** The first call starts the server and migrates the template; later ones copy it. */
    public static synchronized String newDatabase() {
        var server = Server.RUNNING;
        var name = "test_" + ++databases;
        execute(server, "CREATE DATABASE " + name + " TEMPLATE migrated STRATEGY FILE_COPY");
        return server.jdbcUrl(name);
    }

    private static void execute(EmbeddedPostgres server, String sql) {
        try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                var all = Files.createDirectories(Path.of("target", "test-postgres"));
                clearAway(all);
                var directory = Files.createTempDirectory(all, "");
                var server = EmbeddedPostgres.start(directory, CARELESS);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
                execute(server, "CREATE DATABASE migrated");
                Migrations.migrate(server.jdbcUrl("migrated"));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void clearAway(Path all) throws IOException {
            try (var directories = Files.newDirectoryStream(all)) {
                for (var directory : directories) {
                    var age = Duration.between(
                            Files.getLastModifiedTime(directory).toInstant(), Instant.now());
                    if (age.toMinutes() < 10) {
                        continue; // just being made, perhaps
                    }
                    try {
                        stop(EmbeddedPostgres.start(directory, CARELESS), directory);
                    } catch (EmbeddedPostgres.Failure inUse) {
                        continue;
                    }
                }
            }
        }

        private static void stop(EmbeddedPostgres server, Path directory) {
            try {
                server.close();
                PostgresBinaries.delete(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
