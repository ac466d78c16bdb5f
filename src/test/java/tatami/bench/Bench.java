package tatami.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import tatami.db.Database;
import tatami.db.Sql;

/**
 * How fast the gateway is, beside what PostgreSQL alone can do on the same machine in the same minutes.
 *
 * <p>Starts the gateway as users do, with its embedded and durable PostgreSQL, sends it load over HTTP,
 * and lets pgbench do the database's part of a create in between. Writes docs/performance.md. Fails
 * when any answer was wrong, or when the database does not hold what was acknowledged.
 */
public final class Bench {

    private static final int ROUNDS = 3;

    /** A median moves by about a tenth between runs of this length on a busy machine. */
    private static final int DEFAULT_SECONDS = 3;

    /** Alone; a few; a busy shop; more than there are database connections. */
    private static final List<Integer> CREATE_CLIENTS = List.of(1, 8, 32, 128);

    private static final List<Integer> MONEY_CLIENTS = List.of(8, 32);
    private static final List<Integer> OPEN_RATES = List.of(1_000, 2_000);
    private static final int OPEN_CONNECTIONS = 256;

    /** More than is paid in a second; a shelf that runs empty ends its cell early, and that is all. */
    private static final int STOCK_A_SECOND = 2_500;

    /** How often each operation is done to count its statements: in less than a second. */
    private static final int COUNTED = 100;

    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final int seconds;
    private final Path directory;
    private final Shop shop = new Shop();
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final List<String> open = new ArrayList<>();
    private final List<String> counts = new ArrayList<>();
    private final Map<Integer, Cell> pgbench = new LinkedHashMap<>();
    private final Cell oneStatement = new Cell("the same in one statement", 32);

    private Bench(int seconds, Path directory) {
        this.seconds = seconds;
        this.directory = directory;
    }

