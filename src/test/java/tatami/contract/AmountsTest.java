package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

class AmountsTest {

    private static final String CHANGEABLE =
            "\"config\":{\"payment\":{\"customAmountAllowed\":true,\"tipsAllowed\":true}}";

    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aChangedAmountRemembersTheOneThatWasRequested() {
        var id = Wire.id(changeable());

        Golden.check("amount", 200, amount(id, 5500));
    }

    @Test
    void aTipIsPartOfTheTotal() {
        var id = Wire.id(changeable());

        Golden.check("tips-amount", 200, tip(id, 500));
    }

    @Test
    void theRequestedAmountStaysTheFirstOne() {
        var id = Wire.id(changeable());

        amount(id, 2000).ok();
        var twice = amount(id, 3000).ok();

        assertThat(value(twice, "amount")).isEqualTo(3000);
        assertThat(value(twice, "requestedAmount")).isEqualTo(1000);
        assertThat(Wire.get(gateway, id)).isEqualTo(twice);
    }

    @Test
    void aTipReplacesTheOneBefore() {
        var id = Wire.id(changeable());

        tip(id, 500).ok();
        amount(id, 2000).ok();
        var both = tip(id, 0).ok();

        assertThat(value(both, "tipsAmount")).isZero();
        assertThat(value(both, "totalAmount")).isEqualTo(2000);
        assertThat(both.has("requestedAmount")).isTrue();
    }

