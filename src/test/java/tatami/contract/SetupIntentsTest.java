package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.accounts.Environment;
import tools.jackson.databind.JsonNode;

/** Setup intents as merchants create them. What is done with them afterwards is {@link SetupIntentCallsTest}'s. */
class SetupIntentsTest {

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
    void theSmallestSetupIntentIsAnsweredWithEverythingTheServerFillsIn() {
        Golden.check("setup-smallest", 200, gateway.post("/setup-intents", body("")));
    }

    @Test
    void everyFieldThatWasSentComesBack() {
        Golden.check("setup-everything", 200, gateway.post("/setup-intents", """
                {
                  "merchantInitiatedTransactionType": "Unscheduled",
                  "intendedAmount": {"value": 2500, "currencyCode": "EUR"},
                  "terms": "You may be charged for the minibar,\\nand for damage.",
                  "captureMode": "Auto",
                  "reference": "Room 12",
                  "description": "Three nights, naïve façade ☕",
                  "customer": {"id": "cust_sandbox_MJj8Flgfik25x47R4LFbxQ", "emailAddress": "alex@shop.example",
                    "phoneNumber": "+44 20 7946 0000"},
                  "billingAddress": {"address1": "1 High Street", "address2": "a", "address3": "b", "address4": "c",
                    "city": "London", "state": "d", "postcode": "N1 1AA", "countryCode": "GB", "locality": "e",
                    "county": "f"},
                  "shippingDetails": {"name": "Alex", "deliveryNotes": "Ring twice",
                    "address": {"address1": "2 Low Street", "countryCode": ""}},
                  "config": {"title": "Book us", "redirectUrl": "http://shop.example/booked?order=234",
                    "cancelUrl": "https://shop.example/left", "customerEmail": {"collectionRequired": true},
                    "details": {"showTotal": true, "showReference": false},
                    "billingAddress": {"collectionRequired": false}, "shippingDetails": {"collectionRequired": true},
                    "payment": {"customAmountAllowed": true, "tipsAllowed": true}},
                  "paymentMethods": ["Card", "Wallet"],
                  "expireAt": "2099-12-31T23:59:59Z",
                  "metadata": {"order": "234", "": "a name may be empty"},
                  "paymentSource": "plugin"
                }
                """));
    }

    @Test
    void itReadsTheSameAfterwards() {
        var created = gateway.post("/setup-intents", body("\"expireAt\":\"2099-01-01T10:00:00Z\""));

        var read = gateway.get("/setup-intents/" + Wire.id(created.ok()));

        assertThat(read.text()).isEqualTo(created.text());
    }

    @Test
    void theDocumentsOwnRequestIsUnderstood() {
        var setup = gateway.post("/setup-intents", """
                {"reference":"Dojo Cafe | Booking request for Table 4","merchantInitiatedTransactionType":"NoShow",
                 "terms":"In case of no-show, we will charge you 10 pounds.",
                 "intendedAmount":{"value":"1000","currencyCode":"GBP"}}
                """).ok();

        assertThat(setup.path("intendedAmount").path("value").isIntegralNumber())
                .isTrue();
        assertThat(setup.path("setupEvents")).isEmpty();
        assertThat(setup.has("setupEvents")).isTrue();
        assertThat(setup.has("expireAt")).isFalse();
        assertThat(setup.has("totalAmount")).isFalse();
        assertThat(setup.has("captureMode")).isFalse();
    }

    @Test
    void aSetupIntentIsFreshlyCreatedAndNobodyIsTold() {
        var before = rows.counts();

        var setup = create("");

        assertThat(Wire.id(setup)).matches("si_sandbox_[A-Za-z0-9_-]{22}");
        assertThat(setup.path("status").asString()).isEqualTo("Created");
        assertThat(setup.path("createdAt")).isEqualTo(setup.path("updatedAt"));
        before.merge("public.setup_intent", 1L, Long::sum);
        assertThat(rows.counts()).isEqualTo(before);
    }

    @Test
    void aLiveAccountsIdsAreNotTheSandboxes() {
        var live = gateway.openAccount(Environment.Live, "A live cafe");

        var setup = gateway.send(Wire.json(gateway.requestAs(live, "/setup-intents"), body("")))
                .ok();

        assertThat(Wire.id(setup)).matches("si_(?!sandbox_)[A-Za-z0-9_-]{22}");
    }

    @Test
    void theSameRequestTwiceIsTwoSetupIntents() {
        assertThat(Wire.id(create(""))).isNotEqualTo(Wire.id(create("")));
    }

