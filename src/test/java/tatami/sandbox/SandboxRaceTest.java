package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.sandbox.Sandbox.GOOD;
import static tatami.sandbox.Sandbox.atOnce;
import static tatami.sandbox.Sandbox.on;
import static tatami.sandbox.Sandbox.payment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.Outcome;
import tatami.acquiring.Outcome.Abandoned;
import tatami.acquiring.Outcome.Approved;
import tatami.acquiring.Outcome.Declined;

class SandboxRaceTest {

    private static final int MANY = 100;

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void close() {
        assertThat(sandbox.book.isBalanced()).isTrue();
        sandbox.close();
    }

    @Test
    void aHundredCapturesAtOnceTakeNoMoreThanTheHold() throws Exception {
        var hold = sandbox.held(505);

        var outcomes = atOnce(many(() -> sandbox.perform(on(hold, Kind.Capture, 10))));

        assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(50);
        assertThat(outcomes).filteredOn(Declined.class::isInstance).hasSize(50);
        assertThat(sandbox.written(hold)).isEqualTo("505/500/0/0");
    }

    /** The last penny is where a judgement by an old row would show, so there is a last penny often. */
    @Test
    void ofAHundredCapturesOfEverythingOneWins() throws Exception {
        for (int round = 0; round < 10; round++) {
            var hold = sandbox.held(1000);

            var outcomes = atOnce(many(() -> sandbox.perform(on(hold, Kind.Capture, 1000))));

            assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(Declined.class::isInstance).hasSize(99);
            assertThat(sandbox.written(hold)).isEqualTo("1000/1000/0/0");
        }
    }

    @Test
    void aHundredRefundsAtOnceGiveBackNoMoreThanWasTaken() throws Exception {
        var sale = payment(Kind.Sale, 505);
        sandbox.pay(sale, GOOD);

        var outcomes = atOnce(many(() -> sandbox.perform(on(sale, Kind.Refund, 10))));

        assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(50);
        assertThat(sandbox.written(sale)).isEqualTo("505/505/500/0");
    }

    @Test
    void oneCaptureAskedAHundredTimesAtOnceHappensOnceAndSoundsTheSame() throws Exception {
        var hold = sandbox.held(1000);
        var capture = on(hold, Kind.Capture, 10);

        var outcomes = atOnce(many(() -> sandbox.perform(capture)));

        assertThat(outcomes).containsOnly(new Approved("123456", "CAPTURED"));
        assertThat(sandbox.written(hold)).isEqualTo("1000/10/0/0");
    }

    /** The second one finds nothing left to take, and must not say so. */
    @Test
    void oneCaptureOfEverythingAskedAHundredTimesAtOnceIsNeverDeclined() throws Exception {
        var hold = sandbox.held(1000);
        var capture = on(hold, Kind.Capture, 1000);

        var outcomes = atOnce(many(() -> sandbox.perform(capture)));

        assertThat(outcomes).containsOnly(new Approved("123456", "CAPTURED"));
        assertThat(sandbox.written(hold)).isEqualTo("1000/1000/0/0");
    }

    @Test
    void onePaymentAskedAHundredTimesAtOnceHappensOnceAndSoundsTheSame() throws Exception {
        var sale = payment(Kind.Sale, 1000);

        var outcomes = atOnce(many(() -> sandbox.pay(sale, GOOD)));

        assertThat(outcomes).containsOnly(new Approved("123456", "DEPOSITED"));
        assertThat(sandbox.written(sale)).isEqualTo("1000/1000/0/0");
    }

    @Test
    void oneIdWithAHundredContentsHasOneOfThem() throws Exception {
        var hold = sandbox.held(100_000);
        var id = Sandbox.freshId();
        var captures = new ArrayList<Callable<Outcome>>();
        for (int pence = 1; pence <= MANY; pence++) {
            var capture = new Operation(id, Kind.Capture, Sandbox.gbp(pence), hold.id());
            captures.add(() -> sandbox.perform(capture));
        }

        var outcomes = atOnce(captures);

        var winner = outcomes.indexOf(new Approved("123456", "CAPTURED")) + 1;
        assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(1);
        assertThat(sandbox.written(hold)).isEqualTo("100000/" + winner + "/0/0");
    }

    @Test
    void aCaptureAndAReversalAtOnceAreNeverBothDone() throws Exception {
        for (int round = 0; round < 20; round++) {
            var hold = sandbox.held(1000);
            List<Callable<Outcome>> both = List.of(
                    () -> sandbox.perform(on(hold, Kind.Capture, 1000)),
                    () -> sandbox.perform(on(hold, Kind.Reverse, 1000)));

            var outcomes = atOnce(both);

            assertThat(outcomes).filteredOn(Approved.class::isInstance).hasSize(1);
            assertThat(sandbox.written(hold)).isIn("1000/1000/0/0", "1000/0/0/1000");
        }
    }

    @Test
    void aPaymentAndItsWithdrawalAtOnceAgreeOnWhatHappened() throws Exception {
        for (int round = 0; round < 50; round++) {
            var sale = payment(Kind.Sale, 1000);
            List<Callable<Outcome>> both = List.of(
                    () -> sandbox.pay(sale, GOOD),
                    () -> sandbox.acquirer.abandon(sale).orElseThrow());

            var outcomes = atOnce(both);

            if (outcomes.get(0) instanceof Approved) {
                assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0));
                assertThat(sandbox.written(sale)).isEqualTo("1000/1000/0/0");
            } else {
                assertThat(outcomes.get(1)).isInstanceOf(Abandoned.class);
                assertThat(sandbox.written(sale)).isEqualTo("-");
            }
        }
    }

    private static <T> List<Callable<T>> many(Callable<T> task) {
        return Collections.nCopies(MANY, task);
    }
}
