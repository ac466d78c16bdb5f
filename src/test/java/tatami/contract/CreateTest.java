package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

class CreateTest {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theSmallestIntentIsAnsweredWithEverythingTheServerFillsIn() {
        var answer = gateway.post("/payment-intents", Wire.body(""));

        Golden.check("create-smallest", 200, answer);
    }

    @Test
    void everyFieldThatWasSentComesBack() {
        var answer = gateway.post("/payment-intents", """
                {
                  "captureMode": "Manual",
                  "amount": {"value": 1000, "currencyCode": "GBP"},
                  "tipsAmount": {"value": 150, "currencyCode": "GBP"},
                  "reference": "Order 234",
                  "description": "Two coffees, naïve façade ☕",
                  "customer": {"id": "cust_sandbox_MJj8Flgfik25x47R4LFbxQ", "emailAddress": "alex@shop.example",
                    "phoneNumber": "+44 20 7946 0000"},
                  "billingAddress": {"address1": "1 High Street", "address2": "a", "address3": "b", "address4": "c",
                    "city": "London", "state": "d", "postcode": "N1 1AA", "countryCode": "GB", "locality": "e",
                    "county": "f"},
                  "shippingDetails": {"name": "Alex", "deliveryNotes": "Ring twice",
                    "address": {"address1": "2 Low Street", "countryCode": ""}},
                  "transactionSource": "MOTO",
                  "config": {"title": "Pay us", "redirectUrl": "http://shop.example/paid?order=234",
                    "cancelUrl": "https://shop.example/left", "customerEmail": {"collectionRequired": true},
                    "details": {"showTotal": true, "showReference": false},
                    "billingAddress": {"collectionRequired": false}, "shippingDetails": {"collectionRequired": true},
                    "payment": {"customAmountAllowed": true, "tipsAllowed": true}},
                  "requestSecurity": {"userAgent": "Browser/1.0", "ipAddress": "192.0.2.1", "device": "Phone"},
                  "itemLines": [{"id": "1", "quantity": 2, "caption": "Coffee",
                    "amountTotal": {"value": 800, "currencyCode": "GBP"}},
                    {"quantity": 1, "amountTotal": {"value": 50, "currencyCode": "GBP"}}],
                  "taxLines": [{"id": "t", "caption": "VAT", "subCaption": "20%",
                    "amountTotal": {"value": 170, "currencyCode": "GBP"}}],
                  "paymentMethods": ["Card", "Wallet"],
                  "actionLink": {"url": "https://shop.example/ticket.pdf", "label": "Your ticket",
                    "action": "DownloadFile", "fileName": "ticket.pdf"},
                  "expireAt": "2099-12-31T23:59:59Z",
                  "autoExpireIn": "6.00:00:00",
                  "autoExpireAction": "Capture",
                  "metadata": {"order": "234", "": "a name may be empty"},
                  "setupIntentId": "si_sandbox_c9RbgPcWbkGcUIbsFSzHcA",
                  "paymentSource": "plugin"
                }
                """);

        Golden.check("create-everything", 200, answer);
    }

    @Test
    void itReadsTheSameAfterwards() {
        var created =
                gateway.post("/payment-intents", Wire.body("\"captureMode\":\"Manual\",\"autoExpireIn\":\"00:05:00\""));

        var read = gateway.get("/payment-intents/" + Wire.id(created.ok()));

        assertThat(read.text()).isEqualTo(created.text());
    }

    @Test
    void anIntentIsFreshlyCreatedAndNothingHasHappenedToIt() {
        var intent = Wire.create(gateway, "");

        assertThat(intent.path("status").asString()).isEqualTo("Created");
        assertThat(intent.path("createdAt")).isEqualTo(intent.path("updatedAt"));
        assertThat(intent.path("paymentEvents")).isEmpty();
        assertThat(intent.path("refundedAmount").isIntegralNumber()).isTrue();
    }

    @Test
    void itsCreationIsAnEvent() {
        var id = Wire.id(Wire.create(gateway, "\"captureMode\":\"Manual\""));

        var rows = new Rows(gateway);
        assertThat(rows.events(id)).containsExactly("payment_intent.created");
        assertThat(rows.lastEvent(id))
                .isEqualTo("{\"paymentIntentId\":\"" + id
                        + "\",\"paymentStatus\":\"Created\",\"captureMode\":\"Manual\"}");
    }

