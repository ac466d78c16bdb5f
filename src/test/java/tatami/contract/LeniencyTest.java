package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

/** What real clients send although the contract does not say so, and where leniency ends. */
class LeniencyTest {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A shop plugin writes every number as text and {@code ""} for every null. */
    @Test
    void aShopPluginsRequestIsUnderstood() {
        var intent = gateway.post("/payment-intents", """
                {"amount":{"value":"1000","currencyCode":"GBP"},"reference":"#234","description":"","captureMode":"Auto",
                 "customer":"","billingAddress":{"address1":"1 High Street","address2":"","city":"","state":"",
                 "postcode":"","countryCode":""},"shippingDetails":"","tipsAmount":"","requestSecurity":"","actionLink":"",
                 "paymentMethods":"","setupIntentId":"","autoExpireIn":"","autoExpireAction":"",
                 "itemLines":[{"id":"","quantity":"2","caption":"Cup","amountTotal":{"value":"1000","currencyCode":"GBP"}}],
                 "taxLines":"","metadata":{"order":"7"},"paymentSource":"plugin","transactionSource":"",
                 "expireAt":"2099-01-01T10:00:00+00:00","config":{"title":null,"details":{"showTotal":"true"}}}
                """).ok();

        assertThat(intent.path("amount").path("value").isIntegralNumber()).isTrue();
        assertThat(intent.path("itemLines").path(0).path("quantity").asInt()).isEqualTo(2);
        assertThat(intent.has("shippingDetails")).isFalse();
        assertThat(intent.has("tipsAmount")).isFalse();
        assertThat(intent.path("paymentMethods").path(0).asString()).isEqualTo("Card");
        assertThat(intent.path("paymentSource").asString()).isEqualTo("plugin");
        assertThat(intent.path("config").path("details").path("showTotal").booleanValue())
                .isTrue();
    }

    @Test
    void namesMayBeWrittenInAnyCase() {
        var intent = gateway.post("/payment-intents", """
                {"Amount":{"Value":1000,"CurrencyCode":"GBP"},"REFERENCE":"Order 234","CaptureMode":"Manual",
                 "itemlines":[{"Quantity":1,"AMOUNTTOTAL":{"value":1,"currencycode":"GBP"}}]}
                """).ok();

        assertThat(intent.path("captureMode").asString()).isEqualTo("Manual");
        assertThat(intent.path("itemLines")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"manual, Manual", "MANUAL, Manual", "aUtO, Auto"})
    void soMayTheWordsOfAChoice(String sent, String answered) {
        var intent = Wire.create(gateway, "\"captureMode\":\"" + sent + "\",\"paymentMethods\":[\"card\"]");

        assertThat(intent.path("captureMode").asString()).isEqualTo(answered);
        assertThat(intent.path("paymentMethods").path(0).asString()).isEqualTo("Card");
    }

    @Test
    void currenciesAreAnsweredInCapitals() {
        var intent = gateway.post(
                        "/payment-intents", "{\"amount\":{\"value\":1,\"currencyCode\":\"eur\"},\"reference\":\"x\"}")
                .ok();

        assertThat(intent.path("amount").path("currencyCode").asString()).isEqualTo("EUR");
    }

    @Test
    void whatNobodyKnowsIsIgnored() {
        Wire.create(gateway, """
                "autoExpireAt":"PT5M","cardHolderNotPresent":true,"totalAmount":{"value":"nonsense"},
                "deep":{"a":[{"b":[[]]}]},"number":1e400,"":null
                """);
    }

    @Test
    void theExactNameWinsOverOneInAnotherCase() {
        var intent = gateway.post(
                        "/payment-intents",
                        "{\"Reference\":\"other\",\"reference\":\"exact\",\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"}}")
                .ok();