    /** @param arguments how many seconds each measurement takes */
    public static void main(String[] arguments) throws Exception {
        var seconds = arguments.length == 0 ? DEFAULT_SECONDS : Integer.parseInt(arguments[0]);
        if (!Pgbench.isInstalled()) {
            System.err.println("""
                    The benchmark compares with pgbench, which is not on the path. It comes with PostgreSQL's
                    own programs: package postgresql-contrib or postgresql (apt, dnf), or brew install postgresql.""");
            System.exit(1);
        }
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.WARN);
        // Under target, which is on a disk: /tmp is memory on many machines, and memory needs no syncing.
        var directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "bench-");
        try {
            new Bench(seconds, directory).run();
        } catch (Load.WrongAnswer e) {
            System.err.println("The benchmark proves nothing, for the gateway was wrong.\n\n" + e.getMessage());
            System.exit(1);
        } finally {
            delete(directory);
        }
    }

    private void run() throws Exception {
        var busy = loadAverage();
        // Not measured: prepares what is prepared once after a build, and brings files into the page cache.
        new GatewayProcess(directory.resolve("unmeasured")).close();

        var data = directory.resolve("data");
        double firstStart;
        double idle;
        try (var gateway = new GatewayProcess(data)) {
            firstStart = gateway.millisToReady();
            Thread.sleep(SETTLE);
            idle = gateway.processes().residentMegabytes();
            try (var database = new Database(gateway.jdbcUrl(), 1)) {
                // For pgbench, which has a connection for each client. The gateway keeps to its own few.
                run(database, "ALTER SYSTEM SET max_connections = 200");
            }
        }
        double secondStart;
        double loaded;
        String server;
        try (var gateway = new GatewayProcess(data);
                var database = new Database(gateway.jdbcUrl(), 1)) {
            secondStart = gateway.millisToReady();
            refuseCareless(database);
            server = ask(database, "server_version");
            measure(gateway, database);
            loaded = gateway.processes().residentMegabytes();
            compareCounts(database);
            run(database, "CREATE EXTENSION pg_stat_statements");
            run(database, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        }
        try (var gateway = new GatewayProcess(data);
                var database = new Database(gateway.jdbcUrl(), 1)) {
            compareCounts(database); // what was acknowledged is still there
            countStatements(gateway, database);
            compareCounts(database);
        }
        var report = new Report(
                seconds,
                ROUNDS,
                server,
                LocalDate.now(),
                Files.getFileStore(directory).type(),
                busy);
        var text = report.text(
                List.copyOf(pgbench.values()),
                oneStatement,
                List.copyOf(cells.values()),
                open,
                counts,
                firstStart,
                secondStart,
                idle,
                loaded);
        System.out.println("\n" + text);
        Files.writeString(Path.of("docs", "performance.md"), text);
        say("Written to docs/performance.md.");
    }

    private void measure(GatewayProcess gateway, Database database) throws Exception {
        var load = new Load(gateway.port());
        var processes = gateway.processes();
        say("Warming up");
        warmUp(load);
        var postgres = new Pgbench(database, gateway.databasePort(), directory);
        for (int round = 1; round <= ROUNDS; round++) {
            say("Round " + round + " of " + ROUNDS);
            run(database, "CHECKPOINT"); // so that none comes by itself in the middle
            for (var clients : CREATE_CLIENTS) {
                note(pgbench, clients, postgres.transactions(clients, seconds));
                measure(load, processes, "create", clients, shop.create());
            }
            oneStatement
                    .rounds()
                    .add(plain(postgres.statements(oneStatement.clients(), seconds), oneStatement.clients()));
            load.closed(32, Duration.ofMinutes(1), shop.stock(100));
            measure(load, processes, "retrieve", 32, shop.retrieve());
            for (var clients : MONEY_CLIENTS) {
                load.closed(32, Duration.ofMinutes(1), shop.stock(STOCK_A_SECOND * seconds));
                measure(load, processes, "pay", clients, shop.pay());
                measure(load, processes, "capture", clients, shop.capture());
                measure(load, processes, "refund", clients, shop.refund());
            }
            measure(load, processes, "create, pay, refund", 8, shop.life());
        }
        for (var rate : OPEN_RATES) {
            var result = load.open(rate, OPEN_CONNECTIONS, Duration.ofSeconds(2L * seconds), shop.create());
            open.add(Cell.row(
                    Cell.number(rate, 0),
                    Cell.number(result.perSecond(), 0),
                    Cell.number(result.times().millis(0.5), 2),
                    Cell.number(result.times().millis(0.99), 2),
                    Cell.number(result.times().millis(0.999), 2)));
        }
    }

    private void warmUp(Load load) throws IOException {
        load.closed(32, Duration.ofSeconds(4), shop.create());
        load.closed(32, Duration.ofMinutes(1), shop.stock(3_000));
        load.closed(32, Duration.ofSeconds(1), shop.retrieve());
        load.closed(32, Duration.ofSeconds(3), shop.pay());
        load.closed(32, Duration.ofSeconds(3), shop.capture());
        load.closed(32, Duration.ofSeconds(3), shop.refund());
    }

    private void measure(Load load, Processes processes, String what, int clients, Supplier<Talk> talks)
            throws IOException {
        var before = processes.cpu();
        var result = load.closed(clients, Duration.ofSeconds(seconds), talks);
        var used = processes.cpu().since(before);
        var cell = cells.computeIfAbsent(what + clients, _ -> new Cell(what, clients));
        var round = new Cell.Round(
                result.perSecond(),
                result.perSecond() / pgbench.get(clients).rounds().getLast().perSecond(),
                result.times().millis(0.5),
                result.times().millis(0.99),
                used.gateway() / result.done(),
                used.database() / result.done(),
                used.load() / result.done());
        cell.rounds().add(round);
        say("  " + what + ", " + clients + " clients: " + Cell.number(round.perSecond(), 0) + "/s, "
                + Cell.number(round.share(), 2) + " of pgbench");
    }

    private void note(Map<Integer, Cell> noted, int clients, double perSecond) {
        noted.computeIfAbsent(clients, _ -> new Cell("BEGIN, 2 INSERTs, COMMIT", clients))
                .rounds()
                .add(new Cell.Round(perSecond, 1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
    }

    private Cell.Round plain(double perSecond, int clients) {
        var transactions = pgbench.get(clients).rounds().getLast().perSecond();
        return new Cell.Round(
                perSecond, perSecond / transactions, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** One client, one thing after another; PostgreSQL counts. */
    private void countStatements(GatewayProcess gateway, Database database) throws IOException {
        var load = new Load(gateway.port());
        load.closed(1, Duration.ofMinutes(1), shop.stock(20)); // fills the caches
        count(load, database, "create", shop.stock(COUNTED));
        count(load, database, "pay", shop.pay());
        count(load, database, "capture", shop.capture());
        count(load, database, "refund", shop.refund());
        var looks = shop.retrieve();
        var left = new int[] {COUNTED};
        count(load, database, "retrieve", () -> {
            var talk = looks.get();
            return new Talk() {
                @Override
                public byte[] next() {
                    return left[0]-- > 0 ? talk.next() : null;
                }

                @Override
                public boolean heard(Answer answer) {
                    return talk.heard(answer);
                }
            };
        });
    }

    private void count(Load load, Database database, String what, Supplier<Talk> talks) throws IOException {
        run(database, "SELECT pg_stat_statements_reset()");
        var began = transactionNumber(database);
        var done = load.closed(1, Duration.ofMinutes(1), talks).done();
        var committed = transactionNumber(database) - began;
        // The background loops look for work once a second, a few times at most while we count.
        var statements = database.once(
                        tx -> tx.sql(Sql.of("""
                        SELECT COALESCE(sum(calls), 0)::bigint AS all_calls
                        FROM pg_stat_statements
                        WHERE calls >= :done
                        """)).bind("done", (long) done).first(row -> row.number("all_calls")))
                .orElseThrow();
        counts.add(Cell.row(what, Math.round((double) statements / done), Math.round((double) committed / done)));
    }

    /** Only transactions that write get a number, and each of them waits for the disk once. */
    private static long transactionNumber(Database database) {
        return number(database, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS number");
    }

    private static void refuseCareless(Database database) {
        for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!ask(database, setting).equals("on")) {
                throw new Load.WrongAnswer("PostgreSQL runs with " + setting + " off; that would be no comparison.");
            }
        }
    }

    private void compareCounts(Database database) {
        var expected = new LinkedHashMap<String, Integer>();
        expected.put("SELECT count(*) AS number FROM payment_intent", shop.created);
        expected.put("SELECT count(*) AS number FROM event WHERE type = 'payment_intent.created'", shop.created);
        for (var table : List.of("operation", "sandbox.movement")) {
            var count = "SELECT count(*) AS number FROM " + table + " WHERE outcome = 'Approved' AND kind = ";
            expected.put(count + "'Sale'", shop.sold);
            expected.put(count + "'Authorize'", shop.authorized);
            expected.put(count + "'Capture'", shop.captured);
            expected.put(count + "'Refund'", shop.refunded);
        }
        expected.put("SELECT count(*) AS number FROM ledger_entry", shop.sold + shop.captured + shop.refunded);
        expected.put("SELECT count(*) AS number FROM operation WHERE outcome IS DISTINCT FROM 'Approved'", 0);
        expected.put("SELECT count(*) AS number FROM payment_intent WHERE in_flight IS NOT NULL", 0);
        expected.forEach((question, acknowledged) -> {
            var found = number(database, question);
            if (found != acknowledged) {
                throw new Load.WrongAnswer(
                        question + "\n\nThe database says " + found + ", acknowledged were " + acknowledged + ".");
            }
        });
    }

    private static long number(Database database, String question) {
        return database.once(tx -> tx.sql(Sql.of(question)).first(row -> row.number("number")))
                .orElseThrow();
    }

    private static String ask(Database database, String setting) {
        return database.once(tx -> tx.sql(Sql.of("SHOW " + setting)).first(row -> row.text(setting)))
                .orElseThrow();
    }

    private static void run(Database database, String sql) {
        database.once(tx -> sql.startsWith("SELECT")
                ? tx.sql(Sql.of(sql)).list(_ -> 0).size()
                : tx.sql(Sql.of(sql)).run());
    }

    /** Of the last minute: what else this machine was doing. */
    private static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException notLinux) {
            return "n/a";
        }
    }

    private static void say(String words) {
        System.err.println(words);
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
