package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

class RefundsTest {

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
    void aRefundIsAnsweredWithWhatWasAsked() {
        var answer = gateway.send(Wire.refund(
                gateway, gateway.paid("Auto"), "k", "{\"amount\":1000,\"refundReason\":\"Cold\",\"notes\":\"Sorry\"}"));

        Golden.check("refund", 200, answer);
    }

    @Test
    void whatWasNotSaidIsNotAnswered() {
        Golden.check("refund-smallest", 200, gateway.refund(gateway.paid("Auto"), 1000, "k"));
    }

    @Test
    void aRefundCanBeReadAgain() {
        var refund = gateway.send(
                Wire.refund(gateway, gateway.paid("Auto"), "k", "{\"amount\":1,\"refundReason\":\"Cold\"}"));

        var read = gateway.get(
                "/payment-intents/refunds/" + refund.ok().path("refundId").asString());

        assertThat(read.ok()).isEqualTo(refund.json());
    }

    @Test
    void aRefundedIntentShowsIt() {
        var id = gateway.paid("Auto");

        gateway.refund(id, 1000, "k").ok();

        Golden.check("get-refunded", 200, gateway.get("/payment-intents/" + id));
    }

    @Test
    void aPartIsGivenBackAndTheIntentStaysCapturedUntilNothingIsLeft() {
        var id = gateway.paid("Auto");

        gateway.refund(id, 400, "1").ok();
        assertThat(Wire.status(gateway, id)).isEqualTo("Captured");
        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isEqualTo(400);
        Wire.refused(gateway.refund(id, 601, "2"), 400, "GBP 6.01 is more than the GBP 6.00 available.");
        gateway.refund(id, 600, "3").ok();

        assertThat(Wire.status(gateway, id)).isEqualTo("Refunded");
        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isEqualTo(1000);
        assertThat(rows.ledger(id))
                .containsExactly(
                        "AcquirerReceivable < MerchantPayable GBP 1000",
                        "MerchantPayable < AcquirerReceivable GBP 400",
                        "MerchantPayable < AcquirerReceivable GBP 600");
        assertThat(rows.events(id))
                .containsExactly(
                        "payment_intent.created",
                        "payment_intent.status_updated",
                        "payment.successful",
                        "payment_intent.status_updated");
    }

    @Test
    void onlyWhatWasCapturedCanBeGivenBack() {
        var id = gateway.paid("Manual");
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}").ok();

        Wire.refused(gateway.refund(id, 401, "1"), 400, "GBP 4.01 is more than the GBP 4.00 available.");
        gateway.refund(id, 400, "2").ok();

