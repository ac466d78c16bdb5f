package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

class ReversalTest {

    private static MoodyAcquirer acquirer;
    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
        rows = new Rows(gateway);
        gateway.clock().set(Instant.parse("2027-01-15T12:00:00Z"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aReversalIsAnsweredWithItsId() {
        Golden.check("reversal", 200, reverse(gateway.paid("Manual")));
    }

    @Test
    void aReleasedHoldMovesNoMoney() {
        var id = gateway.paid("Manual");

        reverse(id).ok();

        Golden.check("get-reversed", 200, gateway.get("/payment-intents/" + id));
        assertThat(rows.ledger(id)).isEmpty();
        assertThat(rows.operations(id)).containsExactly("Authorize 1000 Approved", "Reverse 1000 Approved");
        assertThat(rows.events(id))
                .containsExactly(
                        "payment_intent.created", "payment_intent.status_updated", "payment_intent.status_updated");
    }

    @Test
    void anAutomaticCaptureCanBeUndoneOnItsOwnDay() {
        var id = gateway.paid("Auto");

        reverse(id).ok();

        assertThat(Wire.status(gateway, id)).isEqualTo("Reversed");
        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isZero();
        assertThat(rows.ledger(id))
                .containsExactly(
                        "AcquirerReceivable < MerchantPayable GBP 1000",
                        "MerchantPayable < AcquirerReceivable GBP 1000");
    }

    @Test
    void theDayEndsWhereTheMerchantIs() {
        var before = gateway.clock().instant();
        gateway.clock().set(Instant.parse("2027-07-01T22:58:00Z")); // 23:58 in London's summer
        var id = gateway.paid("Auto");
        var later = gateway.paid("Auto");

        gateway.clock().set(Instant.parse("2027-07-01T22:59:59Z"));
        reverse(id).ok();
        gateway.clock().set(Instant.parse("2027-07-01T23:00:00Z"));
        Wire.refused(reverse(later), 409, "A captured payment can be reversed on its own day only. Refund it instead.");

        assertThat(Wire.status(gateway, later)).isEqualTo("Captured");
        gateway.refund(later, 1000, "k").ok();
        gateway.clock().set(before);
    }

    @Test
    void aHoldCanBeReleasedDaysLater() {
        var id = gateway.paid("Manual");
        gateway.clock().advance(Duration.ofDays(6));

        reverse(id).ok();
    }

    @Test
    void aHoldThatNobodyCapturedIsReleasedAfterAWeek() {
        var id = gateway.paid("Manual");
        gateway.clock().advance(Duration.ofDays(7));

        gateway.expire();

        assertThat(Wire.status(gateway, id)).isEqualTo("Reversed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Reversed", "Refunded", "Canceled"})
    void thereMustBeSomethingToReverse(String status) {
        var id = Wire.intent(gateway, status);
        var before = Wire.get(gateway, id);

        Wire.refused(reverse(id), 409, "cannot be reversed");

        assertThat(Wire.get(gateway, id)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void aCaptureByHandIsNotReversed(int captured) {
        var id = gateway.paid("Manual");
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":" + captured + "}")
                .ok();

        Wire.refused(reverse(id), 409, "cannot be reversed");
    }

    @Test
    void aPartlyRefundedPaymentIsNotReversed() {
        var id = gateway.paid("Auto");
        gateway.refund(id, 1, "k").ok();

        Wire.refused(reverse(id), 409, "A partly refunded payment cannot be reversed. Refund the rest.");
    }

    @Test
    void aDeclinedReversalLeavesTheHoldInPlace() {
        var id = gateway.paid("Manual");

        acquirer.declinesNext();
        Wire.refused(reverse(id), 400, "Your reversal request was not successful. Status: Failed.");

        assertThat(Wire.status(gateway, id)).isEqualTo("Authorized");
        reverse(id).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\"\"", "null", "{\"amount\":7,\"ignored\":[1,2]}", "[]", "not json"})
    void whateverTheBodySaysItIsNotRead(String body) {
        var id = gateway.paid("Manual");

        gateway.post("/payment-intents/" + id + "/reversal", body).ok();
    }

    @Test
    void theBodyMayBeMissingAltogetherOrOfAnotherType() {
        gateway.send(gateway.request("/payment-intents/" + gateway.paid("Manual") + "/reversal")
                        .POST(BodyPublishers.noBody()))
                .ok();
        gateway.send(gateway.request("/payment-intents/" + gateway.paid("Manual") + "/reversal")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("please")))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {Wire.UNKNOWN_INTENT, "pi_sandbox_T", "id"})
    void anIdThatIsNotThereIsABadRequest(String id) {
        Wire.refused(reverse(id), 400, "There is no payment intent with this id.");
    }

    private static Answer reverse(String id) {
        return gateway.post("/payment-intents/" + id + "/reversal", "");
    }
}
