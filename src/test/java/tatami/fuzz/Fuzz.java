package tatami.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import tatami.Gateway;
import tatami.contract.RawHttp;
import tatami.contract.RawHttp.Reply;

/**
 * What {@code ./dev fuzz} runs: right requests to everything that the gateway serves, broken in a few places, and sent
 * one after the other. Whatever comes back must be in good order, soon; and who is refused has written nothing.
 */
public final class Fuzz implements AutoCloseable {

    private static final int DEFAULT_REQUESTS = 100_000;

    /** After so many requests most of what there was is paid, canceled or gone. */
    private static final int RESTOCK = 1_000;

    /** So many requests are looked at for each whose rows are counted, which takes longer than the request. */
    private static final int COUNTED = 20;

    private static final int MOST_COMPLAINTS = 20;
    private static final int SLOWEST = 10;
    static final long SOON = 50_000_000;

    private final long seed;
    private final Garbage garbage;
    private final Breaker breaker;
    private final Gateway gateway;
    private final RawHttp raw;
    private final Judge judge = new Judge();
    private final Connection rows;
    private final String count;
    private final Documented documented;

    private final List<String> complaints = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<Timed> slowest = new ArrayList<>();
    private long[] nanos = new long[1 << 12];
    private int sent;
    private int counted;
    private List<Draft> drafts = List.of();

    private record Timed(long nanos, String what) {}

    public Fuzz(long seed) {
        this.seed = seed;
        garbage = new Garbage(seed);
        breaker = new Breaker(garbage);
        // the client is this very machine, whom no address limits
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        raw = new RawHttp(gateway);
        documented = new Documented(
                gateway.send(gateway.open("/openapi/2022-04-07.json")).text());
        try {
            rows = DriverManager.getConnection(gateway.jdbcUrl());
            count = countAll();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            judge.close();
            gateway.close();
        }
    }

    /** Until so many were sent, so much time has gone, or too much is wrong. */
    void run(int requests, long until) {
        while (sent < requests && System.nanoTime() < until && complaints.size() < MOST_COMPLAINTS) {
            if (sent % RESTOCK == 0) {
                restock();
            }
            send();
        }
    }

    List<String> complaints() {
        return complaints;
    }

    int sent() {
        return sent;
    }

    /** What that fraction of all requests took at most, in nanoseconds. */
    long quantile(double fraction) {
        var sorted = Arrays.copyOf(nanos, sent);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sent - 1, Math.ceil(fraction * sent))];
    }

    private void restock() {
        var stock = Stock.of(gateway, sent / RESTOCK);
        var all = new ArrayList<>(documented.drafts(stock, garbage));
        all.addAll(List.copyOf(all)); // the API as often as all pages together
        all.addAll(stock.pages());
        Words.PATHS.forEach(path -> all.add(Draft.of(
                garbage.oneIn(2) ? "GET" : "POST",
                path.replace("{id}", garbage.one(stock.all("paymentIntentId")))
                        .replace("{secret}", garbage.one(stock.all("clientSessionSecret"))),
                List.of("Content-Type: application/x-www-form-urlencoded"),
                "cardNumber=" + Judge.CANARY + "&PaReq=x&MD=x&TermUrl=x")));
        drafts = all;
    }

    private void send() {
        var draft = breaker.broken(garbage.one(drafts));
        var isCounted = garbage.oneIn(COUNTED);
        var before = isCounted ? rows() : "";
        var began = System.nanoTime();
        Reply reply;
        try {
            reply = raw.exchange(draft.bytes());
        } catch (AssertionError e) {
            complain(draft, e.getMessage());
            return;
        } finally {
            sent++;
        }
        note(System.nanoTime() - began, draft, reply);
        judge.complaint(draft, reply).ifPresent(complaint -> complain(draft, complaint));
        if (isCounted && reply.status() >= 400) {
            counted++;
            var after = rows();
            if (!after.equals(before)) {
                complain(
                        draft,
                        "It was refused with " + reply.status() + " and changed the numbers of rows from\n" + before
                                + "\nto\n" + after);
            }
        }
    }

    private void note(long took, Draft draft, Reply reply) {
        if (sent > nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * nanos.length);
        }
        nanos[sent - 1] = took;
        statuses.merge(reply.status(), 1, Integer::sum);
        slowest.add(new Timed(took, reply.status() + " " + brief(draft)));
        if (slowest.size() > 100 * SLOWEST) {
            keepSlowest();
        }
    }

    private void keepSlowest() {
        slowest.sort(Comparator.comparingLong(Timed::nanos).reversed());
        slowest.subList(Math.min(SLOWEST, slowest.size()), slowest.size()).clear();
    }

    private static String brief(Draft draft) {
        var path = draft.path();
        return draft.method() + " " + path.substring(0, Math.min(90, path.length())) + " (" + draft.body().length
                + " bytes)";
    }

    private void complain(Draft draft, String what) {
        complaints.add("--seed " + seed + ", request " + (sent - 1) + ":\n" + draft + "\n"
                + what.substring(0, Math.min(2_000, what.length())));
    }

    /** How many rows each table has, by one statement. */
    private String rows() {
        try (var statement = rows.createStatement();
                var result = statement.executeQuery(count)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String countAll() throws SQLException {
        try (var statement = rows.createStatement();
                var tables = statement.executeQuery("""
                        SELECT quote_ident(table_name) FROM information_schema.tables
                        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
                        """)) {
            var counts = new ArrayList<String>();
            while (tables.next()) {
                counts.add("'" + tables.getString(1) + " ' || (SELECT count(*) FROM " + tables.getString(1) + ")");
            }
            return "SELECT concat_ws(', ', " + String.join(", ", counts) + ")";
        }
    }

    String report() {
        keepSlowest();
        var late = Arrays.stream(nanos, 0, sent).filter(one -> one > SOON).count();
        return """
                %d requests (--seed %d), %s
                the median took %.1f ms, 99 %% at most %.1f, 99.9 %% at most %.1f; %d took more than 50 ms
                %d that were refused had their rows counted
                the slowest:
                %s
                """.formatted(
                        sent,
                        seed,
                        statuses.entrySet().stream()
                                .map(status -> status.getValue() + " × " + status.getKey())
                                .collect(Collectors.joining(", ")),
                        quantile(.5) / 1e6,
                        quantile(.99) / 1e6,
                        quantile(.999) / 1e6,
                        late,
                        counted,
                        slowest.stream()
                                .map(one -> "  %6.1f ms  %s".formatted(one.nanos() / 1e6, one.what()))
                                .collect(Collectors.joining("\n")));
    }

    /** @param arguments how many seconds, or {@code --requests N}; and {@code --seed N} to repeat */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger("tatami"))
                .setLevel(Level.INFO); // for the judge to read, not for the terminal
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender("console");
        var requests = DEFAULT_REQUESTS;
        var until = Long.MAX_VALUE;
        var seed = new Random().nextLong();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--requests" -> requests = Integer.parseInt(arguments[++i]);
                case "--seed" -> seed = Long.parseLong(arguments[++i]);
                default -> {
                    requests = Integer.MAX_VALUE;
                    until = System.nanoTime() + Integer.parseInt(arguments[i]) * 1_000_000_000L;
                }
            }
        }
        try (var fuzz = new Fuzz(seed)) {
            fuzz.run(requests, until);
            System.out.println(fuzz.report());
            fuzz.complaints().forEach(System.out::println);
            System.exit(fuzz.complaints().isEmpty() ? 0 : 1);
        }
    }
}
