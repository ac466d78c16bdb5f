package tatami.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import tatami.db.Database;
import tatami.db.Sql;

/**
 * How fast webhooks leave, and what they cost those who create payments.
 *
 * <p>Starts the gateway as users do, on its embedded and durable PostgreSQL. In each round creates are
 * measured without and with a subscription, then the backlog is timed until the last message is here,
 * then single messages at steady rates. Writes docs/performance-webhooks.md. Fails when a message is
 * missing, or came twice.
 */
public final class WebhookBench {

    private static final int ROUNDS = 3;
    private static final int DEFAULT_SECONDS = 3;
    private static final List<Integer> CLIENTS = List.of(1, 32);
    private static final List<Integer> RATES = List.of(100, 500, 1_000);
    private static final int RATE_CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int seconds;
    private final Path directory;
    private final Shop shop = new Shop();
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();
    private final Map<Integer, List<Double>> shares = new LinkedHashMap<>();
    private final Map<Integer, List<Double>> meanwhile = new LinkedHashMap<>();
    private int expected;

    private WebhookBench(int seconds, Path directory) {
        this.seconds = seconds;
        this.directory = directory;
    }

    /** @param arguments how many seconds each measurement takes */
    public static void main(String[] arguments) throws Exception {
        var seconds = arguments.length == 0 ? DEFAULT_SECONDS : Integer.parseInt(arguments[0]);
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.WARN);
        var directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "bench-");
        try {
            new WebhookBench(seconds, directory).run();
        } catch (Load.WrongAnswer e) {
            System.err.println("The benchmark proves nothing, for the gateway was wrong.\n\n" + e.getMessage());
            System.exit(1);
        } finally {
            delete(directory);
        }
    }

    private void run() throws Exception {
        try (var gateway = new GatewayProcess(directory.resolve("data"));
                var database = new Database(gateway.jdbcUrl(), 1);
                var sink = new Sink()) {
            var load = new Load(gateway.port());
            say("Warming up");
            load.closed(32, Duration.ofSeconds(3), shop.create());
            try (var _ = subscribed(gateway, sink)) {
                create(load, sink, 32, Duration.ofSeconds(3));
                drained(sink);
            }
            cells.clear();
            meanwhile.clear();
            for (int round = 1; round <= ROUNDS; round++) {
                say("Round " + round + " of " + ROUNDS);
                round(gateway, database, load, sink);
            }
            var server =
                    database.once(tx -> tx.sql(Sql.of("SHOW server_version")).first(row -> row.text("server_version")));
            var text = text(server.orElseThrow());
            System.out.println("\n" + text);
            Files.writeString(Path.of("docs", "performance-webhooks.md"), text);
            say("Written to docs/performance-webhooks.md.");
        }
    }

    private void round(GatewayProcess gateway, Database database, Load load, Sink sink) throws Exception {
        var processes = gateway.processes();
        for (var clients : CLIENTS) {
            database.once(tx -> tx.sql(Sql.of("CHECKPOINT")).run());
            var off = measured(
                    "create, nobody subscribed",
                    clients,
                    processes,
                    () -> load.closed(clients, Duration.ofSeconds(seconds), shop.create()));
            try (var _ = subscribed(gateway, sink)) {
                var on = measured(
                        "create, webhooks on",
                        clients,
                        processes,
                        () -> create(load, sink, clients, Duration.ofSeconds(seconds)));
                shares.computeIfAbsent(clients, _ -> new ArrayList<>()).add(on / off);
                var left = expected - sink.count().arrived();
                if (clients > 1) {
                    measured("deliver what has piled up", 1, processes, () -> {
                        var began = System.nanoTime();
                        drained(sink);
                        return new Load.Result(left, (sink.lastArrival() - began) / 1e9, sink.takeDelays());
                    });
                } else {
                    drained(sink);
                }
            }
        }
        for (var rate : RATES) {
            try (var _ = subscribed(gateway, sink)) {
                sink.takeDelays();
                var before = shop.created;
                load.open(rate, RATE_CONNECTIONS, Duration.ofSeconds(seconds), shop.create());
                expected += shop.created - before;
                drained(sink);
                var delays = sink.takeDelays();
                rates.computeIfAbsent(rate + " p50", _ -> new ArrayList<>()).add(delays.millis(0.5));
                rates.computeIfAbsent(rate + " p99", _ -> new ArrayList<>()).add(delays.millis(0.99));
                say("  at " + rate + "/s: p50 " + Cell.number(delays.millis(0.5), 1) + " ms, p99 "
                        + Cell.number(delays.millis(0.99), 1) + " ms");
            }
        }
    }

    private Load.Result create(Load load, Sink sink, int clients, Duration time) throws IOException {
        var before = shop.created;
        var arrivedBefore = sink.count().arrived();
        var result = load.closed(clients, time, shop.create());
        expected += shop.created - before;
        var delivered = (sink.count().arrived() - arrivedBefore) / result.seconds();
        meanwhile.computeIfAbsent(clients, _ -> new ArrayList<>()).add(delivered);
        say("  meanwhile delivered: " + Cell.number(delivered, 0) + "/s");
        return result;
    }

    private interface Measured {
        Load.Result run() throws Exception;
    }

    private double measured(String what, int clients, Processes processes, Measured work) throws Exception {
        var before = processes.cpu();
        var result = work.run();
        var used = processes.cpu().since(before);
        var round = new Cell.Round(
                result.perSecond(),
                1,
                result.times().millis(0.5),
                result.times().millis(0.99),
                used.gateway() / result.done(),
                used.database() / result.done(),
                used.load() / result.done());
        cells.computeIfAbsent(what + clients, _ -> new Cell(what, clients))
                .rounds()
                .add(round);
        say("  " + what + ", " + clients + ": " + Cell.number(round.perSecond(), 0) + "/s");
        return round.perSecond();
    }

    /** Waits until everything that should come has come. */
    private void drained(Sink sink) throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sink.count().arrived() < expected) {
            if (System.nanoTime() > deadline) {
                throw new Load.WrongAnswer(
                        "Of " + expected + " messages " + sink.count().arrived() + " came.");
            }
            Thread.sleep(2);
        }
        var count = sink.count();
        if (count.different() != expected || count.arrived() != expected) {
            throw new Load.WrongAnswer("Instead of " + expected + " messages: " + count);
        }
    }

    private static AutoCloseable subscribed(GatewayProcess gateway, Sink sink) throws Exception {
        var subscription = call(
                gateway,
                "POST",
                "/webhooks",
                Optional.of("{\"events\":[\"payment_intent.created\"],\"url\":\"" + sink.url() + "\"}"));
        var id = subscription.replaceAll("(?s)^.*?\"id\":\"([^\"]+)\".*$", "$1");
        return () -> call(gateway, "DELETE", "/webhooks/" + id, Optional.empty());
    }

    private static String call(GatewayProcess gateway, String method, String path, Optional<String> body)
            throws Exception {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                            .header("Authorization", "Basic " + GatewayProcess.SECRET_KEY)
                            .header("version", "2022-04-07")
                            .header("Content-Type", "application/json")
                            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new Load.WrongAnswer(path + " answered " + answer.body());
            }
            return answer.body();
        }
    }

    private String text(String server) {
        var lines = new ArrayList<String>();
        for (var cell : cells.values()) {
            lines.add(Cell.row(
                    cell.what(),
                    cell.what().startsWith("create") ? cell.clients() : "",
                    Cell.number(cell.median(Cell.Round::perSecond), 0),
                    cell.what().endsWith("on") ? Cell.number(median(meanwhile.get(cell.clients())), 0) : "",
                    Cell.number(cell.median(Cell.Round::gateway), 0),
                    Cell.number(cell.median(Cell.Round::database), 0),
                    Cell.number(cell.median(Cell.Round::load), 0)));
        }
        var ratios = shares.entrySet().stream()
                .map(each -> Cell.row(each.getKey(), Cell.number(median(each.getValue()), 2), all(each.getValue())))
                .toList();
        var delays = RATES.stream()
                .map(rate -> Cell.row(
                        Cell.number(rate, 0),
                        Cell.number(median(rates.get(rate + " p50")), 1),
                        Cell.number(median(rates.get(rate + " p99")), 1),
                        all(rates.get(rate + " p99"))))
                .toList();
        return TEXT.formatted(
                LocalDate.now(),
                seconds,
                Report.processor(),
                Runtime.getRuntime().availableProcessors(),
                server,
                Runtime.version(),
                ROUNDS,
                seconds,
                String.join("\n", lines),
                String.join("\n", ratios),
                String.join("\n", delays),
                Cell.number(expected, 0));
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted(Comparator.naturalOrder()).toList().get(figures.size() / 2);
    }

    private static String all(List<Double> figures) {
        return String.join(
                " ", figures.stream().map(each -> Cell.number(each, 2)).toList());
    }

    private static void say(String words) {
        System.err.println(words);
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static final String TEXT = """
            # Performance of webhooks

            Written by `./dev bench webhooks`; do not edit. Measured on %s with `./dev bench webhooks %d`
            on %s, %d cores, embedded PostgreSQL %s with fsync and synchronous_commit on, Java %s.

            **The load, the gateway, the database and the receiver share this machine.** Figures of another day or
            machine do not compare with these; ratios within one run do. Every figure is the median of %d rounds of
            %d seconds; within a round everything is measured once.

            ## What is done in a second

            | | clients | per second | meanwhile delivered | CPU µs: gateway | PostgreSQL | load and receiver |
            |---|--:|--:|--:|--:|--:|--:|
            %s

            While payments are created as fast as they can be, deliveries share the processors with them and fall
            behind; the third kind of line is how fast what has piled up goes out when the load has stopped. A
            delivery is a signed POST to one receiver, sixteen at a time, each try with its line in the log.

            ## What webhooks cost those who create

            Creates per second with webhooks on, for each one without, in the same round. Signing, sending,
            receiving and logging the deliveries happens at the same time on the same processors.

            | clients | ratio | in each round |
            |--:|--:|---|
            %s

            ## How soon a message is there

            Creates at a steady rate. Timed from the event's `createdAt`, which is taken before the commit, to the
            arrival of the whole message: so the commit is included.

            | creates per second | p50 ms | p99 ms | p99 in each round |
            |--:|--:|--:|---|
            %s

            All of %s messages came, each once.
            """;
}
