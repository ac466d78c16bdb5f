package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real gateway, real clients and kill -9 at moments that nobody chose. Afterwards everything that was
 * acknowledged is there, both books are equal, and nothing is left half done.
 */
class KillTest {

    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    private GatewayProcess gateway;

    @AfterEach
    void stop() {
        gateway.terminate();
    }

    @Test
    void aGatewayKilledAgainAndAgainLosesNothingAndMovesNothingTwice() {
        gateway = new GatewayProcess(directory.resolve("killed"));
        gateway.start();

        var acknowledged = worked(() -> {
            gateway.kill();
            gateway.start();
        });

        everythingAcknowledgedIsThere(acknowledged);
    }

    @Test
    void aGatewayKilledTogetherWithItsDatabaseLosesNothing() {
        gateway = new GatewayProcess(directory.resolve("both"));
        gateway.start();

        var acknowledged = worked(() -> {
            gateway.killWithDatabase();
            gateway.start();
        });

        everythingAcknowledgedIsThere(acknowledged);
    }

    @Test
    void aGatewayToldToStopStopsItsDatabaseToo() {
        gateway = new GatewayProcess(directory.resolve("stopped"));
        gateway.start();
        var postmaster = gateway.postmaster();

        gateway.terminate();

        Await.until("the database has ended", Duration.ofSeconds(5), () -> !postmaster.isAlive());
        assertThat(gateway.exitValue()).isEqualTo(143); // ended by SIGTERM, in its own time
    }

    /** Clients create, pay, refund, as fast as they can, while {@code disaster} strikes some times. */
    private Map<String, Long> worked(Runnable disaster) {
        var acknowledged = new ConcurrentHashMap<String, Long>();
        Havoc.among(CLIENTS, () -> shop(acknowledged), acknowledged::size, disaster);
        assertThat(acknowledged.values())
                .as("refunds before, between and after the kills")
                .hasSizeGreaterThan(20);
        return acknowledged;
    }

    /** One whole life. What was acknowledged last is kept: how much was given back. */
    private void shop(Map<String, Long> acknowledged) {
        var created = gateway.post(
                "/payment-intents", "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Kill\"}");
        if (created.isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos()); // dead for the moment
            return;
        }
        var id = created.get().path("id").asString();
        acknowledged.put(id, -1L);
        var secret = created.get().path("clientSessionSecret").asString();
        var paid = gateway.post("/api/payments/" + secret, Gateway.card("5200000000001005"));
        if (paid.isEmpty() || paid.get().path("statusCode").asInt() != 0) {
            return;
        }
        acknowledged.put(id, 0L);
        if (gateway.post("/payment-intents/" + id + "/refunds", "{\"amount\":400}", "idempotencyKey", "one")
                .isPresent()) {
            acknowledged.put(id, 400L);
        }
    }

    private void everythingAcknowledgedIsThere(Map<String, Long> acknowledged) {
        var books = new Books(gateway.jdbcUrl());
        Await.until("everything is settled", Duration.ofSeconds(12), () -> books.unsettled() == 0);

        books.mustAgree();
        acknowledged.forEach((id, refunded) -> {
            var intent = gateway.get("/payment-intents/" + id);
            assertThat(intent).as(id).isPresent();
            if (refunded >= 0) {
                assertThat(intent.get().path("status").asString()).as(id).isEqualTo("Captured");
                assertThat(books.captured(id)).as(id).isEqualTo(1000);
                assertThat(books.refunded(id)).as(id).isIn(refunded, 400L);
            }
            if (refunded > 0) {
                assertThat(books.refunded(id)).as(id).isEqualTo(400);
            }
        });
    }
}