        assertThat(intent.path("reference").asString()).isEqualTo("exact");
    }

    @Test
    void ofANameThatComesTwiceTheLastCounts() {
        var intent = gateway.post(
                        "/payment-intents",
                        "{\"reference\":\"one\",\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"},\"reference\":\"two\"}")
                .ok();

        assertThat(intent.path("reference").asString()).isEqualTo("two");
    }

    @Test
    void aNumberWhereTextIsMeantIsItsDigits() {
        var intent = gateway.post(
                        "/payment-intents",
                        "{\"reference\":234,\"metadata\":{\"a\":5,\"b\":true},\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"}}")
                .ok();

        assertThat(intent.path("reference").asString()).isEqualTo("234");
        assertThat(intent.path("metadata").path("a").asString()).isEqualTo("5");
        assertThat(intent.path("metadata").path("b").asString()).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1000\"", "\" 1000 \"", "\"+1000\"", "\"0001000\"", "1000"})
    void anAmountMayBeText(String value) {
        var intent = gateway.post(
                        "/payment-intents",
                        "{\"reference\":\"x\",\"amount\":{\"value\":" + value + ",\"currencyCode\":\"GBP\"}}")
                .ok();

        assertThat(intent.path("amount").path("value").asInt()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1,000\"",
                "\"10.00\"",
                "\"1e3\"",
                "\"0x3e8\"",
                "\"\"",
                "\"١٠٠٠\"",
                "\"GBP 1000\"",
                "\"1000 pence\""
            })
    void butOnlyTextThatIsAWholeNumber(String value) {
        Wire.invalidField(
                gateway.post(
                        "/payment-intents",
                        "{\"reference\":\"x\",\"amount\":{\"value\":" + value + ",\"currencyCode\":\"GBP\"}}"),
                "amount.value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "APPLICATION/JSON",
                "text/json",
                "application/merge-patch+json",
                "application/problem+json"
            })
    void jsonHasSeveralNames(String type) {
        gateway.send(gateway.request("/payment-intents")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(Wire.body(""))))
                .ok();
    }

    @Test
    void aBodyWithoutATypeIsJson() {
        gateway.send(gateway.request("/payment-intents").POST(BodyPublishers.ofString(Wire.body(""))))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/jsonp",
                "json",
                "application/octet-stream"
            })
    void whatSaysThatItIsSomethingElseIsNotRead(String type) {
        var answer = gateway.send(gateway.request("/payment-intents")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(Wire.body(""))));

        Wire.refused(answer, 415, "Send application/json.");
    }

    @Test
    void aBodyMayBeginWithAByteOrderMark() {
        var body = ("\uFEFF" + Wire.body("")).getBytes(StandardCharsets.UTF_8);

        gateway.send(gateway.request("/payment-intents").POST(BodyPublishers.ofByteArray(body)))
                .ok();
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() {
        var reply = new RawHttp(gateway)
                .exchange("POST /payment-intents HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + gateway.secretKey()
                        + "\r\nversion: 2022-04-07\r\nContent-Length: 1048577\r\n\r\n");

        assertThat(reply.status()).isEqualTo(413);
        Wire.problem(reply.body(), 413);
    }

    @Test
    void aLargeBodyIsStillRead() {
        gateway.post("/payment-intents", Wire.body("\"ignored\":\"" + "x".repeat(1_000_000) + "\""))
                .ok();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /payment-intents/                 | {"amount":{"value":1,"currencyCode":"GBP"},"reference":"x"}
            POST   | /payment-intents/search/          | {}
            GET    | /payment-intents/{id}/            |
            POST   | /payment-intents/{id}/amount/     | {"amount":{"value":1,"currencyCode":"GBP"}}
            POST   | /payment-intents/{id}/tips-amount/ | {"tipsAmount":{"value":1,"currencyCode":"GBP"}}
            POST   | /payment-intents/{id}/refresh-client-session-secret/ |
            GET    | /payment-intents/public/{id}/     |
            POST   | /payment-intents/public/{id}/refresh-client-session-secret/ |
            DELETE | /payment-intents/{id}/            |
            """)
    void aSlashAtTheEndChangesNothing(String verb, String path, String body) {
        var id = Wire.id(
                Wire.create(gateway, "\"config\":{\"payment\":{\"customAmountAllowed\":true,\"tipsAllowed\":true}}"));

        gateway.send(gateway.request(path.replace("{id}", id))
                        .header("Content-Type", "application/json")
                        .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)))
                .ok();
    }

    @Test
    void aSlashAtTheEndChangesNothingForMoneyEither() {
        var held = gateway.paid("Manual");
        gateway.post("/payment-intents/" + held + "/captures/", "{\"amount\":1}")
                .ok();
        var refund = gateway.send(Wire.json(gateway.request("/payment-intents/" + held + "/refunds/"), "{\"amount\":1}")
                        .header("idempotencyKey", "k"))
                .ok();
        gateway.get("/payment-intents/refunds/" + refund.path("refundId").asString() + "/")
                .ok();
        assertThat(gateway.post("/payment-intents/" + held + "/receipt/", "{\"emails\":[\"a@shop.example\"]}")
                        .status())
                .isEqualTo(204);
        gateway.post("/payment-intents/" + gateway.paid("Manual") + "/reversal/", "")
                .ok();
    }

    /** Some clients give every request a type and a body, also those that have none. */
    @Test
    void aBodyWhereNoneIsMeantIsNotLookedAt() {
        var id = Wire.id(gateway.create("Auto"));

        for (var body : new String[] {"", "\"\"", "{}", "{\"a\":[1]}", "not json at all"}) {
            for (var verb : new String[] {"GET", "POST", "DELETE"}) {
                var path = "/payment-intents/" + id + (verb.equals("POST") ? "/refresh-client-session-secret" : "");
                var answer = gateway.send(gateway.request(path)
                        .header("Content-Type", "application/json")
                        .method(verb, BodyPublishers.ofString(body)));
                assertThat(answer.status()).as(verb + " with " + body).isIn(200, verb.equals("DELETE") ? 400 : 200);
            }
        }
    }

    @Test
    void aCallersTraceIsContinued() {
        var trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = gateway.send(gateway.request("/payment-intents/" + Wire.UNKNOWN_INTENT)
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-00")
                .GET());

        assertThat(Wire.problem(answer, 404).path("traceId").asString())
                .startsWith("00-" + trace + "-")
                .endsWith("-00")
                .doesNotContain("b7ad6b7169203331");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-xyz-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void aTraceThatIsNoneIsReplaced(String traceparent) {
        var answer = gateway.send(gateway.request("/payment-intents/" + Wire.UNKNOWN_INTENT)
                .header("traceparent", traceparent)
                .GET());

        assertThat(Wire.problem(answer, 404).path("traceId").asString())
                .endsWith("-01")
                .doesNotContain("00000000000");
    }
}