    @Test
    void aTipAloneRequestsNoOtherAmount() {
        var tipped = tip(Wire.id(changeable()), 500).ok();

        assertThat(tipped.has("requestedAmount")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount", "tips-amount"})
    void changingWhatIsPaidIssuesANewSecretAndTheOldOneIsDead(String operation) {
        var intent = changeable();
        var id = Wire.id(intent);

        var changed = (operation.equals("amount") ? amount(id, 700) : tip(id, 700)).ok();

        assertThat(Wire.secret(changed)).isNotEqualTo(Wire.secret(intent));
        assertThat(gateway.pay(intent, Wire.GOOD_CARD).ok().path("statusCode").asInt())
                .isEqualTo(401);
        assertThat(gateway.pay(changed, Wire.GOOD_CARD).ok().path("statusCode").asInt())
                .isZero();
    }

    @Test
    void theTipIsTakenWithThePayment() {
        var intent = changeable();
        amount(Wire.id(intent), 2000).ok();
        var tipped = tip(Wire.id(intent), 300).ok();

        gateway.pay(tipped, Wire.GOOD_CARD).ok();

        assertThat(rows.ledger(Wire.id(intent))).containsExactly("AcquirerReceivable < MerchantPayable GBP 2300");
    }

    @Test
    void eachChangeIsAnEvent() {
        var id = Wire.id(changeable());

        amount(id, 2000).ok();
        tip(id, 300).ok();

        assertThat(rows.events(id))
                .containsExactly("payment_intent.created", "payment_intent.updated", "payment_intent.updated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"config\":{}",
                "\"config\":{\"payment\":{}}",
                "\"config\":{\"payment\":{\"customAmountAllowed\":false,\"tipsAllowed\":false}}"
            })
    void withoutTheIntentsLeaveTheAmountAndTheTipStayAsTheyAre(String config) {
        var intent = Wire.create(gateway, config);
        var id = Wire.id(intent);

        Wire.refused(amount(id, 2000), 405, "Custom amount is not allowed on payment intent");
        Wire.refused(tip(id, 300), 405, "Tips are not allowed on payment intent");

        assertThat(Wire.get(gateway, id)).isEqualTo(intent);
        assertThat(rows.events(id)).containsExactly("payment_intent.created");
    }

    @Test
    void oneLeaveIsNotTheOther() {
        var tips = Wire.id(Wire.create(gateway, "\"config\":{\"payment\":{\"tipsAllowed\":true}}"));
        var amounts = Wire.id(Wire.create(gateway, "\"config\":{\"payment\":{\"customAmountAllowed\":true}}"));

        Wire.problem(amount(tips, 2000), 405);
        tip(tips, 2000).ok();
        Wire.problem(tip(amounts, 2000), 405);
        amount(amounts, 2000).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Auto", "Manual"})
    void whatIsPaidIsNotChangedAnyMore(String captureMode) {
        var intent = Wire.create(gateway, CHANGEABLE + ",\"captureMode\":\"" + captureMode + "\"");
        gateway.pay(intent, Wire.GOOD_CARD).ok();
        var paid = Wire.get(gateway, Wire.id(intent));

        Wire.refused(amount(Wire.id(intent), 2000), 405, "cannot be changed");
        Wire.refused(tip(Wire.id(intent), 2000), 405, "cannot be changed");

        assertThat(Wire.get(gateway, Wire.id(intent))).isEqualTo(paid);
    }

    @Test
    void whatIsCanceledIsNotChangedAnyMore() {
        var id = Wire.id(changeable());
        gateway.delete("/payment-intents/" + id).ok();

        Wire.problem(amount(id, 2000), 405);
        Wire.problem(tip(id, 2000), 405);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amount      | {}                                                   | Amount
            amount      | {"amount":1000}                                      | amount
            amount      | {"amount":{"value":0,"currencyCode":"GBP"}}          | Amount.Value
            amount      | {"amount":{"value":-1,"currencyCode":"GBP"}}         | Amount.Value
            amount      | {"amount":{"value":1000}}                            | Amount.CurrencyCode
            amount      | {"tipsAmount":{"value":1000,"currencyCode":"GBP"}}   | Amount
            tips-amount | {}                                                   | TipsAmount
            tips-amount | {"tipsAmount":{"value":-1,"currencyCode":"GBP"}}     | TipsAmount.Value
            tips-amount | {"tipsAmount":{"value":1000000000000,"currencyCode":"GBP"}} | TipsAmount.Value
            tips-amount | {"amount":{"value":1000,"currencyCode":"GBP"}}       | TipsAmount
            """)
    void aWrongBodyIsABadRequest(String operation, String body, String complaint) {
        var id = Wire.id(changeable());

        Wire.invalidField(gateway.post("/payment-intents/" + id + "/" + operation, body), complaint);
    }

    @Test
    void theCurrencyStaysTheIntents() {
        var id = Wire.id(changeable());

        Wire.refused(
                gateway.post(
                        "/payment-intents/" + id + "/amount", "{\"amount\":{\"value\":1,\"currencyCode\":\"EUR\"}}"),
                400,
                "The currency must be GBP");
        Wire.refused(
                gateway.post(
                        "/payment-intents/" + id + "/tips-amount",
                        "{\"tipsAmount\":{\"value\":1,\"currencyCode\":\"EUR\"}}"),
                400,
                "The currency must be GBP");
    }

    /** An intent whose total no card message can hold could be neither paid nor even shown. */
    @Test
    void amountAndTipTogetherStayWithinWhatACardCanCarry() {
        var amountFirst = Wire.id(changeable());
        tip(amountFirst, 1).ok();
        var tipFirst = Wire.id(changeable());

        Wire.problem(amount(amountFirst, 999_999_999_999L), 400);
        Wire.problem(tip(tipFirst, 999_999_999_999L), 400);

        assertThat(value(Wire.get(gateway, amountFirst), "totalAmount")).isEqualTo(1001);
        assertThat(value(Wire.get(gateway, tipFirst), "totalAmount")).isEqualTo(1000);
        gateway.post("/payment-intents/search", "{}").ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {Wire.UNKNOWN_INTENT, "pi_sandbox_T", "id"})
    void anIdThatIsNotThereIsABadRequest(String id) {
        Wire.refused(amount(id, 2000), 400, "There is no payment intent with this id.");
        Wire.refused(tip(id, 2000), 400, "There is no payment intent with this id.");
    }

    private static JsonNode changeable() {
        return Wire.create(gateway, CHANGEABLE);
    }

    private static Answer amount(String id, long minor) {
        return gateway.post(
                "/payment-intents/" + id + "/amount",
                "{\"amount\":{\"value\":" + minor + ",\"currencyCode\":\"GBP\"}}");
    }

    private static Answer tip(String id, long minor) {
        return gateway.post(
                "/payment-intents/" + id + "/tips-amount",
                "{\"tipsAmount\":{\"value\":" + minor + ",\"currencyCode\":\"GBP\"}}");
    }

    private static long value(JsonNode intent, String field) {
        return intent.path(field).path("value").asLong();
    }
}
