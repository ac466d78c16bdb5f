package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tatami.webhooks.Receiver;
import tatami.webhooks.Receiver.Answer;

/** A real gateway that delivers webhooks, and kill -9 in the middle: every acknowledged event arrives. */
class WebhookKillTest {

    private static final int CLIENTS = 4;

    /** A try that died with its gateway counts: what was refused at the third one waits two minutes and some. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    private final Receiver receiver = Receiver.plain();
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        gateway = new GatewayProcess(directory.resolve("data"));
        gateway.start();
        assertThat(gateway.post("/webhooks", """
                        {"events":["payment_intent.created","payment_intent.status_updated"],"url":"%s"}
                        """.formatted(receiver.url()))).isPresent();
    }

    @AfterEach
    void stop() {
        gateway.terminate();
        receiver.close();
    }

    @Test
    void everyAcknowledgedEventArrivesHoweverOftenTheGatewayIsKilled() {
        // Every third is refused the first time, so that there are retries to lose, too.
        var refused = ConcurrentHashMap.<String>newKeySet();
        var arrived = ConcurrentHashMap.<String>newKeySet();
        receiver.answer(arrival -> {
            if (Math.floorMod(arrival.eventId().hashCode(), 3) == 0 && refused.add(arrival.eventId())) {
                return Answer.of(503);
            }
            arrived.add(arrival.intent() + " " + arrival.status());
            return Answer.of(200);
        });

        var acknowledged = ConcurrentHashMap.<String>newKeySet();
        Havoc.among(CLIENTS, () -> shop(acknowledged), acknowledged::size, () -> {
            gateway.kill();
            gateway.start();
        });

        Await.until("every acknowledged event is taken", PATIENCE, () -> arrived.containsAll(acknowledged));
        assertThat(acknowledged).hasSizeGreaterThan(50);
        assertThat(refused).as("retries").isNotEmpty();
        var books = new Books(gateway.jdbcUrl());
        Await.until("nothing waits", PATIENCE, () -> books.waitingDeliveries() == 0);
    }

    private void shop(Set<String> acknowledged) {
        var created = gateway.post(
                "/payment-intents", "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Kill\"}");
        if (created.isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos()); // dead for the moment
            return;
        }
        var id = created.get().path("id").asString();
        acknowledged.add(id + " Created");
        var paid = gateway.post(
                "/api/payments/" + created.get().path("clientSessionSecret").asString(),
                Gateway.card("5200000000001005"));
        if (paid.isPresent() && paid.get().path("statusCode").asInt() == 0) {
            acknowledged.add(id + " Captured");
        }
    }
}
