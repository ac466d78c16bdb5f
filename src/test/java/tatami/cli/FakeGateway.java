package tatami.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Tells listeners what a test wants them to hear, and answers as no gateway should. */
final class FakeGateway implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Scene> scenes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    /** What becomes of one connection. */
    interface Scene {
        void play(HttpExchange exchange) throws IOException, InterruptedException;
    }

    FakeGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The path and query of the next connection; waits for it. */
    String request() {
        try {
            return String.valueOf(requests.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next connection greets, tells {@code lines} and ends. */
    FakeGateway tells(String secret, long after, String... lines) {
        scenes.add(exchange -> tell(exchange, secret, after, lines));
        return this;
    }

    /** The next connection greets, tells {@code lines} and then says nothing until the end of the test. */
    FakeGateway tellsAndStays(String secret, long after, String... lines) {
        scenes.add(exchange -> {
            tell(exchange, secret, after, lines);
            new CountDownLatch(1).await();
        });
        return this;
    }

    FakeGateway answers(int status, String type, String body) {
        scenes.add(exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        return this;
    }

    static String event(long seq) {
        return """
                {"seq":%d,"body":"{\\"id\\":\\"evt_%d\\",\\"event\\":\\"payment_intent.created\\",\
                \\"createdAt\\":\\"2026-02-03T04:05:06.0000000Z\\",\
                \\"data\\":{\\"paymentIntentId\\":\\"pi_%d\\",\\"paymentStatus\\":\\"Created\\"}}"}
                """.formatted(seq, seq, seq).strip();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }

    private static void tell(HttpExchange exchange, String secret, long after, String... lines) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        var text = "{\"secret\":\"" + secret + "\",\"after\":" + after + "}\n" + String.join("\n", lines) + "\n";
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        try (exchange) {
            scenes.take().play(exchange);
        } catch (InterruptedException _) {
            // the test is over
        }
    }
}
