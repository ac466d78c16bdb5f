package tatami.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A merchant's server, on a real socket, that remembers what it was sent and answers as it is told. */
public final class Receiver implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Arrival> fresh = new LinkedBlockingQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger mostBusy = new AtomicInteger();
    private volatile Function<Arrival, Answer> answers = _ -> Answer.of(200);

    private Receiver(HttpServer server) {
        this.server = server;
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    public static Receiver plain() {
        try {
            return new Receiver(HttpServer.create(loopback(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Receiver tls(SSLContext context) {
        try {
            var server = HttpsServer.create(loopback(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new Receiver(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Where it listens, by the name that its certificate has. */
    public String url() {
        var scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + server.getAddress().getPort() + "/hook";
    }

    public void answer(int status) {
        answers = _ -> Answer.of(status);
    }

    /** Called for each arrival, before it is answered; it may wait. */
    public void answer(Function<Arrival, Answer> decide) {
        answers = decide;
    }

    /** All of them, in the order in which they came. */
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** The next arrival that was not yet taken; waits for it. */
    public Arrival take() {
        try {
            var arrival = fresh.poll(10, TimeUnit.SECONDS);
            if (arrival == null) {
                throw new AssertionError("Nothing arrived within ten seconds.");
            }
            return arrival;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many were being answered at the same time, at most. */
    public int mostAtOnce() {
        return mostBusy.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        mostBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
        try (exchange) {
            var arrival = new Arrival(exchange, exchange.getRequestBody().readAllBytes(), System.nanoTime());
            arrivals.add(arrival);
            fresh.add(arrival);
            var answer = answers.apply(arrival);
            answer.headers.forEach(
                    (name, value) -> exchange.getResponseHeaders().set(name, value));
            var body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } finally {
            busy.decrementAndGet();
        }
    }

    /** One POST. */
    public record Arrival(HttpExchange exchange, byte[] body, long nanoTime) {

        public String header(String name) {
            return String.valueOf(exchange.getRequestHeaders().getFirst(name));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String eventId() {
            return json().path("id").asString();
        }

        public String event() {
            return json().path("event").asString();
        }

        public String intent() {
            return json().path("data").path("paymentIntentId").asString();
        }

        public String status() {
            return json().path("data").path("paymentStatus").asString();
        }
    }

    /** What is answered. */
    public record Answer(int status, String body, Map<String, String> headers) {

        public static Answer of(int status) {
            return new Answer(status, "", Map.of());
        }

        public static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }

        public Answer with(String name, String value) {
            return new Answer(status, body, Map.of(name, value));
        }
    }
}