        assertThat(Wire.status(gateway, id)).isEqualTo("Refunded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Authorized", "Reversed", "Refunded", "Canceled"})
    void onlyACapturedIntentCanBeRefunded(String status) {
        var id = Wire.intent(gateway, status);
        var before = Wire.get(gateway, id);

        Wire.refused(gateway.refund(id, 1, "fresh"), 400, "cannot be refunded");

        assertThat(Wire.get(gateway, id)).isEqualTo(before);
    }

    @Test
    void theSameKeyAndRequestIsTheSameRefund() {
        var id = gateway.paid("Auto");

        var first = gateway.refund(id, 400, "same").ok();
        var second = gateway.refund(id, 400, "same").ok();

        assertThat(second).isEqualTo(first);
        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isEqualTo(400);
    }

    @Test
    void theKeyOfAFullRefundStillAnswersAfterwards() {
        var id = gateway.paid("Auto");

        var first = gateway.refund(id, 1000, "all").ok();

        assertThat(gateway.refund(id, 1000, "all").ok()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":401}",
                "{\"amount\":400,\"refundReason\":\"x\"}",
                "{\"amount\":400,\"notes\":\"x\"}",
                "{\"amount\":400,\"refundReason\":\"\"}"
            })
    void theSameKeyWithAnotherRequestIsABadRequest(String other) {
        var id = gateway.paid("Auto");
        gateway.refund(id, 400, "same").ok();

        Wire.refused(
                gateway.send(Wire.refund(gateway, id, "same", other)),
                400,
                "idempotencyKey was used for another refund");

        assertThat(rows.operations(id)).hasSize(2);
    }

    @Test
    void aKeyBelongsToItsIntent() {
        var one = gateway.refund(gateway.paid("Auto"), 400, "same").ok();
        var other = gateway.refund(gateway.paid("Auto"), 500, "same").ok();

        assertThat(other.path("refundId")).isNotEqualTo(one.path("refundId"));
    }

    @Test
    void keysAreToldApartToTheLetter() {
        var id = gateway.paid("Auto");

        gateway.refund(id, 100, "Key").ok();
        gateway.refund(id, 100, "key").ok();

        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isEqualTo(200);
    }

    @Test
    void aRequestThatWasRefusedDoesNotUseUpItsKey() {
        var id = gateway.paid("Auto");

        Wire.problem(gateway.refund(id, 1001, "k"), 400);

        gateway.refund(id, 1000, "k").ok();
    }

    @Test
    void aDeclineIsRememberedUnderItsKey() {
        var id = gateway.paid("Auto");
        acquirer.declinesNext();
        var declined = gateway.refund(id, 400, "k");
        Wire.refused(declined, 400, "Your refund request was not successful. Status: Failed.");
        var asked = acquirer.asked();

        var again = gateway.refund(id, 400, "k");

        Wire.refused(again, 400, "Your refund request was not successful. Status: Failed.");
        assertThat(acquirer.asked()).as("the acquirer is not asked twice").isEqualTo(asked);
        assertThat(rows.ledger(id)).hasSize(1);
        assertThat(Wire.status(gateway, id)).isEqualTo("Captured");
        gateway.refund(id, 400, "another key").ok();
    }

    @Test
    void aDeclinedRefundIsNoRefundToRead() {
        var id = gateway.paid("Auto");
        acquirer.declinesNext();
        gateway.refund(id, 400, "k");
        var operation = rows.read(
                        "SELECT id FROM operation WHERE outcome = 'Declined' AND payment_intent_id = '" + id + "'")
                .getFirst();
        var spelled = tatami.kit.Ids.spell("rfnd_sandbox_", java.util.UUID.fromString(operation));

        Wire.problem(gateway.get("/payment-intents/refunds/" + spelled), 400);
    }

    @Test
    void aRefundThatNobodyAnsweredIsSettledLaterAndItsKeyAnswersThen() {
        var id = gateway.paid("Auto");

        acquirer.losesItsAnswers();
        var silence = gateway.refund(id, 1000, "k");
        acquirer.isHeardAgain();
        Wire.refused(silence, 504, "The acquirer has not answered.");
        gateway.clock().advance(Duration.ofSeconds(60));
        gateway.resolve();

        gateway.refund(id, 1000, "k").ok();
        assertThat(Wire.status(gateway, id)).isEqualTo("Refunded");
        assertThat(rows.ledger(id)).hasSize(2);
    }

    @Test
    void twentyAskingAtOnceWithOneKeyGetOneRefund() throws Exception {
        var id = gateway.paid("Auto");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 20)
                    .mapToObj(_ -> threads.submit(() -> gateway.refund(id, 300, "same")))
                    .toList();
            var refunds = new java.util.HashSet<String>();
            for (var answer : answers) {
                refunds.add(answer.get().ok().path("refundId").asString());
            }
            assertThat(refunds).hasSize(1);
        }
        assertThat(Wire.get(gateway, id).path("refundedAmount").asInt()).isEqualTo(300);
    }

    @Test
    void theKeyIsRequired() {
        var id = gateway.paid("Auto");

        Wire.invalid(
                gateway.post("/payment-intents/" + id + "/refunds", "{\"amount\":1}"),
                "idempotencyKey: The idempotencyKey header is required.");
        Wire.invalidField(gateway.refund(id, 1, "   "), "idempotencyKey");
        Wire.invalidField(
                gateway.send(Wire.json(
                        gateway.request("/payment-intents/" + id + "/refunds"),
                        "{\"amount\":1,\"idempotencyKey\":\"k\"}")),
                "idempotencyKey");
        assertThat(rows.operations(id)).hasSize(1);
    }

    @Test
    void aMissingKeyAndAMissingAmountAreSaidAtOnce() {
        var answer = gateway.post("/payment-intents/" + gateway.paid("Auto") + "/refunds", "{}");

        Wire.invalid(
                answer,
                "idempotencyKey: The idempotencyKey header is required.",
                "Amount: The Amount field is required.");
    }

    @Test
    void theKeyHasAHundredCharactersAtMost() {
        var id = gateway.paid("Auto");

        gateway.refund(id, 1, "k".repeat(100)).ok();
        Wire.invalidField(gateway.refund(id, 1, "k".repeat(101)), "idempotencyKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotencyKey", "IdempotencyKey", "IDEMPOTENCYKEY", "idempotencykey"})
    void theHeadersLettersMayBeOfAnyCase(String header) {
        var id = gateway.paid("Auto");

        gateway.send(Wire.json(gateway.request("/payment-intents/" + id + "/refunds"), "{\"amount\":1}")
                        .header(header, "k"))
                .ok();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                        | Amount
            {"amount":null}                           | Amount
            {"amount":0}                              | Amount
            {"amount":-1}                             | Amount
            {"amount":9223372036854775807}            | Amount
            {"amount":1.5}                            | amount
            {"amount":"ten"}                          | amount
            {"amount":{"value":1000,"currencyCode":"GBP"}} | amount
            {"amount":1,"refundReason":{}}            | refundReason
            {"amount":1,"notes":[]}                   | notes
            [{"amount":1}]                            | ''
            {"amount"                                 | ''
            """)
    void aWrongBodyIsABadRequest(String body, String complaint) {
        var id = gateway.paid("Auto");

        Wire.invalidField(gateway.send(Wire.refund(gateway, id, "k", body)), complaint);

        assertThat(rows.operations(id)).hasSize(1);
    }

    @Test
    void reasonAndNotesMayBeAsLongAsTheContractSays() {
        var id = gateway.paid("Auto");
        var body = "{\"amount\":1,\"refundReason\":\"%s\",\"notes\":\"%s\"}";

        gateway.send(Wire.refund(gateway, id, "1", body.formatted("r".repeat(1024), "n".repeat(4096))))
                .ok();
        Wire.invalid(
                gateway.send(Wire.refund(gateway, id, "2", body.formatted("r".repeat(1025), "n".repeat(4097)))),
                "RefundReason: The field RefundReason must be a string with a maximum length of 1024.",
                "Notes: The field Notes must be a string with a maximum length of 4096.");
    }

    @ParameterizedTest
    @ValueSource(strings = {Wire.UNKNOWN_INTENT, "pi_sandbox_T", "id"})
    void anIdThatIsNotThereIsABadRequest(String id) {
        Wire.refused(gateway.refund(id, 1, "k"), 400, "There is no payment intent with this id.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Wire.UNKNOWN_REFUND,
                "rfnd_127usj",
                "id",
                "rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAA%21",
                "rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAAAA",
                "cp_sandbox_AAAAAAAAAAAAAAAAAAAAAA"
            })
    void anUnknownRefundIsABadRequest(String id) {
        Wire.refused(gateway.get("/payment-intents/refunds/" + id), 400, "There is no refund with this id.");
    }

    @Test
    void aCaptureIsNoRefundToRead() {
        var id = gateway.paid("Manual");
        var capture = gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":1}")
                .ok();
        var asRefund = capture.path("captureId").asString().replace("cp_", "rfnd_");

        Wire.problem(gateway.get("/payment-intents/refunds/" + asRefund), 400);
    }
}
