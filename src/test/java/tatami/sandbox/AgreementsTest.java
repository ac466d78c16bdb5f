package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tatami.sandbox.Sandbox.GOOD;
import static tatami.sandbox.Sandbox.card;
import static tatami.sandbox.Sandbox.gbp;
import static tatami.sandbox.Sandbox.on;
import static tatami.sandbox.Sandbox.payment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.acquiring.Agreement;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.MitType;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.Outcome;
import tatami.acquiring.Outcome.Abandoned;
import tatami.acquiring.Outcome.Approved;
import tatami.acquiring.Outcome.Declined;

/** Verifications, and the charges that name them. */
class AgreementsTest {

    private static final String OTHER = "5555555555555599";

    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Test
    void aVerificationIsNamedByTheSchemeAndMovesNothing() {
        var verification = payment(Kind.Verify, 0);

        var outcome = (Approved) sandbox.pay(verification, GOOD);

        assertThat(outcome.schemeReference())
                .hasValueSatisfying(name -> assertThat(name).hasSize(15).matches("[A-Z0-9]+"));
        assertThat(sandbox.written(verification)).isEqualTo("-");
        assertThat(sandbox.perform(on(verification, Kind.Refund, 1))).isEqualTo(new Declined("UNKNOWN PAYMENT"));
    }

    @Test
    void everyVerificationHasANameOfItsOwnAndKeepsIt() {
        var verification = payment(Kind.Verify, 0);

        var first = sandbox.pay(verification, GOOD);

        assertThat(sandbox.pay(verification, GOOD)).isEqualTo(first);
        assertThat(sandbox.acquirer.lookup(verification.id())).isEqualTo(new Lookup.Found(first));
        assertThat(sandbox.pay(payment(Kind.Verify, 0), GOOD)).isNotEqualTo(first);
    }

    @Test
    void aDeclinedVerificationHasNoName() {
        assertThat(sandbox.pay(payment(Kind.Verify, 0), Sandbox.BAD)).isEqualTo(new Declined("DECLINED"));
    }

    @Test
    void aChargeUnderAnAgreementIsCapturedAgainAndAgain() {
        var reference = agreed(GOOD);

        for (int i = 0; i < 3; i++) {
            var charge = payment(Kind.Charge, 1000);
            assertThat(charge(charge, GOOD, reference)).isEqualTo(new Approved("123456", "DEPOSITED"));
            assertThat(sandbox.written(charge)).isEqualTo("1000/1000/0/0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAT000000000000", "", "nonsense", "' OR 1=1 --"})
    void aChargeUnderAnUnknownNameIsDeclined(String reference) {
        agreed(GOOD);
        var charge = payment(Kind.Charge, 1000);

        assertThat(charge(charge, GOOD, reference).message()).startsWith("NO AGREEMENT");
        assertThat(sandbox.written(charge)).isEqualTo("-");
    }

    @Test
    void soIsOneOfACardWhoseHolderAgreedToNothing() {
        assertThat(charge(payment(Kind.Charge, 1000), OTHER, agreed(GOOD)).message())
                .startsWith("NO AGREEMENT");
    }

    @Test
    void aCardThatDeclinesDeclinesChargesToo() {
        var number = "4456530000001013";
        var verified = (Approved) sandbox.acquirer
                .pay(payment(Kind.Verify, 0), card(number, "020"), Eci.Attempted)
                .orElseThrow();

        assertThat(charge(
                        payment(Kind.Charge, 1000),
                        number,
                        verified.schemeReference().orElseThrow()))
                .isEqualTo(new Declined("DECLINED"));
    }

    @Test
    void aChargeAskedTwiceIsOneCharge() {
        var reference = agreed(GOOD);
        var charge = payment(Kind.Charge, 1000);

        var first = charge(charge, GOOD, reference);

        assertThat(charge(charge, GOOD, reference)).isEqualTo(first);
        assertThat(sandbox.written(charge)).isEqualTo("1000/1000/0/0");
        var other = Operation.payment(charge.id(), Kind.Charge, gbp(2000));
        assertThat(charge(other, GOOD, reference).message()).startsWith("DUPLICATE");
    }

    @Test
    void aChargeThatWasWithdrawnHasNoEffectWhenItArrives() {
        var reference = agreed(GOOD);
        var charge = payment(Kind.Charge, 1000);

        assertThat(sandbox.acquirer.abandon(charge)).containsInstanceOf(Abandoned.class);

        assertThat(charge(charge, GOOD, reference).message()).startsWith("WITHDRAWN");
        assertThat(sandbox.written(charge)).isEqualTo("-");
    }

    @Test
    void soHasAVerification() {
        var verification = payment(Kind.Verify, 0);

        assertThat(sandbox.acquirer.abandon(verification)).containsInstanceOf(Abandoned.class);

        assertThat(sandbox.pay(verification, GOOD)).isInstanceOf(Declined.class);
    }

    @Test
    void whatArrivedIsNotWithdrawn() {
        var reference = agreed(GOOD);
        var charge = payment(Kind.Charge, 1000);
        var outcome = charge(charge, GOOD, reference);

        assertThat(sandbox.acquirer.abandon(charge)).hasValue(outcome);
    }

    @Test
    void aChargeIsRefundedAndReversedAsASaleIs() {
        var refunded = payment(Kind.Charge, 1000);
        charge(refunded, GOOD, agreed(GOOD));
        var reversed = payment(Kind.Charge, 1000);
        charge(reversed, GOOD, agreed(GOOD));

        assertThat(sandbox.perform(on(refunded, Kind.Capture, 1)).message()).isEqualTo("EXCEEDS AUTHORIZED AMOUNT");
        assertThat(sandbox.perform(on(refunded, Kind.Refund, 400)).message()).isEqualTo("REFUNDED");
        assertThat(sandbox.perform(on(refunded, Kind.Reverse, 1000)).message()).isEqualTo("ALREADY REFUNDED");
        assertThat(sandbox.perform(on(reversed, Kind.Reverse, 1000)).message()).isEqualTo("REVERSED");
        assertThat(sandbox.written(refunded)).isEqualTo("1000/1000/400/0");
        assertThat(sandbox.written(reversed)).isEqualTo("1000/1000/0/1000");
        assertThat(sandbox.book.isBalanced()).isTrue();
    }

    @Test
    void aChargeIsAskedAsAChargeAndNothingElseIs() {
        var agreement = new Agreement(MitType.NoShow, agreed(GOOD));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.acquirer.pay(payment(Kind.Charge, 1000), card(GOOD, ""), Eci.Authenticated));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.acquirer.charge(payment(Kind.Sale, 1000), card(GOOD, ""), agreement));
    }

    private static String agreed(String number) {
        return ((Approved) sandbox.pay(payment(Kind.Verify, 0), number))
                .schemeReference()
                .orElseThrow();
    }

    private static Outcome charge(Operation charge, String number, String reference) {
        return sandbox.acquirer
                .charge(charge, card(number, ""), new Agreement(MitType.Unscheduled, reference))
                .orElseThrow();
    }
}
