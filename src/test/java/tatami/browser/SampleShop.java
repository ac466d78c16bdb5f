package tatami.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tatami.Await;
import tatami.Gateway;
import tatami.SampleServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The merchant's sample shop in a process of its own, subscribed to the gateway's webhooks. */
final class SampleShop implements AutoCloseable {

    static final Path SERVER = Path.of("examples", "shop", "server.js").toAbsolutePath();

    /** Node 18 asks for localhost in another way than browsers do. */
    static final int NODE = 20;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String secret;
    private final SampleServer server;

    private SampleShop(Gateway gateway, Path directory) {
        var port = SampleServer.freePort();
        secret = gateway.post("/webhooks", """
                        {"events":["payment_intent.status_updated"],"url":"http://localhost:%d/hook"}
                        """.formatted(port))
                .ok()
                .path("secrets")
                .get(0)
                .path("value")
                .asString();
        var environment = Map.of(
                "PORT", Integer.toString(port),
                "TATAMI_URL", gateway.baseUrl(),
                "TATAMI_SECRET_KEY", gateway.secretKey(),
                "WEBHOOK_SECRET", secret);
        server = new SampleServer(port, List.of("node", SERVER.toString()), environment, directory);
    }

    static boolean canBeRun() {
        return SampleServer.succeeds(SampleServer.atLeastNode(NODE));
    }

    static SampleShop open(Gateway gateway, Path directory) {
        return new SampleShop(gateway, directory);
    }

    String url() {
        return "http://localhost:" + server.port();
    }

    /** Orders tea without a browser; gives the order's address. */
    String order(String form) {
        var answer = post("/orders", form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url() + path)).POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url() + path)));
    }

    /** What its page is told of an order; the shop asks the gateway for it, unless it knows it to be paid. */
    JsonNode state(String order) {
        return JsonMapper.shared()
                .readTree(get(URI.create(order).getPath() + "/state").body());
    }

    String intent(String order) {
        var page = state(order).path("paymentPage").asString();
        return page.substring(page.lastIndexOf('/') + 1);
    }

    /** An event as the gateway sends it: its body and, names and values in turn, its headers. */
    record Event(String body, String... headers) {}

    Event event(String id, String intent, long timestamp) {
        return event(id, intent, timestamp, secret);
    }

    Event event(String id, String intent, long timestamp, String secret) {
        var body = ("{'id':'" + id + "','event':'payment_intent.status_updated','accountId':'acc_test',"
                        + "'data':{'paymentIntentId':'" + intent
                        + "','paymentStatus':'Captured','captureMode':'Auto'}}")
                .replace('\'', '"');
        var dojo = HexFormat.ofDelimiter("-").withUpperCase().formatHex(hmac(secret, body));
        var standard = Base64.getEncoder().encodeToString(hmac(secret, id + "." + timestamp + "." + body));
        return new Event(
                body,
                "dojo-signature",
                "sha256=" + dojo,
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                "v1," + standard);
    }

    int hear(Event event) {
        return post("/hook", event.body(), event.headers()).statusCode();
    }

    /** How many lines it printed that hold {@code text}. */
    long printed(String text) {
        return server.printed().stream().filter(line -> line.contains(text)).count();
    }

    void mustPrint(String text) {
        Await.until("printed: " + text, LIMIT, () -> printed(text) > 0);
    }

    String errors() {
        return server.errors();
    }

    @Override
    public void close() {
        server.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(errors(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(String secret, String message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
