package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tatami.sandbox.Sandbox.BAD;
import static tatami.sandbox.Sandbox.GOOD;
import static tatami.sandbox.Sandbox.card;
import static tatami.sandbox.Sandbox.gbp;
import static tatami.sandbox.Sandbox.on;
import static tatami.sandbox.Sandbox.payment;

import java.util.Currency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.Outcome;
import tatami.acquiring.Outcome.Abandoned;
import tatami.acquiring.Outcome.Approved;
import tatami.acquiring.Outcome.Declined;
import tatami.db.DatabaseFailure;
import tatami.db.Sql;
import tatami.kit.Money;

class SandboxAcquirerTest {

    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    /** One line is one payment's life, in pence. The book: authorised/captured/refunded/reversed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # asked                                                | last answer               | the book
        Sale 1000                                              | DEPOSITED                 | 1000/1000/0/0
        Authorize 1000                                         | AUTHORIZED                | 1000/0/0/0
        Authorize 1000, Capture 1000                           | CAPTURED                  | 1000/1000/0/0
        Authorize 1000, Capture 400, Capture 600               | CAPTURED                  | 1000/1000/0/0
        Authorize 1000, Capture 1001                           | EXCEEDS AUTHORIZED AMOUNT | 1000/0/0/0
        Authorize 1000, Capture 400, Capture 601               | EXCEEDS AUTHORIZED AMOUNT | 1000/400/0/0
        Authorize 1000, Capture 400, Capture 601, Capture 600  | CAPTURED                  | 1000/1000/0/0
        Sale 1000, Capture 1                                   | EXCEEDS AUTHORIZED AMOUNT | 1000/1000/0/0
        Sale 1000, Refund 1000                                 | REFUNDED                  | 1000/1000/1000/0
        Sale 1000, Refund 300, Refund 700                      | REFUNDED                  | 1000/1000/1000/0
        Sale 1000, Refund 300, Refund 701                      | EXCEEDS CAPTURED AMOUNT   | 1000/1000/300/0
        Authorize 1000, Refund 1                               | EXCEEDS CAPTURED AMOUNT   | 1000/0/0/0
        Authorize 1000, Capture 400, Refund 401                | EXCEEDS CAPTURED AMOUNT   | 1000/400/0/0
        Authorize 1000, Capture 400, Refund 400, Capture 600   | CAPTURED                  | 1000/1000/400/0
        Authorize 1000, Reverse 1000                           | REVERSED                  | 1000/0/0/1000
        Sale 1000, Reverse 1000                                | REVERSED                  | 1000/1000/0/1000
        Authorize 1000, Reverse 999                            | NOT THE WHOLE PAYMENT     | 1000/0/0/0
        Authorize 1000, Capture 1, Reverse 1000                | ALREADY CAPTURED          | 1000/1/0/0
        Sale 1000, Refund 1, Reverse 1000                      | ALREADY REFUNDED          | 1000/1000/1/0
        Sale 1000, Reverse 1000, Reverse 1000                  | ALREADY REVERSED          | 1000/1000/0/1000
        Sale 1000, Reverse 1000, Refund 1000                   | ALREADY REVERSED          | 1000/1000/0/1000
        Authorize 1000, Reverse 1000, Capture 1000             | ALREADY REVERSED          | 1000/0/0/1000
        """)
    void lives(String asked, String lastAnswer, String written) {
        Operation payment = null;
        Outcome outcome = null;
        for (var step : asked.split(", ")) {
            var kind = Kind.valueOf(step.split(" ")[0]);
            var pence = Long.parseLong(step.split(" ")[1]);
            if (kind.needsCard()) {
                payment = payment(kind, pence);
                outcome = sandbox.pay(payment, GOOD);
            } else {
                outcome = sandbox.perform(on(payment, kind, pence));
            }
        }

        assertThat(outcome.message()).isEqualTo(lastAnswer);
        assertThat(sandbox.written(payment)).isEqualTo(written);
        assertThat(sandbox.book.isBalanced()).isTrue();
    }

    @Test
    void anApprovalCarriesTheAuthCodeThatTheDocumentsShow() {
        assertThat(sandbox.pay(payment(Kind.Sale, 1000), GOOD)).isEqualTo(new Approved("123456", "DEPOSITED"));
    }

    @Test
    void aDeclinedPaymentMovesNothingAndNothingCanBeDoneWithIt() {
        var declined = payment(Kind.Authorize, 1000);

        assertThat(sandbox.pay(declined, BAD)).isEqualTo(new Declined("DECLINED"));
        assertThat(sandbox.written(declined)).isEqualTo("-");
        assertThat(sandbox.perform(on(declined, Kind.Capture, 1000))).isEqualTo(new Declined("UNKNOWN PAYMENT"));
    }

    @Test
    void aCaptureInAnotherCurrencyIsDeclined() {
        var hold = sandbox.held(1000);
        var euros = new Operation(Sandbox.freshId(), Kind.Capture, Money.of(1000, "EUR"), hold.id());

        assertThat(sandbox.perform(euros)).isEqualTo(new Declined("WRONG CURRENCY"));
        assertThat(sandbox.written(hold)).isEqualTo("1000/0/0/0");
    }

    @Test
    void theSameOperationAskedAgainGetsTheSameAnswerAndMovesNothingMore() {
        var sale = payment(Kind.Sale, 1000);
        var refund = on(sale, Kind.Refund, 400);

        assertThat(sandbox.pay(sale, GOOD)).isEqualTo(sandbox.pay(sale, GOOD));
        assertThat(sandbox.perform(refund)).isEqualTo(sandbox.perform(refund));
        assertThat(sandbox.written(sale)).isEqualTo("1000/1000/400/0");
    }

    @Test
    void aDeclineIsRememberedToo() {
        var hold = sandbox.held(1000);
        var tooMuch = on(hold, Kind.Refund, 1000);
        var first = sandbox.perform(tooMuch);
        sandbox.perform(on(hold, Kind.Capture, 1000));

        assertThat(sandbox.perform(tooMuch)).isEqualTo(first).isEqualTo(new Declined("EXCEEDS CAPTURED AMOUNT"));
    }

    @Test
    void aKnownIdWithAnotherContentIsDeclinedAndMovesNothing() {
        var hold = sandbox.held(1000);
        var capture = on(hold, Kind.Capture, 400);
        sandbox.perform(capture);

        var more = sandbox.perform(new Operation(capture.id(), Kind.Capture, gbp(500), hold.id()));
        var other = sandbox.perform(new Operation(capture.id(), Kind.Refund, gbp(400), hold.id()));
        var anotherCard = sandbox.pay(hold, "4242424242424242");

        assertThat(more.message()).startsWith("DUPLICATE");
        assertThat(other).isInstanceOf(Declined.class).isEqualTo(more);
        assertThat(anotherCard).isEqualTo(more);
        assertThat(sandbox.written(hold)).isEqualTo("1000/400/0/0");
    }

    @Test
    void lookupFindsWhatWasAskedAndKnowsWhatWasNot() {
        var sale = payment(Kind.Sale, 1000);
        var approved = sandbox.pay(sale, GOOD);
        var declinedRefund = on(sale, Kind.Refund, 1001);
        var declined = sandbox.perform(declinedRefund);

        assertThat(sandbox.acquirer.lookup(sale.id())).isEqualTo(new Lookup.Found(approved));
        assertThat(sandbox.acquirer.lookup(declinedRefund.id())).isEqualTo(new Lookup.Found(declined));
        assertThat(sandbox.acquirer.lookup(Sandbox.freshId())).isEqualTo(new Lookup.Unknown());
    }

    @Test
    void anAbandonedPaymentThatArrivesLateIsDeclined() {
        var late = payment(Kind.Sale, 1000);
        var abandoned = sandbox.acquirer.abandon(late);

        assertThat(abandoned).containsInstanceOf(Abandoned.class);
        assertThat(sandbox.pay(late, GOOD)).isInstanceOf(Declined.class);
        assertThat(sandbox.written(late)).isEqualTo("-");
        assertThat(sandbox.acquirer.abandon(late)).isEqualTo(abandoned);
        assertThat(sandbox.acquirer.lookup(late.id())).isEqualTo(new Lookup.Found(abandoned.orElseThrow()));
    }

    @Test
    void abandoningAPaymentThatHadArrivedTellsWhatBecameOfItAndLeavesIt() {
        var approved = payment(Kind.Authorize, 1000);
        var declined = payment(Kind.Authorize, 1000);
        var yes = sandbox.pay(approved, GOOD);
        var no = sandbox.pay(declined, BAD);

        assertThat(sandbox.acquirer.abandon(approved)).contains(yes);
        assertThat(sandbox.acquirer.abandon(declined)).contains(no);
        assertThat(sandbox.written(approved)).isEqualTo("1000/0/0/0");
        assertThat(sandbox.perform(on(approved, Kind.Capture, 1000))).isInstanceOf(Approved.class);
    }

    @Test
    void theTotalsAreTheSumsOfOneCurrency() {
        try (var fresh = new Sandbox()) {
            var sale = payment(Kind.Sale, 1000);
            fresh.pay(sale, GOOD);
            fresh.perform(on(sale, Kind.Refund, 300));
            fresh.perform(on(fresh.held(500), Kind.Reverse, 500));
            fresh.pay(payment(Kind.Sale, 7), BAD);
            fresh.pay(Operation.payment(Sandbox.freshId(), Kind.Sale, Money.of(9, "JPY")), GOOD);

            assertThat(Sandbox.pence(fresh.book.totals(Currency.getInstance("GBP"))))
                    .isEqualTo("1500/1000/300/500");
            assertThat(Sandbox.pence(fresh.book.totals(Currency.getInstance("JPY"))))
                    .isEqualTo("9/9/0/0");
            assertThat(Sandbox.pence(fresh.book.totals(Currency.getInstance("EUR"))))
                    .isEqualTo("0/0/0/0");
        }
    }

    @Test
    void aBookThatSomebodyChangedIsNotBalanced() {
        try (var fresh = new Sandbox()) {
            fresh.held(1000);
            assertThat(fresh.book.isBalanced()).isTrue();

            fresh.database.once(tx ->
                    tx.sql(Sql.of("UPDATE sandbox.payment SET captured = 1")).run());

            assertThat(fresh.book.isBalanced()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"captured = 1001", "refunded = 1", "reversed = 999", "captured = 1, reversed = 1000"})
    void theTablesForbidWhatTheRulesForbid(String change) {
        try (var fresh = new Sandbox()) {
            fresh.held(1000);
            var broken = Sql.of("UPDATE sandbox.payment SET " + change);

            assertThatExceptionOfType(DatabaseFailure.class)
                    .isThrownBy(() -> fresh.database.once(tx -> tx.sql(broken).run()));
        }
    }

    @Test
    void aBookOutOfReachIsSilenceAndNotAnException() {
        var unreachable = new Sandbox();
        var hold = unreachable.held(1000);
        unreachable.close();

        assertThat(unreachable.acquirer.pay(payment(Kind.Sale, 1), card(GOOD, "123"), Eci.Attempted))
                .isEmpty();
        assertThat(unreachable.acquirer.perform(on(hold, Kind.Capture, 1))).isEmpty();
        assertThat(unreachable.acquirer.abandon(hold)).isEmpty();
        assertThat(unreachable.acquirer.lookup(hold.id())).isEqualTo(new Lookup.NoAnswer());
    }

    @Test
    void aKindAtTheWrongDoorIsAMistakeOfTheCaller() {
        var hold = sandbox.held(1000);
        var capture = on(hold, Kind.Capture, 1000);

        assertThatIllegalArgumentException().isThrownBy(() -> sandbox.perform(hold));
        assertThatIllegalArgumentException().isThrownBy(() -> sandbox.pay(capture, GOOD));
    }
}
