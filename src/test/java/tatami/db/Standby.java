package tatami.db;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** A primary and a server that follows it step by step: nothing is committed before both have it. */
public final class Standby implements AutoCloseable {

    /** What belongs to the running server and not to its data. */
    private static final Set<String> NOT_DATA = Set.of("postmaster.pid", "postmaster.opts", "server.log");

    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres follower;

    private Standby(EmbeddedPostgres primary, EmbeddedPostgres follower) {
        this.primary = primary;
        this.follower = follower;
    }

    /** Two servers, each with a directory of its own below {@code directory}. */
    public static Standby start(Path directory) throws IOException, SQLException {
        var primary = EmbeddedPostgres.start(directory.resolve("primary"), Map.of("wal_keep_size", "512MB"));
        letReplicate(directory.resolve("primary"), primary);
        copy(primary, cluster(directory.resolve("primary")), cluster(directory.resolve("follower")));
        var follower = EmbeddedPostgres.start(
                directory.resolve("follower"),
                Map.of("primary_conninfo", "host=127.0.0.1 user=postgres port=" + primary.port()));
        try (var connection = DriverManager.getConnection(primary.jdbcUrl("postgres"))) {
            run(connection, "ALTER SYSTEM SET synchronous_standby_names = '*'");
            run(connection, "SELECT pg_reload_conf()");
        }
        return new Standby(primary, follower);
    }

    /** Both, for whoever wants the one that is the primary. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + primary.port() + ",127.0.0.1:" + follower.port() + "/tatami";
    }

    public EmbeddedPostgres primary() {
        return primary;
    }

    /** After the primary's end: the other one goes on in its place. */
    public void promote() throws SQLException {
        try (var connection = DriverManager.getConnection(follower.jdbcUrl("postgres"))) {
            run(connection, "SELECT pg_promote()");
        }
    }

    public String followersJdbcUrl() {
        return follower.jdbcUrl();
    }

    @Override
    public void close() {
        try (primary) {
            follower.close();
        }
    }

    private static Path cluster(Path directory) {
        return directory.resolve("postgres").resolve("cluster");
    }

    private static void letReplicate(Path directory, EmbeddedPostgres server) throws IOException, SQLException {
        Files.writeString(
                cluster(directory).resolve("pg_hba.conf"),
                "host replication all 127.0.0.1/32 trust\n",
                StandardOpenOption.APPEND);
        try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"))) {
            run(connection, "SELECT pg_reload_conf()");
        }
    }

    /** A base backup as pg_basebackup makes one, which the embedded server comes without. */
    private static void copy(EmbeddedPostgres primary, Path from, Path to) throws IOException, SQLException {
        Files.createDirectories(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var connection = DriverManager.getConnection(primary.jdbcUrl("postgres"))) {
            run(connection, "SELECT pg_backup_start('standby', true)");
            copyFiles(from, to);
            try (var statement = connection.createStatement();
                    var stopped = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                stopped.next();
                Files.writeString(to.resolve("backup_label"), stopped.getString(1));
            }
        }
        Files.createFile(to.resolve("standby.signal"));
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                var copy = to.resolve(from.relativize(directory));
                if (!Files.exists(copy)) {
                    Files.createDirectory(
                            copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_DATA.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException _) {
                        // gone since it was listed: what became of it is in the log
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
