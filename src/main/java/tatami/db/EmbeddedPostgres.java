package tatami.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own, so that one command is enough to try the gateway. For the sandbox and for
 * tests: every user of this machine may connect to it without a password.
 *
 * <p>The server is a process beside ours and outlives us when we are killed; the next start finds it
 * and goes on with it. The data directory holds
 *
 * <pre>
 * postgres/lock      held while a gateway runs; names its process
 * postgres/port      chosen once, so that an address given to other tools stays right
 * postgres/cluster   the data, and server.log
 * </pre>
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** Why there is no database, in words for whoever started the gateway. */
    public static class Failure extends RuntimeException {
        Failure(String message) {
            super(message);
        }

        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Another gateway has the directory. */
    public static final class InUse extends Failure {
        InUse(String message) {
            super(message);
        }
    }

    /** After a crash up to 2 GB of log are replayed, which a slow disk needs this long for. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** A fast shutdown writes what is in memory, 256 MB at most. A slower one is cut off, and recovers later. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** Sessions of a killed server end by themselves, but not before their statement does. */
    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(20);

    private static final Duration STEP = Duration.ofMillis(5);

    /** "Cannot connect now" and "too many connections": a killed gateway's, which are about to end. */
    private static final Set<String> BUSY = Set.of("57P03", "53300");

    private final Path home;
    private final Path cluster;
    private final DirectoryLock lock;
    private final ServerUser user;
    private final Path programs;
    private final ServerSettings settings;
    private int port;

    /** Whether a gateway was ever started with this data directory. */
    public static boolean exists(Path dataDirectory) {
        return Files.exists(cluster(home(dataDirectory)));
    }

    /**
     * The address of the server that runs on a directory, for working beside the gateway that has it ({@link
     * InUse}). It may stop at any time. Empty while there is none that is ready.
     *
     * <p>Its note may be an old one, and the port another server's by now: so it is asked to read what we write.
     */
    public static Optional<String> running(Path dataDirectory) {
        var cluster = cluster(home(dataDirectory));
        var server = Postmaster.read(cluster).filter(Postmaster::isReady);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        var port = server.get().port();
        var token = cluster.resolve("visit-" + UUID.randomUUID());
        try (var connection = DriverManager.getConnection(briefly(port))) {
            return reads(connection, token) ? Optional.of(jdbcUrl(port, "tatami")) : Optional.empty();
        } catch (SQLException | IOException _) {
            return Optional.empty();
        } finally {
            delete(token);
        }
    }

    /** Starts the server, or goes on with one that a killed gateway left running. */
    public static EmbeddedPostgres start(Path dataDirectory) {
        return start(dataDirectory, Map.of());
    }

    /** With settings of the server on top of ours, such as {@code fsync=off} where nobody will miss the data. */
    public static EmbeddedPostgres start(Path dataDirectory, Map<String, String> settings) {
        try {
            var directory = Files.createDirectories(dataDirectory).toRealPath();
            var home = Files.createDirectories(home(directory));
            var lock = DirectoryLock.take(directory, home.resolve("lock"));
            try {
                var postgres = new EmbeddedPostgres(directory, home, lock, ServerSettings.with(settings));
                postgres.start();
                return postgres;
            } catch (Throwable e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Failure(
                    "The database could not use " + dataDirectory + ": " + e
                            + ". Is it writable, and is there room on the disk?",
                    e);
        }
    }

    private EmbeddedPostgres(Path directory, Path home, DirectoryLock lock, ServerSettings settings) {
        this.home = home;
        this.cluster = cluster(home);
        this.lock = lock;
        this.settings = settings;
        this.user = ServerUser.of(cluster);
        this.programs = PostgresBinaries.unpacked(directory, user).resolve("bin");
    }

    /** The database {@code tatami}. */
    public String jdbcUrl() {
        return jdbcUrl("tatami");
    }

    String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    public int port() {
        return port;
    }

    public Path log() {
        return cluster.resolve("server.log");
    }

    /** Ends open sessions and brings everything to disk. Only then may another gateway use the directory. */
    @Override
    public void close() {
        if (lock.isHeld()) {
            try (lock) {
                stop();
            } catch (IOException e) {
                throw new Failure("Could not let go of " + home + ".", e);
            }
        }
    }

    private void start() throws IOException {
        if (!Files.exists(cluster)) {
            create();
        }
        user.own(cluster);
        if (!adopt()) {
            launchSomewhere();
        }
        try {
            prepare();
        } catch (SQLException e) {
            stop();
            throw new Failure("PostgreSQL started, but did not do as told: " + e.getMessage() + complaint(""), e);
        }
    }

    /** Made elsewhere and renamed: a start that is killed on the way leaves no half of a cluster. */
    private void create() throws IOException {
        var half = home.resolve("new");
        PostgresBinaries.delete(half);
        Files.createDirectory(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.own(half);
        // Sorted by code point, as locale C does, but with upper and lower case beyond ASCII.
        var made = run(
                half,
                "initdb",
                "-D",
                user.here(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                settings.get("fsync").equals("off") ? "--no-sync" : "--sync-method=fsync");
        if (made.code() != 0) {
            throw new Failure("PostgreSQL could not create its data in " + half + ":\n" + made.output()
                    + (made.output().contains("user does not exist") ? "\nGive this user a line in /etc/passwd." : ""));
        }
        Files.move(half, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Goes on with a server left by a killed gateway: as quick as it gets, and nothing to recover.
     *
     * <p>That a process of the noted number lives proves nothing, for numbers are used again, even
     * for a thread of ours. What proves that a server is ours is that it reads what we just wrote into
     * our directory. If it does not, its note goes, as PostgreSQL takes the number's word and would not
     * start. Should we be wrong, it finds the other server's shared memory in use, and refuses still.
     */
    private boolean adopt() throws IOException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        for (var note = Postmaster.read(cluster); note.isPresent(); note = Postmaster.read(cluster)) {
            port = note.get().port();
            var ours = note.get().mayBeAlive() ? isOurs() : Optional.of(false);
            if (ours.isPresent() && ours.get()) {
                if (Files.readString(cluster.resolve("postgresql.conf")).equals(settings.file(programs, port))) {
                    return true;
                }
                stop(); // started by another version of the gateway
            } else if (ours.isPresent() || System.nanoTime() > deadline) {
                break;
            }
            pause(STEP);
        }
        Files.deleteIfExists(cluster.resolve(Postmaster.NOTE));
        return false;
    }

    /** Empty while a server is there that cannot say yet. */
    private Optional<Boolean> isOurs() throws IOException {
        try (var connection = connect()) {
            return Optional.of(reads(connection, cluster.resolve("adoption")));
        } catch (SQLException e) {
            return BUSY.contains(String.valueOf(e.getSQLState())) ? Optional.empty() : Optional.of(false);
        }
    }

    /** Whether the server reads what we write into the directory of its data. */
    private static boolean reads(Connection connection, Path file) throws IOException, SQLException {
        var token = UUID.randomUUID().toString();
        write(file, token);
        return token.equals(ask(connection, "SELECT pg_read_file('" + file.getFileName() + "', true)"));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // a word that says nothing to anybody
        }
    }

    private void launchSomewhere() throws IOException {
        var deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
        port = ServerPort.free(ServerPort.remembered(home.resolve("port")));
        for (var complaint = launch(); !complaint.isEmpty(); complaint = launch()) {
            if (complaint.contains("could not bind")) {
                port = ServerPort.free(ServerPort.any()); // taken since we looked
            } else if (complaint.contains("is still in use") && System.nanoTime() < deadline) {
                pause(Duration.ofMillis(100));
            } else {
                throw new Failure("PostgreSQL did not start." + advice(complaint) + complaint);
            }
        }
    }

    private String advice(String complaint) throws IOException {
        if (complaint.contains("is still in use")) {
            return " An earlier server still works on these data and does not end: end it, and start again.";
        }
        if (complaint.contains("incompatible")) {
            return " These data are of version "
                    + Files.readString(cluster.resolve("PG_VERSION")).strip()
                    + ", which an earlier release of the gateway brings.";
        }
        return "";
    }

    /** Empty once the server takes connections, else what it complained about. */
    private String launch() throws IOException {
        write(home.resolve("port"), port + "\n");
        write(cluster.resolve("postgresql.conf"), settings.file(programs, port));
        write(cluster.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
        if (Files.exists(log())) {
            Files.move(log(), cluster.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        // pg_ctl puts the server into a session of its own, out of reach of the terminal's Ctrl-C, since the
        // gateway stops it only after its last request. It tells us of failure; success we see sooner ourselves.
        var starting = user.start(
                cluster,
                List.of(
                        programs.resolve("pg_ctl").toString(),
                        "start",
                        "-D",
                        user.here(),
                        "-l",
                        log().getFileName().toString(),
                        "-s",
                        "-w",
                        "-t",
                        "" + START_LIMIT.toSeconds()));
        while (starting.isAlive() && !isReady()) {
            pause(STEP);
        }
        return isReady() ? "" : complaint(starting.inputReader().readAllAsString());
    }

    private boolean isReady() {
        return Postmaster.read(cluster).filter(Postmaster::isReady).isPresent();
    }

    /** Whatever must be true before anyone uses the database. */
    private void prepare() throws SQLException {
        try (var connection = connect()) {
            for (var name : ServerSettings.DURABLE.keySet()) {
                var shown = ask(connection, "SHOW " + name);
                if (!settings.get(name).equals(shown)) {
                    throw new SQLException("it runs with " + name + "=" + shown + ". Take that out of "
                            + cluster.resolve("postgresql.auto.conf") + ".");
                }
            }
            if (ask(connection, "SELECT 1 FROM pg_database WHERE datname = 'tatami'") == null) {
                try (var statement = connection.createStatement()) {
                    statement.execute("CREATE DATABASE tatami");
                }
            }
        }
    }

    private void stop() {
        for (var mode : List.of("fast", "immediate")) {
            run(cluster, "pg_ctl", "stop", "-D", user.here(), "-m", mode, "-W");
            for (var left = STOP_LIMIT; left.isPositive(); left = left.minus(STEP)) {
                // The note is the last thing to go. The process may stay for ever, where nobody buries the dead.
                if (Postmaster.read(cluster).filter(Postmaster::mayBeAlive).isEmpty()) {
                    return;
                }
                pause(STEP);
            }
        }
    }

    private ServerUser.Result run(Path directory, String program, String... arguments) {
        var command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return user.run(directory, command);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(briefly(port));
    }

    private static String briefly(int port) {
        return jdbcUrl(port, "postgres") + "&connectTimeout=5&socketTimeout=20";
    }

    private static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&sslmode=disable";
    }

    private static Path home(Path dataDirectory) {
        return dataDirectory.resolve("postgres");
    }

    private static Path cluster(Path home) {
        return home.resolve("cluster");
    }

    private static @Nullable String ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }

    /** All or nothing, and never through a link that somebody else may have laid. */
    private static void write(Path file, String text) throws IOException {
        var fresh = Files.createTempFile(file.getParent(), "writing", null);
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private String complaint(String said) throws IOException {
        var lines = Files.exists(log()) ? Files.readAllLines(log()) : List.<String>of();
        var end = lines.subList(Math.max(0, lines.size() - 15), lines.size());
        return "\n" + said + "The end of its log, " + log() + ":\n" + String.join("\n", end);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted while waiting for PostgreSQL.", e);
        }
    }
}
