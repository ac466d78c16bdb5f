package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.LateBank;
import tools.jackson.databind.JsonNode;

/** Many at once, over real HTTP on real PostgreSQL. What moves is counted in both books. */
class RaceTest {

    private static final int CROWD = 100;

    private static final AtomicReference<LateBank> BANK = new AtomicReference<>();

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(sandbox -> {
            BANK.set(new LateBank(sandbox));
            return BANK.get();
        });
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        gateway.close();
    }

    @Test
    void allTheMoneyRefundedAHundredTimesAtOnceMovesOnce() {
        var id = gateway.paid("Auto");

        var answers = Crowd.atOnce(CROWD, i -> () -> gateway.refund(id, 1000, "key-" + i));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 400, 409);
        assertThat(books.refunded(id)).isEqualTo(1000);
        assertThat(gateway.get("/payment-intents/" + id).ok().path("status").asString())
                .isEqualTo("Refunded");
    }

    @Test
    void oneIdempotencyKeyRepeatedAHundredTimesAtOnceIsOneRefund() {
        var id = gateway.paid("Auto");

        var answers = Crowd.atOnce(CROWD, _ -> () -> gateway.refund(id, 300, "one-key"));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(Answer::text).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(books.refunded(id)).isEqualTo(300);
    }

    @Test
    void oneSecretUsedThirtyTimesAtOnceIsOneCharge() {
        var intent = gateway.create("Auto");

        var answers = Crowd.atOnce(30, _ -> () -> gateway.pay(intent, "5200000000001005"));

        assertThat(answers)
                .filteredOn(answer -> answer.json().path("statusCode").asInt() == 0)
                .hasSize(1);
        assertThat(books.captured(intent.path("id").asString())).isEqualTo(1000);
    }

    @Test
    void aHundredCapturesOfATenthTakeTheWholeHoldAndNoMore() {
        var id = gateway.paid("Manual");

        var answers = Crowd.atOnce(CROWD, _ -> () -> capture(id, 100));
        var captured =
                100 * answers.stream().filter(answer -> answer.status() == 200).count();

        assertThat(captured).isBetween(100L, 1000L);
        assertThat(books.captured(id)).isEqualTo(captured);
    }

    @Test
    void captureAndReversalAtOnceLeaveOneWinner() {
        for (int round = 0; round < 20; round++) {
            var id = gateway.paid("Manual");

            var answers = Crowd.atOnce(
                    2,
                    i -> () -> i == 0 ? capture(id, 1000) : gateway.post("/payment-intents/" + id + "/reversal", ""));

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            var status =
                    gateway.get("/payment-intents/" + id).ok().path("status").asString();
            assertThat(status).isEqualTo(answers.getFirst().status() == 200 ? "Captured" : "Reversed");
        }
    }

    @Test
    void paymentAndCancellationAtOnceLeaveOneWinner() {
        for (int round = 0; round < 20; round++) {
            var intent = gateway.create("Auto");
            var id = intent.path("id").asString();

            var answers = Crowd.atOnce(
                    2,
                    i -> () -> i == 0
                            ? gateway.pay(intent, "5200000000001005")
                            : gateway.delete("/payment-intents/" + id));

            var paid = answers.getFirst().json().path("statusCode").asInt() == 0;
            var canceled = answers.getLast().status() == 200;
            assertThat(paid).isNotEqualTo(canceled);
            assertThat(books.captured(id)).isEqualTo(paid ? 1000 : 0);
        }
    }

    /** The bank takes its time; when it has said no, the shopper has paid by another way. */
    @Test
    void aShopperWhomTheBankDistrustsTooLateHasPaidAllTheSame() {
        var intent = gateway.create("Auto");
        var id = intent.path("id").asString();
        gateway.pay(intent, "4456530000001096").ok();
        BANK.get().distrusts(() -> complete(intent));

        var late = gateway.pay(refresh(id), "5200000000001005").ok();

        assertThat(late.path("statusCode").asInt()).isEqualTo(20);
        var events =
                gateway.get("/payment-intents/" + id).ok().path("paymentEvents").valueStream();
        assertThat(events.map(event -> event.path("eventType").asString()))
                .containsExactly("AuthChallenged", "Captured");
        assertThat(books.captured(id)).isEqualTo(1000);
    }

    @Test
    void aShopperWhomTheBankDistrustsAfterTheMerchantGaveUpLeavesNoTrace() {
        var intent = gateway.create("Auto");
        var path = "/payment-intents/" + intent.path("id").asString();
        BANK.get().distrusts(() -> gateway.delete(path).ok());

        gateway.pay(intent, "5200000000001005").ok();

        assertThat(gateway.get(path).ok().path("paymentEvents")).isEmpty();
    }

    private static void complete(JsonNode intent) {
        gateway.postOpen(
                        "/mobile/payments/" + intent.path("clientSessionSecret").asString() + "/three-ds-complete", """
                        {"paRes":"eyJ.from.cardinal","cardinalValidateResponse":{"actionCode":"SUCCESS"}}""")
                .ok();
    }

    private static JsonNode refresh(String id) {
        return gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "")
                .ok();
    }

    private static Answer capture(String id, long minor) {
        return gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":" + minor + "}");
    }
}
