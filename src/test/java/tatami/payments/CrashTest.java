package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Books;
import tatami.Gateway;
import tatami.payments.Mortal.Step;

/**
 * A gateway dies at each step of a movement, and another finds out the truth: one effect, nothing lost,
 * both books equal. Dying is an {@link Error} thrown where the step ends, so that nothing after it runs;
 * {@code KillTest} does the same to a real process.
 */
class CrashTest {

    private Mortal mortal;
    private Gateway gateway;
    private Books books;

    @BeforeEach
    void start() {
        gateway = Gateway.startWith(real -> mortal = new Mortal(real));
        books = new Books(gateway);
    }

    @AfterEach
    void stop() {
        books.mustAgree();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aCaptureInterruptedHappensOnce(Step step) {
        var id = gateway.paid("Manual");

        mortal.dieAt(step);
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}");
        assertThat(books.unsettled()).isEqualTo(1);
        resolveTwice();

        assertThat(books.approved("Capture", id)).isEqualTo(1);
        assertThat(books.captured(id)).isEqualTo(400);
        assertThat(status(id)).isEqualTo("Captured");
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aRefundInterruptedHappensOnceAndItsKeyKnowsIt(Step step) {
        var id = gateway.paid("Auto");

        mortal.dieAt(step);
        gateway.refund(id, 1000, "key");
        resolveTwice();
        var repeated = gateway.refund(id, 1000, "key");

        assertThat(repeated.status()).isEqualTo(200);
        assertThat(books.approved("Refund", id)).isEqualTo(1);
        assertThat(books.refunded(id)).isEqualTo(1000);
        assertThat(status(id)).isEqualTo("Refunded");
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aReversalInterruptedHappensOnce(Step step) {
        var id = gateway.paid("Manual");

        mortal.dieAt(step);
        gateway.post("/payment-intents/" + id + "/reversal", "");
        resolveTwice();

        assertThat(books.approved("Reverse", id)).isEqualTo(1);
        assertThat(status(id)).isEqualTo("Reversed");
    }

    @Test
    void aPaymentThatTheAcquirerTookIsKept() {
        var intent = gateway.create("Auto");
        var id = intent.path("id").asString();

        mortal.dieAt(Step.AFTER_ASK);
        gateway.pay(intent, "5200000000001005");
        resolveTwice();

        assertThat(status(id)).isEqualTo("Captured");
        assertThat(books.captured(id)).isEqualTo(1000);
    }

    @Test
    void aPaymentThatTheAcquirerNeverHeardOfIsWithdrawnAndTheShopperTriesAgain() {
        var intent = gateway.create("Auto");
        var id = intent.path("id").asString();

        mortal.dieAt(Step.BEFORE_ASK);
        gateway.pay(intent, "5200000000001005");
        resolveTwice();

        assertThat(status(id)).isEqualTo("Created");
        assertThat(books.captured(id)).isZero();

        var refreshed = gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "")
                .ok();
        assertThat(gateway.pay(refreshed, "5200000000001005")
                        .ok()
                        .path("statusCode")
                        .asInt())
                .isZero();
    }

    @Test
    void aPaymentThatArrivesAfterItWasWithdrawnHasNoEffect() {
        var intent = gateway.create("Auto");
        var id = intent.path("id").asString();

        mortal.delayNextPayment();
        gateway.pay(intent, "5200000000001005");
        resolveTwice();
        mortal.letItArrive();

        assertThat(status(id)).isEqualTo("Created");
        assertThat(books.captured(id)).isZero();
    }

    @Test
    void nothingElseHappensToAnIntentWhoseOperationIsUnsettled() {
        var id = gateway.paid("Manual");

        mortal.dieAt(Step.AFTER_ASK);
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}");
        var second = gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}");

        assertThat(second.status()).isEqualTo(409);
        resolveTwice();
        assertThat(books.captured(id)).isEqualTo(400);
    }

    @Test
    void aFreshOperationIsLeftToWhoeverIsAskingIt() {
        var id = gateway.paid("Manual");

        mortal.dieAt(Step.BEFORE_ASK);
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}");

        assertThat(gateway.resolve()).isZero();
        resolveTwice();
        assertThat(books.captured(id)).isEqualTo(400);
    }

    @Test
    void anAcquirerThatSaysNothingIsAskedAgainLaterAndTheMerchantIsToldTo() {
        var id = gateway.paid("Manual");

        mortal.fallSilent();
        var answer = gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}");
        assertThat(answer.status()).isEqualTo(504);
        resolveTwice();
        assertThat(books.unsettled()).isEqualTo(1);

        mortal.speakAgain();
        resolveTwice();
        assertThat(books.captured(id)).isEqualTo(400);
    }

    /** Once to find the truth, and once more to see that the truth is found only once. */
    private void resolveTwice() {
        gateway.clock().advance(Duration.ofSeconds(10));
        mortal.live();
        gateway.resolve();
        gateway.resolve();
    }

    private String status(String id) {
        return gateway.get("/payment-intents/" + id).ok().path("status").asString();
    }
}