    @Test
    void theSameRequestTwiceIsTwoIntentsWhateverKeyItCarries() {
        var first = gateway.send(
                Wire.json(gateway.request("/payment-intents"), Wire.body("")).header("idempotencyKey", "k"));
        var second = gateway.send(
                Wire.json(gateway.request("/payment-intents"), Wire.body("")).header("idempotencyKey", "k"));

        assertThat(Wire.id(first.ok())).isNotEqualTo(Wire.id(second.ok()));
    }

    @Test
    void anIntentWithoutAnExpiryTimeExpiresAfterThirtyDays() {
        var intent = Wire.create(gateway, "\"expireAt\":null");

        var created = Instant.parse(intent.path("createdAt").asString());
        assertThat(Instant.parse(intent.path("expireAt").asString())).isEqualTo(created.plus(Duration.ofDays(30)));
    }

    @ParameterizedTest
    @CsvSource({
        "2099-01-01T10:00:00+00:00, 2099-01-01T10:00:00.0000000Z",
        "2099-01-01T10:00:00+02:30, 2099-01-01T07:30:00.0000000Z",
        "2099-01-01T10:00:00Z, 2099-01-01T10:00:00.0000000Z",
        "2099-01-01T10:00:00.1234567Z, 2099-01-01T10:00:00.1234560Z",
        "2099-01-01T10:00:00, 2099-01-01T10:00:00.0000000Z",
        "2099-01-01, 2099-01-01T00:00:00.0000000Z"
    })
    void aTimeMayHaveAnyOffsetAndIsAnsweredInUtc(String sent, String answered) {
        var intent = Wire.create(gateway, "\"expireAt\":\"" + sent + "\"");

        assertThat(intent.path("expireAt").asString()).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2099-13-01T00:00:00Z",
                "2099-02-30",
                "1651363200",
                "2099-01-01 10:00:00",
                "+999999999-12-31T23:59:59Z",
                "99999-01-01T00:00:00Z"
            })
    void whatIsNoTimeIsRefused(String sent) {
        var answer = gateway.post("/payment-intents", Wire.body("\"expireAt\":\"" + sent + "\""));

        Wire.invalid(answer, "ExpireAt: The field ExpireAt must be a date and time, such as 2026-01-31T09:30:00Z.");
    }

    @Test
    void theExpiryTimeMustBeInTheFuture() {
        var now = gateway.clock().instant();

        Wire.invalid(
                gateway.post("/payment-intents", Wire.body("\"expireAt\":\"" + now + "\"")),
                "ExpireAt: The field ExpireAt must be in the future.");
        Wire.create(gateway, "\"expireAt\":\"" + now.plusSeconds(1) + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "00:05:00, 00:05:00",
        "6.00:00:00, 6.00:00:00",
        "00:00:55, 00:00:55",
        "00:00:31, 00:00:31",
        "6.23:59:59, 6.23:59:59",
        "1:2:3, 01:02:03",
        "0.00:05:00, 00:05:00"
    })
    void aHoldMayLastAsLongAsATimeSpanSays(String sent, String answered) {
        var fields = "\"captureMode\":\"Manual\",\"autoExpireIn\":\"" + sent + "\",\"autoExpireAction\":\"Release\"";

        var intent = Wire.create(gateway, fields);

        assertThat(intent.path("autoExpireIn").asString()).isEqualTo(answered);
        assertThat(intent.path("autoExpireAction").asString()).isEqualTo("Release");
        assertThat(Wire.get(gateway, Wire.id(intent)).path("autoExpireIn").asString())
                .isEqualTo(answered);
    }

    @Test
    void aFractionOfATimeSpanIsAnsweredAsItIsKept() {
        var intent = Wire.create(gateway, "\"captureMode\":\"Manual\",\"autoExpireIn\":\"00:05:00.1234567\"");

        var read = Wire.get(gateway, Wire.id(intent)).path("autoExpireIn").asString();

        assertThat(intent.path("autoExpireIn").asString()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT55S", "P6D", "5 minutes", "24:00:00", "00:60:00", "00:00:60", "6", "-00:05:00"})
    void whatIsNoTimeSpanIsRefused(String sent) {
        var answer = gateway.post(
                "/payment-intents", Wire.body("\"captureMode\":\"Manual\",\"autoExpireIn\":\"" + sent + "\""));

        Wire.invalidField(answer, "AutoExpireIn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:30", "00:00:00", "7.00:00:00", "30.00:00:00"})
    void aHoldLastsMoreThanHalfAMinuteAndLessThanAWeek(String sent) {
        var answer = gateway.post(
                "/payment-intents", Wire.body("\"captureMode\":\"Manual\",\"autoExpireIn\":\"" + sent + "\""));

        Wire.invalid(
                answer, "AutoExpireIn: The field AutoExpireIn must be more than 00:00:30 and less than 7.00:00:00.");
    }

    @Test
    void theMerchantsMetadataIsKeptAndTheLocationIsOurs() {
        var intent = Wire.create(gateway, "\"metadata\":{\"order\":\"7\",\"location-id\":\"mine\",\"none\":null}");

        var metadata = intent.path("metadata");
        assertThat(metadata.propertyNames()).containsExactlyInAnyOrder("order", "location-id");
        assertThat(metadata.path("order").asString()).isEqualTo("7");
        assertThat(metadata.path("location-id").asString()).matches("\\d{15}");
    }

    @Test
    void linesNeverChangeTheAmount() {
        var intent = Wire.create(gateway, """
                "itemLines":[{"quantity":3,"amountTotal":{"value":7,"currencyCode":"GBP"}}],
                "taxLines":[{"amountTotal":{"value":9,"currencyCode":"GBP"}}]
                """);

        assertThat(intent.path("amount").path("value").asInt()).isEqualTo(1000);
        assertThat(intent.path("totalAmount").path("value").asInt()).isEqualTo(1000);
        assertThat(intent.path("subtotalLineItems").path("value").asInt()).isEqualTo(7);
    }

    @Test
    void aTipIsAddedToTheTotal() {
        var intent = Wire.create(gateway, "\"tipsAmount\":{\"value\":150,\"currencyCode\":\"GBP\"}");

        assertThat(intent.path("totalAmount").path("value").asInt()).isEqualTo(1150);
    }

    @Test
    void theAnswerToAnIncompleteRequestIsTheDocumentedOne() {
        Golden.check("create-invalid", 400, gateway.post("/payment-intents", "{}"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var answer = gateway.post("/payment-intents", """
                {"captureMode":"Later","amount":{"value":"abc","currencyCode":"XYZ"},"reference":"",
                 "customer":{"emailAddress":%s},"itemLines":[{"quantity":1},7]}
                """.formatted('"' + "x".repeat(255) + '"'));

        Wire.invalid(
                answer,
                "CaptureMode: The field CaptureMode must be one of: Auto, Manual.",
                "amount.value: Could not convert text to integer. Path 'amount.value'.",
                "Amount.CurrencyCode: The field CurrencyCode must be an ISO 4217 currency code, such as GBP.",
                "Reference: The Reference field is required.",
                "Customer.EmailAddress: The field EmailAddress must be a string with a maximum length of 254.",
                "ItemLines[0].AmountTotal: The AmountTotal field is required.",
                "itemLines[1]: Could not convert this number to an object. Path 'itemLines[1]'.");
    }

    /** A field in place of a good one, and whose complaint it must be. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amount             | null                                     | Amount
            amount             | {}                                       | Amount.Value
            amount             | {"value":1000}                           | Amount.CurrencyCode
            amount             | {"currencyCode":"GBP"}                   | Amount.Value
            amount             | {"value":0,"currencyCode":"GBP"}         | Amount.Value
            amount             | {"value":-1,"currencyCode":"GBP"}        | Amount.Value
            amount             | {"value":1000000000000,"currencyCode":"GBP"} | Amount.Value
            amount             | {"value":9223372036854775808,"currencyCode":"GBP"} | Amount.Value
            amount             | {"value":10.5,"currencyCode":"GBP"}      | amount.value
            amount             | {"value":true,"currencyCode":"GBP"}      | amount.value
            amount             | {"value":[],"currencyCode":"GBP"}        | amount.value
            amount             | {"value":1000,"currencyCode":"XXX"}      | Amount.CurrencyCode
            amount             | {"value":1000,"currencyCode":"POUNDS STERLING"} | Amount.CurrencyCode
            amount             | {"value":1000,"currencyCode":{}}         | amount.currencyCode
            amount             | 1000                                     | amount
            amount             | [1000]                                   | amount
            tipsAmount         | {"value":-1,"currencyCode":"GBP"}        | TipsAmount.Value
            tipsAmount         | {"value":1,"currencyCode":"EUR"}         | TipsAmount
            tipsAmount         | {"value":999999999999,"currencyCode":"GBP"} | TipsAmount
            reference          | null                                     | Reference
            reference          | ""                                       | Reference
            reference          | "  "                                     | Reference
            reference          | {}                                       | reference
            captureMode        | "Sometimes"                              | CaptureMode
            transactionSource  | "POS"                                    | TransactionSource
            paymentMethods     | ["Cash"]                                 | PaymentMethods[0]
            paymentMethods     | "Card"                                   | paymentMethods
            autoExpireAction   | "Explode"                                | AutoExpireAction
            billingAddress     | {}                                       | BillingAddress.CountryCode
            shippingDetails    | {"address":{"city":"London"}}            | ShippingDetails.Address.CountryCode
            shippingDetails    | "here"                                   | shippingDetails
            customer           | []                                       | customer
            config             | {"redirectUrl":"shop.example/paid"}      | Config.RedirectUrl
            config             | {"redirectUrl":"javascript:alert(1)"}    | Config.RedirectUrl
            config             | {"cancelUrl":"ftp://shop.example"}       | Config.CancelUrl
            config             | {"payment":{"tipsAllowed":"perhaps"}}    | config.payment.tipsAllowed
            actionLink         | {}                                       | ActionLink.Url
            actionLink         | {"url":"https://shop.example"}           | ActionLink.Label
            actionLink         | {"url":"nowhere","label":"x"}            | ActionLink.Url
            itemLines          | {}                                       | itemLines
            itemLines          | [{"quantity":1.5,"amountTotal":{"value":1,"currencyCode":"GBP"}}] | itemLines[0].quantity
            itemLines          | [{"quantity":2147483648,"amountTotal":{"value":1,"currencyCode":"GBP"}}] | ItemLines[0].Quantity
            itemLines          | [{"amountTotal":{"value":1,"currencyCode":"GBP"}},{"amountTotal":{"value":1,"currencyCode":"EUR"}}] | ItemLines
            taxLines           | [{}]                                     | TaxLines[0].AmountTotal
            metadata           | {"a":{}}                                 | metadata.a
            metadata           | []                                       | metadata
            expireAt           | 5                                        | ExpireAt
            """)
    void oneWrongFieldIsNamed(String field, String value, String complaint) {
        var good = """
                "amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"
                """;
        var others = field.equals("amount")
                ? "\"reference\":\"Order 234\""
                : field.equals("reference") ? "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"}" : good;

        var answer = gateway.post("/payment-intents", "{" + others + ",\"" + field + "\":" + value + "}");

        Wire.invalidField(answer, complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "reference, 60",
        "description, 4096",
        "customer.id, 100",
        "customer.emailAddress, 254",
        "customer.phoneNumber, 50",
        "shippingDetails.name, 100",
        "shippingDetails.deliveryNotes, 1024",
        "config.title, 100",
        "requestSecurity.userAgent, 300",
        "requestSecurity.ipAddress, 70",
        "requestSecurity.device, 120",
        "setupIntentId, 50"
    })
    void aTextMayBeAsLongAsTheContractSaysAndNoLonger(String path, int longest) {
        gateway.post("/payment-intents", withText(path, "é".repeat(longest))).ok();

        Wire.invalid(
                gateway.post("/payment-intents", withText(path, "x".repeat(longest + 1))), Wire.tooLong(path, longest));
    }

    @Test
    void anEmptyBodyIsRefusedAsTheApiRefusesIt() {
        Wire.invalid(gateway.post("/payment-intents", ""), ": A non-empty request body is required.");
        Wire.invalid(gateway.post("/payment-intents", "null"), ": A non-empty request body is required.");
        Wire.invalid(gateway.post("/payment-intents", "  \n"), ": A non-empty request body is required.");
        Wire.invalid(
                gateway.send(gateway.request("/payment-intents").POST(BodyPublishers.noBody())),
                ": A non-empty request body is required.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"reference\":\"x\"}]", "\"text\"", "7", "true"})
    void aBodyMustBeAnObject(String body) {
        Wire.invalid(gateway.post("/payment-intents", body), ": The request body must be a JSON object.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\":}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1}{",
                "{\"a\":1} x",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1,}",
                "// comment\n{}",
                "\u0000"
            })
    void aBodyMustBeJson(String body) {
        Wire.invalidField(gateway.post("/payment-intents", body), "");
    }

    private static String withText(String path, String text) {
        return Wire.body(Wire.nested(path, text));
    }
}
