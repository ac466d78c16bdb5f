package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.intents.CaptureMode;
import tatami.intents.Challenge;
import tatami.intents.HistoryEvent.Type;
import tatami.kit.Money;
import tatami.kit.Refusal;

class PaymentIntentTest {

    /** One line is one life of a manual intent of GBP 10.00: what is tried, in pence, and where it ends. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                                   | Created    0/0/0
            authorize 1000                                         | Authorized 1000/0/0
            authorize 1000 declined                                | Created    0/0/0
            authorize 1000 abandoned                               | Created    0/0/0
            authorize 1000 declined, authorize 1000                | Authorized 1000/0/0
            authorize 1000, capture 1000                           | Captured   1000/1000/0
            authorize 1000, capture 400, capture 600               | Captured   1000/1000/0
            authorize 1000, capture 400, capture 601               | OVER_LIMIT
            authorize 1000, capture 1001                           | OVER_LIMIT
            authorize 1000, capture 1000 declined                  | Authorized 1000/0/0
            authorize 1000, capture 1000 declined, capture 1000    | Captured   1000/1000/0
            authorize 1000, capture 1000, refund 300, refund 700   | Refunded   1000/1000/1000
            authorize 1000, capture 1000, refund 300               | Captured   1000/1000/300
            authorize 1000, capture 1000, refund 300 declined      | Captured   1000/1000/0
            authorize 1000, capture 1000, refund 300, refund 701   | OVER_LIMIT
            authorize 1000, capture 400, refund 401                | OVER_LIMIT
            authorize 1000, capture 400, refund 400                | Refunded   1000/400/400
            authorize 1000, capture 400, refund 400, capture 600   | WRONG_STATUS
            authorize 1000, capture 1000, refund 1000, refund 1    | WRONG_STATUS
            authorize 1000, refund 1                               | WRONG_STATUS
            authorize 1000, reverse                                | Reversed   1000/0/0
            authorize 1000, reverse declined                       | Authorized 1000/0/0
            authorize 1000, reverse, reverse                       | WRONG_STATUS
            authorize 1000, reverse, capture 1                     | WRONG_STATUS
            authorize 1000, capture 1, reverse                     | WRONG_STATUS
            authorize 1000, authorize 1000                         | WRONG_STATUS
            authorize 1000 unanswered, authorize 1000              | IN_PROGRESS
            authorize 1000 unanswered, cancel                      | IN_PROGRESS
            authorize 1000 unanswered, amount 5                    | IN_PROGRESS
            authorize 1000, capture 1 unanswered, capture 1        | IN_PROGRESS
            capture 1                                              | WRONG_STATUS
            refund 1                                               | WRONG_STATUS
            cancel                                                 | Canceled   0/0/0
            cancel, cancel                                         | WRONG_STATUS
            cancel, authorize 1000                                 | WRONG_STATUS
            authorize 1000, cancel                                 | WRONG_STATUS
            authorize 1001                                         | OVER_LIMIT
            tip 250, authorize 1250                                | Authorized 1250/0/0
            tip 250, authorize 1251                                | OVER_LIMIT
            amount 5500, authorize 5500, capture 5500              | Captured   5500/5500/0
            authorize 1000, amount 5                               | NOT_PROVIDED_FOR
            authorize 1000, tip 5                                  | NOT_PROVIDED_FOR
            tip 250, amount 999999999750                           | INVALID
            amount 999999999999, tip 1                             | INVALID
            amount 999999999999, tip 0                             | Created    0/0/0
            wait 30D, authorize 1000                               | WRONG_STATUS
            """)
    void manualLives(String tried, String end) {
        assertThat(Lives.play(CaptureMode.Manual, tried == null ? "" : tried)).isEqualTo(end.replaceAll("\\s+", " "));
    }

    /** The same for an automatic one. Born at 22:30 in London, where midnight ends its day. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sale 1000                                              | Captured   1000/1000/0
            sale 1000 declined                                     | Created    0/0/0
            sale 1000 declined, sale 1000                          | Captured   1000/1000/0
            sale 1000, capture 1                                   | WRONG_STATUS
            sale 1000, reverse                                     | Reversed   1000/1000/0
            sale 1000, wait T1H29M, reverse                        | Reversed   1000/1000/0
            sale 1000, wait T1H30M, reverse                        | WRONG_STATUS
            sale 1000, refund 1, reverse                           | WRONG_STATUS
            sale 1000, reverse, refund 1                           | WRONG_STATUS
            sale 1000, reverse unanswered, refund 1                | IN_PROGRESS
            sale 1000, wait 400D, refund 1000                      | Refunded   1000/1000/1000
            """)
    void automaticLives(String tried, String end) {
        assertThat(Lives.play(CaptureMode.Auto, tried)).isEqualTo(end.replaceAll("\\s+", " "));
    }

    @Test
    void aDeclineAddsAnEventAndLeavesTheIntentPayable() {
        var intent = begun(Kind.Sale).settle(new Outcome.Declined("DECLINED"), Lives.BIRTH);

        assertThat(intent.status()).isEqualTo(Status.Created);
        assertThat(intent.payment()).isNull();
        assertThat(intent.paymentEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.eventType()).isEqualTo(Type.Declined));
    }

    @Test
    void aWithdrawnAttemptIsAnErrorInTheHistory() {
        var intent = begun(Kind.Sale).settle(new Outcome.Abandoned("WITHDRAWN"), Lives.BIRTH);

        assertThat(intent.paymentEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.eventType()).isEqualTo(Type.Error));
    }

    @Test
    void aHoldIsDueWhenItsTimeIsUpAndAnHourAfterEachFailure() {
        var held =
                Lives.fresh(CaptureMode.Manual, 1000, new AutoExpiry(Duration.ofMinutes(5), AutoExpireAction.Capture));
        var authorized = begin(held, Kind.Authorize).settle(new Outcome.Approved("123456", "AUTHORIZED"), Lives.BIRTH);

        assertThat(authorized.dueAt()).isEqualTo(Lives.BIRTH.plus(Duration.ofMinutes(5)));

        var failed = begin(authorized, Kind.Capture).settle(new Outcome.Declined("DECLINED"), Lives.BIRTH);

        assertThat(failed.dueAt()).isEqualTo(Lives.BIRTH.plus(Duration.ofHours(1)));
    }

    @Test
    void aHoldWithoutATimeIsReleasedAfterSevenDays() {
        var held = Lives.fresh(CaptureMode.Manual, 1000, new AutoExpiry(null, null));
        var authorized = begin(held, Kind.Authorize).settle(new Outcome.Approved("123456", "AUTHORIZED"), Lives.BIRTH);

        assertThat(authorized.dueAt()).isEqualTo(Lives.BIRTH.plus(Duration.ofDays(7)));
        assertThat(authorized.autoExpiry().whenOver()).isEqualTo(AutoExpireAction.Release);
    }

    @Test
    void theFirstAmountIsRememberedHoweverOftenItChanges() {
        var intent = Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null))
                .withAmount(Money.of(2000, "GBP"), Lives.BIRTH)
                .withAmount(Money.of(3000, "GBP"), Lives.BIRTH);

        assertThat(intent.amount()).isEqualTo(Money.of(3000, "GBP"));
        assertThat(intent.requestedAmount()).isEqualTo(Money.of(1000, "GBP"));
    }

    @Test
    void aSecretAdmitsOneAttempt() {
        var intent = Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null));
        var used = intent.useSecret(1, Lives.BIRTH);

        assertThatThrownBy(() -> used.useSecret(1, Lives.BIRTH)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> intent.useSecret(2, Lives.BIRTH)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> intent.useSecret(1, Lives.BIRTH.plus(Duration.ofMinutes(30))))
                .isInstanceOf(Refusal.class);
        assertThat(used.refreshSecret(Lives.BIRTH)
                        .useSecret(2, Lives.BIRTH)
                        .secret()
                        .used())
                .isTrue();
    }

    @Test
    void aChangedSumEndsAChallengeThatWasAboutAnother() {
        var intent = Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null))
                .challenged(
                        new Challenge(new OperationId(UUID.randomUUID()), Lives.BIRTH, Lives.CARD, 1, false),
                        Lives.BIRTH);

        assertThat(intent.challenge()).isNotNull();
        assertThat(intent.withAmount(Money.of(2000, "GBP"), Lives.BIRTH).challenge())
                .isNull();
        assertThat(intent.withTip(Money.of(100, "GBP"), Lives.BIRTH).challenge())
                .isNull();
    }

    @Test
    void whatTheShopperChoosesChangesOnlyWhatIsNew() {
        var intent = Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null));
        var none = Money.zero(intent.amount().currency());
        var tip = Money.of(100, "GBP");

        var tipped = intent.chosen(intent.amount(), tip, Lives.BIRTH);
        var both = intent.chosen(Money.of(2000, "GBP"), tip, Lives.BIRTH);

        assertThat(intent.chosen(intent.amount(), none, Lives.BIRTH)).isSameAs(intent);
        assertThat(tipped.totalAmount()).isEqualTo(Money.of(1100, "GBP"));
        assertThat(tipped.requestedAmount()).isNull();
        assertThat(tipped.secret().serial()).isGreaterThan(intent.secret().serial());
        assertThat(both.totalAmount()).isEqualTo(Money.of(2100, "GBP"));
        assertThat(both.requestedAmount()).isEqualTo(Money.of(1000, "GBP"));
        assertThat(both.chosen(Money.of(2000, "GBP"), none, Lives.BIRTH).tipsAmount())
                .isEqualTo(none);
    }

    @Test
    void anotherCurrencyIsRefused() {
        var intent = Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null));

        assertThatThrownBy(() -> intent.withTip(Money.of(1, "EUR"), Lives.BIRTH))
                .isInstanceOf(Refusal.class)
                .hasMessage("The currency must be GBP, as the payment intent's.");
    }

    private static PaymentIntent begun(Kind kind) {
        return begin(Lives.fresh(CaptureMode.Auto, 1000, new AutoExpiry(null, null)), kind);
    }

    private static PaymentIntent begin(PaymentIntent intent, Kind kind) {
        var id = new OperationId(UUID.randomUUID());
        return intent.begin(
                new Operation(id, kind, Money.of(1000, "GBP"), id),
                Lives.BIRTH,
                Lives.CARD,
                Lives.BIRTH,
                ZoneId.of("Europe/London"));
    }
}
