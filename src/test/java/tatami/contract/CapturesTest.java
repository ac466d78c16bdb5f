package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

class CapturesTest {

    private static MoodyAcquirer acquirer;
    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCaptureIsAnsweredWithItsId() {
        Golden.check("capture", 200, capture(gateway.paid("Manual"), 1000));
    }

    @Test
    void aCapturedIntentShowsIt() {
        var id = gateway.paid("Manual");

        capture(id, 1000).ok();

        Golden.check("get-captured-by-hand", 200, gateway.get("/payment-intents/" + id));
        assertThat(rows.ledger(id)).containsExactly("AcquirerReceivable < MerchantPayable GBP 1000");
        assertThat(rows.events(id))
                .containsExactly(
                        "payment_intent.created",
                        "payment_intent.status_updated",
                        "payment_intent.status_updated",
                        "payment.successful");
    }

    @Test
    void aHoldMayBeTakenInPartsUntilNothingIsLeft() {
        var id = gateway.paid("Manual");

        capture(id, 400).ok();
        assertThat(Wire.status(gateway, id)).isEqualTo("Captured");
        capture(id, 599).ok();
        Wire.refused(capture(id, 2), 400, "GBP 0.02 is more than the GBP 0.01 available.");
        capture(id, 1).ok();
        Wire.refused(capture(id, 1), 400, "GBP 0.01 is more than the GBP 0.00 available.");

        assertThat(Wire.get(gateway, id).path("amount").path("value").asInt()).isEqualTo(1000);
        assertThat(rows.ledger(id))
                .containsExactly(
                        "AcquirerReceivable < MerchantPayable GBP 400",
                        "AcquirerReceivable < MerchantPayable GBP 599",
                        "AcquirerReceivable < MerchantPayable GBP 1");
        assertThat(rows.events(id).subList(2, 6))
                .containsExactly(
                        "payment_intent.status_updated",
                        "payment.successful",
                        "payment.successful",
                        "payment.successful");
    }

    @Test
    void moreThanTheHoldMovesNothing() {
        var id = gateway.paid("Manual");
        var before = Wire.get(gateway, id);

        Wire.refused(capture(id, 1001), 400, "GBP 10.01 is more than the GBP 10.00 available.");

        assertThat(Wire.get(gateway, id)).isEqualTo(before);
        assertThat(rows.operations(id)).containsExactly("Authorize 1000 Approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Captured", "Reversed", "Refunded", "Canceled"})
    void onlyAHoldCanBeCaptured(String status) {
        var id = Wire.intent(gateway, status);
        var before = Wire.get(gateway, id);
        var events = rows.events(id);

        Wire.refused(capture(id, 1000), 409, "cannot be captured");

        assertThat(Wire.get(gateway, id)).isEqualTo(before);
        assertThat(rows.events(id)).isEqualTo(events);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                        | Amount
            {"amount":null}                           | Amount
            {"amount":0}                              | Amount
            {"amount":-1}                             | Amount
            {"amount":1000000000000}                  | Amount
            {"amount":1.5}                            | amount
            {"amount":"ten"}                          | amount
            {"amount":{"value":1000,"currencyCode":"GBP"}} | amount
            {"amount":[]}                             | amount
            []                                        | ''
            not json                                  | ''
            """)
    void theAmountIsAWholeNumberOfPence(String body, String complaint) {
        var id = gateway.paid("Manual");

        Wire.invalidField(gateway.post("/payment-intents/" + id + "/captures", body), complaint);

        assertThat(rows.operations(id)).hasSize(1);
    }

    @Test
    void theAmountMayComeAsText() {
        var id = gateway.paid("Manual");

        gateway.post("/payment-intents/" + id + "/captures", "{\"Amount\":\"250\"}")
                .ok();

        assertThat(rows.operations(id)).containsExactly("Authorize 1000 Approved", "Capture 250 Approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {Wire.UNKNOWN_INTENT, "pi_sandbox_T", "id"})
    void anIdThatIsNotThereIsABadRequest(String id) {
        Wire.refused(capture(id, 1000), 400, "There is no payment intent with this id.");
    }

    @Test
    void anIdempotencyKeyMeansNothingToCaptures() {
        var id = gateway.paid("Manual");

        for (int i = 0; i < 2; i++) {
            gateway.send(Wire.json(gateway.request("/payment-intents/" + id + "/captures"), "{\"amount\":100}")
                            .header("idempotencyKey", "same"))
                    .ok();
        }

        assertThat(rows.operations(id)).hasSize(3);
    }

    @Test
    void aDeclinedCaptureLeavesTheHoldInPlace() {
        var id = gateway.paid("Manual");

        acquirer.declinesNext();
        Wire.refused(capture(id, 1000), 400, "Your capture request was not successful. Status: Failed.");

        assertThat(Wire.status(gateway, id)).isEqualTo("Authorized");
        assertThat(rows.ledger(id)).isEmpty();
        capture(id, 1000).ok();
    }

    @Test
    void aCaptureThatNobodyAnsweredIsSettledLater() {
        var id = gateway.paid("Manual");

        acquirer.losesItsAnswers();
        var silence = capture(id, 1000);
        acquirer.isHeardAgain();
        Wire.refused(silence, 504, "The acquirer has not answered.");
        Wire.refused(capture(id, 1000), 409, "has not finished");
        gateway.clock().advance(Duration.ofSeconds(60));
        gateway.resolve();

        assertThat(Wire.status(gateway, id)).isEqualTo("Captured");
        assertThat(rows.ledger(id)).containsExactly("AcquirerReceivable < MerchantPayable GBP 1000");
    }

    @Test
    void aHoldIsCapturedByItselfWhenTheMerchantWantedSo() {
        var intent = Wire.create(
                gateway, "\"captureMode\":\"Manual\",\"autoExpireIn\":\"00:05:00\",\"autoExpireAction\":\"Capture\"");
        gateway.pay(intent, Wire.GOOD_CARD).ok();
        gateway.clock().advance(Duration.ofMinutes(5));

        gateway.expire();

        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Captured");
    }

    private static Answer capture(String id, long minor) {
        return gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":" + minor + "}");
    }
}
