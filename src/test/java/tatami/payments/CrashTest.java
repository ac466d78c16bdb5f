package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.AcquirerBetween;
import tatami.Books;
import tatami.Gateway;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/**
 * A gateway dies at each step of a movement, and another finds out the truth: one effect, nothing lost,
 * both books equal. Dying is an {@link Error} thrown where the step ends, so that nothing after it runs;
 * {@code KillTest} does the same to a real process.
 */
class CrashTest {

    /** Where the gateway dies. A death inside start or finish is PostgreSQL's to undo: each is one statement. */
    enum Step {
        /** Written down, and nobody has been asked. */
        BEFORE_ASK,
        /** The acquirer has decided, and nobody has heard it. */
        AFTER_ASK
    }

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

    /** Death, as far as the code after it is concerned. */
    private static final class Death extends Error {}

    /** An acquirer in front of which the gateway may die, and which may be late or silent. */
    private static final class Mortal extends AcquirerBetween {

        private volatile Step death;
        private volatile boolean silent;
        private volatile boolean delaying;
        private volatile Runnable late = () -> {};

        Mortal(Acquirer real) {
            super(real);
        }

        void dieAt(Step step) {
            death = step;
        }

        void live() {
            death = null;
        }

        void fallSilent() {
            silent = true;
        }

        void speakAgain() {
            silent = false;
        }

        void delayNextPayment() {
            delaying = true;
        }

        void letItArrive() {
            late.run();
        }

        @Override
        public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
            if (delaying) {
                delaying = false;
                late = () -> real.pay(operation, card, eci);
                throw new Death();
            }
            return asked(() -> real.pay(operation, card, eci));
        }

        @Override
        public Optional<Outcome> perform(Operation operation) {
            return asked(() -> real.perform(operation));
        }

        @Override
        public Lookup lookup(OperationId id) {
            return silent ? new Lookup.NoAnswer() : real.lookup(id);
        }

        @Override
        public Optional<Outcome> abandon(Operation payment) {
            return silent ? Optional.empty() : real.abandon(payment);
        }

        private Optional<Outcome> asked(Supplier<Optional<Outcome>> ask) {
            if (death == Step.BEFORE_ASK) {
                throw new Death();
            }
            var outcome = silent ? Optional.<Outcome>empty() : ask.get();
            if (death == Step.AFTER_ASK) {
                throw new Death();
            }
            return outcome;
        }
    }
}
