package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Whole lives of payments, on gateways that may die at any moment, and what was acknowledged of each. */
final class Flows {

    private static final long PRICE = 1_000;
    private static final long GIVEN_BACK = 400;

    /** How much was given back, by the payment's id; nothing paid yet is less than nothing. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final AtomicInteger turn = new AtomicInteger();
    private final GatewayProcess[] gateways;

    /** @param gateways each does a part of each life */
    Flows(GatewayProcess... gateways) {
        this.gateways = gateways;
    }

    int done() {
        return acknowledged.size();
    }

    /** One life: created, paid, and partly given back, as far as it gets. */
    void live() {
        var created = any().post(
                        "/payment-intents",
                        "{\"amount\":{\"value\":%d,\"currencyCode\":\"GBP\"},\"reference\":\"Flow\"}".formatted(PRICE));
        if (created.isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos()); // dead for the moment
            return;
        }
        var id = created.get().path("id").asString();
        acknowledged.put(id, -1L);
        var secret = created.get().path("clientSessionSecret").asString();
        var paid = any().post("/api/payments/" + secret, Gateway.card("5200000000001005"));
        if (paid.isEmpty() || paid.get().path("statusCode").asInt() != 0) {
            return;
        }
        acknowledged.put(id, 0L);
        var refund = any().post(
                        "/payment-intents/" + id + "/refunds",
                        "{\"amount\":%d}".formatted(GIVEN_BACK),
                        "idempotencyKey",
                        "one");
        if (refund.isPresent()) {
            acknowledged.put(id, GIVEN_BACK);
        }
    }

    /** Everything acknowledged is there once, nothing is left half done, and both books agree. */
    void mustBeThere(Books books) {
        Await.until("everything is settled", Duration.ofSeconds(12), () -> books.unsettled() == 0);
        books.mustAgree();
        assertThat(acknowledged.values().stream().filter(back -> back > 0))
                .as("lives that came to their end")
                .hasSizeGreaterThan(20);
        acknowledged.entrySet().parallelStream().forEach(life -> mustBeThere(life.getKey(), life.getValue()));
    }

    private void mustBeThere(String id, long back) {
        var intent = any().get("/payment-intents/" + id);
        assertThat(intent).as(id).isPresent();
        if (back >= 0) {
            assertThat(intent.get().path("status").asString()).as(id).isEqualTo("Captured");
            assertThat(intent.get().path("refundedAmount").asLong()).as(id).isIn(back, GIVEN_BACK);
        }
    }

    private GatewayProcess any() {
        return gateways[Math.floorMod(turn.getAndIncrement(), gateways.length)];
    }
}
