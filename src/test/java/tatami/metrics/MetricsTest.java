package tatami.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.AcquirerBetween;
import tatami.Await;
import tatami.Gateway;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.webhooks.Receiver;

/** What operators see of a gateway at work. */
class MetricsTest {

    private static final String OK = "5200000000001005";
    private static final String DECLINED = "4000000000000002";

    private final AtomicBoolean silent = new AtomicBoolean();
    private int port;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        port = Gateway.freePort();
        gateway = Gateway.startWith(
                Map.of("TATAMI_METRICS_PORT", Integer.toString(port), "TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"),
                real -> moody(real, silent));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void requestsAreCountedByTheirRoute() {
        var id = gateway.create("Auto").path("id").asString();
        gateway.get("/payment-intents/" + id).ok();
        gateway.get("/payment-intents/pi_sandbox_nobody");

        assertThat(scrape())
                .contains(row(
                        "tatami_http_request_duration_seconds_count",
                        "method=\"POST\",route=\"/payment-intents/\",status=\"2xx\"",
                        1))
                .contains(row(
                        "tatami_http_request_duration_seconds_count",
                        "method=\"GET\",route=\"/payment-intents/{id}[/]\",status=\"2xx\"",
                        1))
                .contains(row(
                        "tatami_http_request_duration_seconds_count",
                        "method=\"GET\",route=\"/payment-intents/{id}[/]\",status=\"4xx\"",
                        1));
    }

    @Test
    void nothingOfARequestItselfBecomesALabel() {
        var intent = gateway.create("Auto");
        gateway.pay(intent, OK).ok();
        gateway.get("/checkout/" + intent.path("id").asString());
        gateway.get("/nowhere/hunter2?q=hunter2");
        gateway.send(gateway.request("/payment-intents").method("HUNTER2", BodyPublishers.noBody()));
        gateway.send(gateway.request("/hunter2").method("HUNTER2", BodyPublishers.noBody()));

        assertThat(scrape())
                .contains("tatami_http_request_duration_seconds_count")
                .doesNotContainIgnoringCase("hunter2")
                .doesNotContain(intent.path("id").asString())
                .doesNotContain(intent.path("clientSessionSecret").asString())
                .doesNotContain(gateway.secretKey())
                .doesNotContain(OK);
    }

    @Test
    void whatBecameOfMoneyIsCountedByKind() {
        var paid = gateway.paid("Auto");
        gateway.refund(paid, 1000, "once").ok();
        gateway.pay(gateway.create("Auto"), DECLINED);

        assertThat(scrape())
                .contains(row("tatami_operations_total", "kind=\"Sale\",outcome=\"approved\"", 1))
                .contains(row("tatami_operations_total", "kind=\"Sale\",outcome=\"declined\"", 1))
                .contains(row("tatami_operations_total", "kind=\"Refund\",outcome=\"approved\"", 1))
                .contains(row("tatami_acquirer_call_duration_seconds_count", "answer=\"answered\",call=\"pay\"", 2));
    }

    @Test
    void whatTheDatabaseIsAskedIsCounted() {
        gateway.create("Auto");
        gateway.create("Auto");

        assertThat(scrape())
                .contains(row("tatami_batch_rows_count", "batch=\"payment intents\"", 2))
                .contains("\ntatami_database_connections_max 16.0\n")
                .contains("\ntatami_database_waiting 0.0\n");
    }

    @Test
    void backgroundWorkThatFailsIsSeen() {
        gateway.work();
        gateway.database().close();

        Await.until(
                "a round has failed",
                Duration.ofSeconds(10),
                () -> scrape().contains("tatami_background_failures_total{loop=\"courier\"}"));
    }

    @Test
    void aSilenceIsSeenAndSoIsItsEnd() {
        var paid = gateway.paid("Auto");
        silent.set(true);
        gateway.refund(paid, 1000, "once");
        silent.set(false);
        gateway.clock().advance(Duration.ofSeconds(10));
        gateway.resolve();

        assertThat(scrape())
                .contains(row("tatami_operations_total", "kind=\"Refund\",outcome=\"unanswered\"", 1))
                .contains(row("tatami_operations_resolved_total", "kind=\"Refund\",outcome=\"approved\"", 1))
                .contains(row("tatami_acquirer_call_duration_seconds_count", "answer=\"silent\",call=\"perform\"", 1))
                .contains(row("tatami_acquirer_call_duration_seconds_count", "answer=\"silent\",call=\"lookup\"", 1));
    }

