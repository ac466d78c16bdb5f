package tatami.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Gateway;
import tatami.webhooks.Receiver;

/** What a collector gets. It is read as text, in which protobuf leaves names as they are and ids as their bytes. */
class TracingTest {

    private static final String CALLERS = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final String PAN = "5200000000001005";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer collector;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        gateway = Gateway.start(Map.of(
                "TATAMI_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort(),
                "TATAMI_WEBHOOK_ALLOW_LOOPBACK",
                "true"));
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void aRequestItsStatementsTheAcquirerAndTheWebhookAreFollowed() {
        try (var receiver = Receiver.plain()) {
            gateway.post("/webhooks", """
                            {"events":["payment_intent.status_updated"],"url":"%s"}
                            """.formatted(receiver.url())).ok();
            gateway.paid("Auto");
            gateway.deliver();
        }

        assertThat(sent())
                .contains("service.name", "tatami")
                .contains("POST /payment-intents/")
                .contains("PaymentIntentStore.INSERT")
                .contains("acquirer pay")
                .contains("webhook payment_intent.status_updated")
                .contains("http.response.status_code");
    }

    @Test
    void aCallersTraceIsContinuedAndItsErrorsNameIt() {
        var refused = gateway.send(gateway.request("/payment-intents/pi_sandbox_nobody")
                .header("traceparent", "00-" + CALLERS + "-" + CALLERS_SPAN + "-01")
                .GET());

        var traceId = refused.json().path("traceId").asString();
        assertThat(traceId).startsWith("00-" + CALLERS + "-").doesNotContain(CALLERS_SPAN);
        assertThat(sent())
                .contains(bytes(CALLERS))
                .as("as the parent of ours")
                .contains(bytes(CALLERS_SPAN))
                .as("and ours is the one that the merchant was told")
                .contains(bytes(traceId.split("-")[2]))
                .contains("404");
    }

    @Test
    void aCallerWhoDoesNotRecordIsNotRecordedHere() {
        gateway.send(gateway.request("/payment-intents/pi_sandbox_nobody")
                .header("traceparent", "00-" + CALLERS + "-" + CALLERS_SPAN + "-00")
                .GET());
        gateway.create("Auto");

        assertThat(sent()).contains("POST /payment-intents/").doesNotContain(bytes(CALLERS));
    }

    @Test
    void nothingOfARequestItselfLeavesTheHouse() {
        var intent = gateway.create("Auto");
        gateway.pay(intent, PAN).ok();
        gateway.get("/payment-intents/" + intent.path("id").asString() + "?q=hunter2")
                .ok();
        gateway.send(gateway.request("/hunter2").method("HUNTER2", BodyPublishers.noBody()));

        assertThat(sent())
                .contains("PaymentIntentStore.")
                .doesNotContainIgnoringCase("hunter2")
                .doesNotContain(PAN)
                .doesNotContain("Order 234")
                .doesNotContain("A Shopper")
                .doesNotContain(intent.path("id").asString())
                .doesNotContain(intent.path("clientSessionSecret").asString())
                .doesNotContain(gateway.secretKey());
    }

    @Test
    void aCollectorThatIsAwayIsNobodysTrouble() {
        collector.stop(0);

        assertThat(gateway.create("Auto").path("status").asString()).isEqualTo("Created");
        gateway.close();
    }

    /** Everything, once the gateway has stopped and sent what was left. */
    private String sent() {
        gateway.close();
        return String.join("", received);
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