    @Test
    void whoDoesNotKnowTheAmountYetMayIntendNothing() {
        var setup = create("\"intendedAmount\":{\"value\":0,\"currencyCode\":\"gbp\"}");

        assertThat(setup.path("intendedAmount").toString()).isEqualTo("{\"value\":0,\"currencyCode\":\"GBP\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Auto\"", "\"auto\"", "null", "\"\""})
    void aChargeIsCapturedAtOnceWhichMayBeSaid(String mode) {
        create("\"captureMode\":" + mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Manual", "manual"})
    void aChargeCannotBeCapturedByHand(String mode) {
        Wire.invalid(
                gateway.post("/setup-intents", body("\"captureMode\":\"" + mode + "\"")),
                "CaptureMode: The field CaptureMode must be Auto for a setup intent.");
    }

    @ParameterizedTest
    @CsvSource({"noshow, NoShow", "NOSHOW, NoShow", "unScheduled, Unscheduled"})
    void theWordsOfAChoiceMayBeWrittenInAnyCase(String sent, String answered) {
        var setup = create("\"merchantInitiatedTransactionType\":\"" + sent + "\"");

        assertThat(setup.path("merchantInitiatedTransactionType").asString()).isEqualTo(answered);
    }

    @Test
    void soMayNames() {
        var setup = gateway.post("/setup-intents", """
                {"Reference":"Table 4","INTENDEDAMOUNT":{"Value":"1000","CURRENCYCODE":"GBP"},"Terms":"Pay.",
                 "merchantinitiatedtransactiontype":"NoShow","METADATA":{"Order":7}}
                """).ok();

        assertThat(setup.path("metadata").path("Order").asString()).isEqualTo("7");
    }

    /** A shop plugin writes every number as text and {@code ""} for every null. */
    @Test
    void anEmptyTextIsNoObjectAndWhatNobodyKnowsIsIgnored() {
        var setup = create("""
                "description":"","customer":"","billingAddress":"","shippingDetails":"","config":"","metadata":"",
                "paymentMethods":"","expireAt":"","cardHolderNotPresent":true,"totalAmount":{"value":"nonsense"},
                "setupIntentId":"x","deep":[[{}]],"":null
                """);

        assertThat(setup.has("customer")).isFalse();
        assertThat(setup.has("billingAddress")).isFalse();
        assertThat(setup.has("shippingDetails")).isFalse();
        assertThat(setup.has("expireAt")).isFalse();
        assertThat(setup.path("paymentMethods").toString()).isEqualTo("[\"Card\"]");
        assertThat(setup.path("metadata").propertyNames()).containsExactly("location-id");
    }

    @Test
    void nullIsTheSameAsNothing() {
        var setup = create("""
                "description":null,"customer":null,"billingAddress":null,"shippingDetails":null,"config":null,
                "metadata":null,"paymentMethods":null,"expireAt":null,"paymentSource":null
                """);

        assertThat(setup.propertyNames()).containsExactlyElementsOf(create("").propertyNames());
    }

    @Test
    void metadataGetTheLocation() {
        var metadata = create("\"metadata\":{\"order\":\"7\"}").path("metadata");

        assertThat(metadata.propertyNames()).containsExactlyInAnyOrder("order", "location-id");
        assertThat(metadata.path("location-id").asString()).matches("\\d{15}");
    }

    /** By these two the mobile SDKs know a setup intent. */
    @ParameterizedTest
    @CsvSource({
        "'', api",
        "'\"paymentSource\":\" \"', api",
        "'\"paymentSource\":\"virtual-terminal\"', virtual-terminal"
    })
    void theSdksFindWhatTheyKnowASetupIntentBy(String field, String source) {
        var setup = create(field);

        assertThat(setup.path("paymentSource").asString()).isEqualTo(source);
        assertThat(setup.path("merchantInitiatedTransactionType").asString()).isEqualTo("NoShow");
    }

    @ParameterizedTest
    @CsvSource({
        "2099-01-01T10:00:00+02:30, 2099-01-01T07:30:00.0000000Z",
        "2099-01-01T10:00:00.1234567Z, 2099-01-01T10:00:00.1234560Z",
        "2099-01-01, 2099-01-01T00:00:00.0000000Z"
    })
    void aTimeMayHaveAnyOffsetAndIsAnsweredInUtc(String sent, String answered) {
        assertThat(create("\"expireAt\":\"" + sent + "\"").path("expireAt").asString())
                .isEqualTo(answered);
    }

    @Test
    void theExpiryTimeMustBeInTheFuture() {
        var now = gateway.clock().instant();

        for (var past : new Object[] {now, now.minusSeconds(1), "2001-01-01"}) {
            Wire.invalid(
                    gateway.post("/setup-intents", body("\"expireAt\":\"" + past + "\"")),
                    "ExpireAt: The field ExpireAt must be in the future.");
        }
        create("\"expireAt\":\"" + now.plusSeconds(1) + "\"");
    }

    @Test
    void theAnswerToAnIncompleteRequestNamesAllThatIsMissing() {
        Golden.check("setup-invalid", 400, gateway.post("/setup-intents", "{}"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var before = rows.counts();

        var answer = gateway.post("/setup-intents", """
                {"captureMode":"Manual","intendedAmount":{"value":"-1","currencyCode":"XYZ"},"reference":"%s",
                 "merchantInitiatedTransactionType":"Subscription","terms":"","expireAt":"tomorrow",
                 "customer":{"emailAddress":"%s"},"paymentMethods":["Cash"],"billingAddress":{}}
                """.formatted("r".repeat(61), "x".repeat(255)));

        Wire.invalid(
                answer,
                "CaptureMode: The field CaptureMode must be Auto for a setup intent.",
                "IntendedAmount.Value: The field Value must be between 0 and 999999999999.",
                "IntendedAmount.CurrencyCode: The field CurrencyCode must be an ISO 4217 currency code, such as GBP.",
                "Reference: The field Reference must be a string with a maximum length of 60.",
                "MerchantInitiatedTransactionType:"
                        + " The field MerchantInitiatedTransactionType must be one of: NoShow, Unscheduled.",
                "Terms: The Terms field is required.",
                "ExpireAt: The field ExpireAt must be a date and time, such as 2026-01-31T09:30:00Z.",
                "Customer.EmailAddress: The field EmailAddress must be a string with a maximum length of 254.",
                "PaymentMethods[0]: The field PaymentMethods[0] must be one of: Card, Wallet.",
                "BillingAddress.CountryCode: The CountryCode field is required.");
        assertThat(rows.counts()).isEqualTo(before);
    }

    /** A field in place of a good one, and whose complaint it must be. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reference          | null                                     | Reference
            reference          | ""                                       | Reference
            reference          | "  "                                     | Reference
            reference          | {}                                       | reference
            terms              | null                                     | Terms
            terms              | ""                                       | Terms
            terms              | "\\n "                                   | Terms
            terms              | []                                       | terms
            intendedAmount     | null                                     | IntendedAmount
            intendedAmount     | ""                                       | IntendedAmount
            intendedAmount     | {}                                       | IntendedAmount.Value
            intendedAmount     | {"value":1000}                           | IntendedAmount.CurrencyCode
            intendedAmount     | {"currencyCode":"GBP"}                   | IntendedAmount.Value
            intendedAmount     | {"value":-1,"currencyCode":"GBP"}        | IntendedAmount.Value
            intendedAmount     | {"value":"-1","currencyCode":"GBP"}      | IntendedAmount.Value
            intendedAmount     | {"value":1000000000000,"currencyCode":"GBP"} | IntendedAmount.Value
            intendedAmount     | {"value":9223372036854775808,"currencyCode":"GBP"} | IntendedAmount.Value
            intendedAmount     | {"value":10.5,"currencyCode":"GBP"}      | intendedAmount.value
            intendedAmount     | {"value":"abc","currencyCode":"GBP"}     | intendedAmount.value
            intendedAmount     | {"value":1000,"currencyCode":"XXX"}      | IntendedAmount.CurrencyCode
            intendedAmount     | 1000                                     | intendedAmount
            intendedAmount     | [1000]                                   | intendedAmount
            merchantInitiatedTransactionType | null                       | MerchantInitiatedTransactionType
            merchantInitiatedTransactionType | ""                         | MerchantInitiatedTransactionType
            merchantInitiatedTransactionType | "Recurring"                | MerchantInitiatedTransactionType
            merchantInitiatedTransactionType | ["NoShow"]                 | MerchantInitiatedTransactionType
            captureMode        | "Sometimes"                              | CaptureMode
            paymentMethods     | ["Cash"]                                 | PaymentMethods[0]
            paymentMethods     | "Card"                                   | paymentMethods
            billingAddress     | {}                                       | BillingAddress.CountryCode
            shippingDetails    | {"address":{"city":"London"}}            | ShippingDetails.Address.CountryCode
            shippingDetails    | "here"                                   | shippingDetails
            customer           | []                                       | customer
            config             | {"redirectUrl":"shop.example/paid"}      | Config.RedirectUrl
            config             | {"cancelUrl":"javascript:alert(1)"}      | Config.CancelUrl
            config             | {"payment":{"tipsAllowed":"perhaps"}}    | config.payment.tipsAllowed
            metadata           | {"a":{}}                                 | metadata.a
            metadata           | []                                       | metadata
            expireAt           | 5                                        | ExpireAt
            expireAt           | "2099-02-30"                             | ExpireAt
            """)
    void oneWrongFieldIsNamed(String field, String value, String complaint) {
        var before = rows.counts();

        Wire.invalidField(gateway.post("/setup-intents", body("\"" + field + "\":" + value)), complaint);

        assertThat(rows.counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "terms", "intendedAmount", "merchantInitiatedTransactionType"})
    void whatIsRequiredIsMissedAlone(String missing) {
        var name = missing.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + missing.substring(1);

        Wire.invalid(
                gateway.post("/setup-intents", body("").replace("\"" + missing + "\"", "\"nothing\"")),
                name + ": The " + name + " field is required.");
    }

    @ParameterizedTest
    @CsvSource({
        "reference, 60",
        "description, 4096",
        "terms, 10240",
        "customer.id, 100",
        "customer.emailAddress, 254",
        "customer.phoneNumber, 50",
        "shippingDetails.name, 100",
        "shippingDetails.deliveryNotes, 1024",
        "config.title, 100"
    })
    void aTextMayBeAsLongAsTheContractSaysAndNoLonger(String path, int longest) {
        create(Wire.nested(path, "é".repeat(longest)));

        Wire.invalid(
                gateway.post("/setup-intents", body(Wire.nested(path, "x".repeat(longest + 1)))),
                Wire.tooLong(path, longest));
    }

    @Test
    void theLargestIntendedAmountIsTakenAsItIs() {
        var setup = create("\"intendedAmount\":{\"value\":999999999999,\"currencyCode\":\"GBP\"}");

        assertThat(setup.path("intendedAmount").path("value").asLong()).isEqualTo(999_999_999_999L);
    }

    @Test
    void termsAreKeptToTheLetter() {
        var terms = "  1. <b>&amp;</b> ' OR 1=1 --\n2. 漢字 \ud83d\ude80 عربى ${x} %s  ";

        var setup = create("\"terms\":\"" + terms.replace("\n", "\\n") + "\"");

        assertThat(setup.path("terms").asString()).isEqualTo(terms);
        assertThat(gateway.get("/setup-intents/" + Wire.id(setup))
                        .ok()
                        .path("terms")
                        .asString())
                .isEqualTo(terms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"terms\":\"a\\u0000b\"",
                "\"terms\":\"\\ud800\"",
                "\"metadata\":{\"\\ud800\":\"v\"}",
                "\"description\":1e99999999999999",
                "\"reference\":\"\\u0000\""
            })
    void whatCannotBeStoredIsRefused(String fields) {
        var before = rows.counts();

        Wire.problem(gateway.post("/setup-intents", body(fields)), 400);

        assertThat(rows.counts()).isEqualTo(before);
    }

    @Test
    void aBodyMustBeAnObject() {
        for (var nothing : new String[] {"", "null", " \n"}) {
            Wire.invalid(gateway.post("/setup-intents", nothing), ": A non-empty request body is required.");
        }
        for (var other : new String[] {"[]", "\"text\"", "7"}) {
            Wire.invalid(gateway.post("/setup-intents", other), ": The request body must be a JSON object.");
        }
        Wire.invalidField(gateway.post("/setup-intents", "{\"a\":1,}"), "");
        Wire.refused(
                gateway.send(gateway.request("/setup-intents")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(body("")))),
                415,
                "Send application/json.");
    }

    @Test
    void aSlashAtTheEndChangesNothing() {
        gateway.post("/setup-intents/", body("")).ok();
    }

    private static JsonNode create(String fields) {
        return gateway.post("/setup-intents", body(fields)).ok();
    }

    /** A good request with these fields besides, or in place of its own: of a name that comes twice the last counts. */
    private static String body(String fields) {
        var good = Gateway.setup("NoShow").strip();
        return fields.isEmpty() ? good : good.substring(0, good.length() - 1) + "," + fields + "}";
    }
}