    @Test
    void whatWaitsIsSeenWithItsAge() throws IOException {
        var nobody = Gateway.freePort();
        gateway.post("/webhooks", """
                        {"events":["payment_intent.created"],"url":"http://localhost:%d/hook"}
                        """.formatted(nobody)).ok();
        gateway.create("Auto");
        gateway.create("Auto");
        gateway.clock().advance(Duration.ofSeconds(90));

        var before = scrape();
        gateway.deliver();
        gateway.clock().advance(Duration.ofSeconds(6)); // long enough to be looked at again, and sooner than a retry
        var after = scrape();

        assertThat(before)
                .contains(row("tatami_queue_waiting", "queue=\"webhooks\"", 2))
                .contains(row("tatami_queue_late_seconds", "queue=\"webhooks\"", 90))
                .contains(row("tatami_queue_waiting", "queue=\"mail\"", 0));
        assertThat(after)
                .contains(row("tatami_webhook_try_duration_seconds_count", "result=\"failed\"", 2))
                .contains(row("tatami_queue_waiting", "queue=\"webhooks\"", 2))
                .contains(row("tatami_queue_late_seconds", "queue=\"webhooks\"", 0));
    }

    @Test
    void webhooksThatArriveAndThoseThatAreGivenUpAreToldApart() {
        try (var receiver = Receiver.plain()) {
            gateway.post("/webhooks", """
                            {"events":["payment_intent.created"],"url":"%s"}
                            """.formatted(receiver.url())).ok();
            gateway.create("Auto");
            gateway.deliver();
            receiver.answer(500);
            gateway.create("Auto");
            for (int i = 0; i < 7; i++) {
                gateway.deliver();
                gateway.clock().advance(Duration.ofHours(3));
            }
        }

        assertThat(scrape())
                .contains(row("tatami_webhook_try_duration_seconds_count", "result=\"succeeded\"", 1))
                .contains(row("tatami_webhook_try_duration_seconds_count", "result=\"failed\"", 6))
                .contains(row("tatami_webhook_try_duration_seconds_count", "result=\"exhausted\"", 1))
                .contains(row("tatami_queue_waiting", "queue=\"webhooks\"", 0));
    }

    @Test
    void mailIsSeenWaitingAndSent() {
        var id = gateway.paid("Auto");
        var receipt = gateway.post("/payment-intents/" + id + "/receipt", "{\"emails\":[\"alex@shop.example\"]}");
        gateway.clock().advance(Duration.ofSeconds(30));

        var before = scrape();
        gateway.mail();
        gateway.clock().advance(Duration.ofSeconds(6));
        var after = scrape();

        assertThat(before)
                .as(receipt.toString())
                .contains(row("tatami_queue_waiting", "queue=\"mail\"", 1))
                .contains(row("tatami_queue_late_seconds", "queue=\"mail\"", 30));
        assertThat(after)
                .contains(row("tatami_mail_try_duration_seconds_count", "result=\"sent\"", 1))
                .contains(row("tatami_queue_waiting", "queue=\"mail\"", 0));
    }

    @Test
    void aDatabaseThatIsAwayIsNoQueueThatIsEmpty() {
        gateway.database().close();

        assertThat(scrape())
                .contains("tatami_database_connections_max")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("tatami_queue_waiting");
    }

    @Test
    void thePublicPortKnowsNothingOfThem() {
        assertThat(gateway.get("/metrics").status()).isEqualTo(404);
    }

    @Test
    void theirOwnPortKnowsNothingElse() {
        assertThat(ask("/payment-intents").statusCode()).isEqualTo(404);
        assertThat(ask("/health/live").statusCode()).isEqualTo(404);
        assertThat(ask("/metrics").headers().firstValue("Content-Type").orElse(""))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    }

    private static String row(String name, String labels, long value) {
        return "\n" + name + "{" + labels + "} " + value + (name.endsWith("_count") ? "" : ".0") + "\n";
    }

    private String scrape() {
        var answer = ask("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> ask(String path) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Acquirer moody(Acquirer real, AtomicBoolean silent) {
        return new AcquirerBetween(real) {

            @Override
            public Optional<Outcome> perform(Operation operation) {
                return silent.get() ? Optional.empty() : super.perform(operation);
            }

            @Override
            public Lookup lookup(OperationId id) {
                return silent.get() ? new Lookup.NoAnswer() : super.lookup(id);
            }
        };
    }
}
