package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tools.jackson.databind.JsonNode;

/** The mobile SDKs' calls, one by one, as an app makes them. */
class ClientCallsTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    @AfterAll
    static void stop() {
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        new Books(gateway).mustAgree();
    }

    @Test
    void aCardWithoutAChallengePaysAtOnce() {
        var intent = gateway.create("Auto");

        var paid = gateway.pay(intent, FRICTIONLESS).ok();

        assertThat(paid.path("statusCode").intValue()).isZero();
        assertThat(paid.path("authCode").asString()).isEqualTo("123456");
        assertThat(paid.path("message").asString()).isNotEmpty();
        assertThat(paid.has("md")).isFalse();
        assertThat(now(intent).path("status").asString()).isEqualTo("Captured");
    }

    @Test
    void aManualIntentIsAuthorizedOnly() {
        var intent = gateway.create("Manual");

        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isZero();

        assertThat(now(intent).path("status").asString()).isEqualTo("Authorized");
    }

    @Test
    void deviceDataAreCollectedBeforePayingAndUseNothingUp() {
        var intent = gateway.create("Auto");

        var collect = gateway.postOpen("/api/device-data/" + secret(intent), Gateway.card(CHALLENGED))
                .ok();
        var posted = Html.post(
                gateway,
                collect.path("formAction")
                        .asString()
                        .substring(gateway.baseUrl().length()),
                Map.of("JWT", collect.path("token").asString()));

        assertThat(posted.status()).isEqualTo(200);
        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isZero();
    }

    @Test
    void afterADeclineTheShopperTriesAgainWithARefreshedSecret() {
        var intent = gateway.create("Auto");

        var declined = gateway.pay(intent, DECLINED).ok();
        var sameSecret = gateway.pay(intent, FRICTIONLESS);
        var refreshed = refresh(intent);
        var second = gateway.pay(refreshed, FRICTIONLESS);

        assertThat(declined.path("statusCode").intValue()).isEqualTo(5);
        assertThat(declined.path("message").asString()).isNotEmpty();
        assertThat(code(sameSecret)).isEqualTo(401);
        assertThat(refreshed.path("status").asString()).isEqualTo("Created");
        assertThat(code(second)).isZero();
        assertThat(events(intent)).isEqualTo("Declined Captured");
    }

    @Test
    void aChallengeShownByTheBanksOwnPageAuthenticates() {
        var intent = gateway.create("Auto");

        var challenge = gateway.pay(intent, CHALLENGED).ok();
        var asked = stepUp(challenge);
        var answered = Html.submit(gateway, asked, Map.of("code", "1234"));
        var completed = complete(intent, "", "SUCCESS");

        assertThat(answered.text()).contains("return to the app");
        assertThat(code(completed)).isZero();
        assertThat(events(intent)).isEqualTo("AuthChallenged Captured");
    }

    @Test
    void aChallengeNeedsAllThatTheSdkDemands() {
        var challenge = gateway.pay(gateway.create("Auto"), CHALLENGED).ok();

        assertThat(challenge.path("statusCode").intValue()).isEqualTo(3);
        assertThat(challenge.path("md").asString()).isNotEmpty();
        assertThat(challenge.path("paReq").asString().split("\\.")).hasSize(3);
        assertThat(challenge.path("stepUpUrl").asString()).startsWith(gateway.baseUrl() + "/");
        assertThat(challenge.has("authCode")).isFalse();
    }

    @Test
    void aChallengeThatTheSdkAloneReportsAuthenticates() {
        var intent = gateway.create("Manual");
        gateway.pay(intent, CHALLENGED);

        var completed = complete(intent, "eyJ.from.cardinal", "SUCCESS");
        var repeated = complete(intent, "eyJ.from.cardinal", "SUCCESS");

        assertThat(code(completed)).isZero();
        assertThat(code(repeated)).isEqualTo(20);
        assertThat(events(intent)).isEqualTo("AuthChallenged Authorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILURE", "CANCEL", "ERROR"})
    void aChallengeThatWasNotPassedFailsAndAnotherAttemptIsWelcome(String actionCode) {
        var intent = gateway.create("Auto");
        gateway.pay(intent, CHALLENGED);

        var failed = complete(intent, "", actionCode).ok();

        assertThat(failed.path("statusCode").intValue()).isEqualTo(30);
        assertThat(failed.path("message").asString()).isNotEmpty();
        assertThat(events(intent)).isEqualTo("AuthChallenged Declined");
        assertThat(code(gateway.pay(refresh(intent), FRICTIONLESS))).isZero();
    }

    @Test
    void threeWrongCodesFailWhateverTheAppReports() {
        var intent = gateway.create("Auto");

        var page = stepUp(gateway.pay(intent, CHALLENGED).ok());
        for (int tries = 0; tries < 2; tries++) {
            page = Html.submit(gateway, page, Map.of("code", "0000"));
        }
        Html.submit(gateway, page, Map.of("code", "0000"));

        assertThat(code(complete(intent, "", "SUCCESS"))).isEqualTo(30);
        assertThat(now(intent).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void onlyTheSecretThatBeganAnAttemptFinishesIt() {
        var intent = gateway.create("Auto");
        gateway.pay(intent, CHALLENGED);

        var other = complete(refresh(intent), "", "SUCCESS");

        assertThat(code(other)).isEqualTo(401);
        assertThat(now(intent).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void completingWhatNobodyBeganIsInvalid() {
        assertThat(code(complete(gateway.create("Auto"), "", "SUCCESS"))).isEqualTo(400);
    }

    @Test
    void aPaidIntentIsADuplicate() {
        var intent = gateway.create("Auto");
        gateway.pay(intent, FRICTIONLESS);

        var again = gateway.pay(refresh(intent), FRICTIONLESS);

        assertThat(code(again)).isEqualTo(20);
        assertThat(new Books(gateway).captured(intent.path("id").asString())).isEqualTo(1000);
    }

    @Test
    void aCanceledIntentIsInvalid() {
        var intent = gateway.create("Auto");
        gateway.delete("/payment-intents/" + intent.path("id").asString());

        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isEqualTo(400);
    }

    @Test
    void aSilentAcquirerIsProcessingAndAnotherAttemptMeanwhileADuplicate() {
        var intent = gateway.create("Auto");
        be(Mood.DUMB);

        var silent = gateway.pay(intent, FRICTIONLESS);
        var meanwhile = gateway.pay(refresh(intent), FRICTIONLESS);

        assertThat(code(silent)).isEqualTo(40);
        assertThat(code(meanwhile)).isEqualTo(20);
    }

    @Test
    void anAttemptThatGotLostIsWithdrawnAndFails() {
        var intent = gateway.create("Auto");
        be(Mood.FORGETFUL);

        var lost = gateway.pay(intent, FRICTIONLESS);
        be(Mood.FINE);

        assertThat(code(lost)).isEqualTo(30);
        assertThat(events(intent)).isEqualTo("Error");
        assertThat(code(gateway.pay(refresh(intent), FRICTIONLESS))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "AAAA", "%20", "%F0%9F%92%B3"})
    void aSecretThatIsNotOursIsNotSignedIn(String secret) {
        assertThat(code(gateway.postOpen("/api/payments/" + secret, Gateway.card(FRICTIONLESS))))
                .isEqualTo(401);
        assertThat(code(gateway.postOpen("/api/device-data/" + secret, Gateway.card(FRICTIONLESS))))
                .isEqualTo(401);
        assertThat(code(gateway.postOpen("/mobile/payments/" + secret + "/three-ds-complete", "{}")))
                .isEqualTo(401);
    }

    @Test
    void aSecretLastsHalfAnHour() {
        var gateway = Gateway.start();
        try (gateway) {
            var intent = gateway.create("Auto");

            gateway.clock().advance(Duration.ofMinutes(30));

            assertThat(code(gateway.pay(intent, FRICTIONLESS))).isEqualTo(401);
        }
    }

    @Test
    void aReplacedSecretIsDead() {
        var intent = gateway.create("Auto");
        refresh(intent);

        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isEqualTo(401);
    }

    @Test
    void anExpiredCardIsInvalidAndUsesNothingUp() {
        var intent = gateway.create("Auto");

        var card = Gateway.card(FRICTIONLESS).replace("12 / 29", "01 / 20");

        var expired = gateway.postOpen("/api/payments/" + secret(intent), card);

        assertThat(code(expired)).isEqualTo(400);
        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isZero();
    }

    @Test
    void aSecretMayComePercentEncoded() {
        var intent = gateway.create("Auto");
        var encoded = secret(intent).replace("=", "%3D");

        var paid = gateway.postOpen("/api/payments/" + encoded, Gateway.card(FRICTIONLESS));

        assertThat(encoded).contains("%3D");
        assertThat(code(paid)).isZero();
    }

    @Test
    void whatTheShopperSaysIsKeptAndWhatTheyLeaveEmptyHidesNothing() {
        var intent = gateway.post("/payment-intents", """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                 "customer":{"emailAddress":"guess@shop.example","phoneNumber":"01"}}
                """).ok();

        var paid = gateway.postOpen("/api/payments/" + secret(intent), """
                {"CV2":"020","cardnumber":"5200 0000 0000 1005","expiryDate":"12/2029","userEmailAddress":"me@home.example",
                 "userPhoneNumber":"","billingAddress":{"address1":"1 High Street","postcode":"N1 1AA"},
                 "shippingDetails":{"name":"Me","address":{"city":"London"}},"metaData":{"dojo-sdk-core-version":"1"},
                 "savePaymentMethod":null,"paymentMethodId":""}
                """);

        assertThat(code(paid)).isZero();
        var kept = now(intent);
        assertThat(kept.path("customer").path("emailAddress").asString()).isEqualTo("me@home.example");
        assertThat(kept.path("customer").path("phoneNumber").asString()).isEqualTo("01");
        assertThat(kept.path("billingAddress").path("address1").asString()).isEqualTo("1 High Street");
        assertThat(kept.path("shippingDetails").path("address").path("city").asString())
                .isEqualTo("London");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                                                       | CardNumber ExpiryDate CV2
        {"cardNumber":"4456530000001006","expiryDate":"13 / 29","cV2":"12"}                      | CardNumber ExpiryDate CV2
        {"cardNumber":"4456530000001005","expiryDate":"12 / 29","cV2":"0200"}                    | CV2
        {"cardNumber":"4456530000001005","expiryDate":"12 / 29","cV2":"020","cardName":"4456530000001005"} | CardName
        {"cardNumber":"4456530000001005","expiryDate":"tomorrow","cV2":"020"}                    | ExpiryDate
        {"cardNumber":"4456530000001005","expiryDate":"12 / 29","cV2":"020","billingAddress":{"countryCode":"Atlantis-on-Sea"}} | BillingAddress.CountryCode
        {"cardNumber":"4456530000001005","expiryDate":"12 / 29","cV2":"020","billingAddress":{"address1":"4456 5300 0000 1005"}} | BillingAddress.Address1
        {"cardNumber":"4456530000001005","expiryDate":"12 / 29","cV2":"020","shippingDetails":{"deliveryNotes":"card 4456-5300-0000-1005"}} | ShippingDetails.DeliveryNotes
        """)
    void everyFieldAtFaultIsNamedAndNothingChanges(String card, String fields) {
        var intent = gateway.create("Auto");

        var refused = gateway.postOpen("/api/payments/" + secret(intent), card);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames()).containsExactlyInAnyOrder(fields.split(" "));
        assertThat(refused.text()).doesNotContain("445653");
        assertThat(code(gateway.pay(intent, FRICTIONLESS))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"\"",
                "null",
                "{",
                "{\"cardNumber\":{}}",
                "{\"cardNumber\":\"\\ud800\"}",
                "1e999999999"
            })
    void aBodyThatIsNotWhatItShouldBeIsAProblem(String body) {
        for (var path : new String[] {"/api/payments/x", "/api/device-data/x"}) {
            var refused = gateway.postOpen(path, body);

            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.json().path("status").intValue()).isEqualTo(400);
        }
    }

    @Test
    void textThatIsNotUtf8IsAProblem() {
        var bytes = new byte[] {'{', '"', (byte) 0xff, (byte) 0xc0, '"', ':', '1', '}'};

        var refused = gateway.send(gateway.open("/api/payments/x")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes)));

        assertThat(refused.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/payments/x", "/api/device-data/x", "/mobile/payments/x/three-ds-complete"})
    void onlyPostingMakesSense(String path) {
        assertThat(gateway.send(gateway.open(path).GET()).status()).isEqualTo(405);
    }

    /** An intent does not vanish while its secret lives, so not all of these can be had by HTTP. */
    @ParameterizedTest
    @CsvSource({"NOT_FOUND, 404", "IN_PROGRESS, 20", "NOT_SIGNED_IN, 401", "INVALID, 400", "OVER_LIMIT, 400"})
    void aRefusalHasANumber(Reason reason, int code) {
        var verdict = ClientVerdict.of(new Refusal(reason, "Because."), () -> {
            throw new AssertionError("Only a wrong status needs the intent.");
        });

        assertThat(verdict.statusCode()).isEqualTo(code);
        assertThat(verdict.message()).isEqualTo("Because.");
    }

    private static Answer stepUp(JsonNode challenge) {
        return Html.post(
                gateway,
                challenge
                        .path("stepUpUrl")
                        .asString()
                        .substring(gateway.baseUrl().length()),
                Map.of(
                        "JWT",
                        challenge.path("paReq").asString(),
                        "MD",
                        challenge.path("md").asString()));
    }

    private static Answer complete(JsonNode intent, String paRes, String actionCode) {
        return gateway.postOpen(
                "/mobile/payments/" + secret(intent) + "/three-ds-complete", """
                {"paRes":"%s","transactionId":"t-1","cardinalValidateResponse":
                 {"isValidated":true,"errorNumber":0,"errorDescription":"Success","actionCode":"%s"}}
                """.formatted(paRes, actionCode));
    }

    private static JsonNode refresh(JsonNode intent) {
        var path = "/payment-intents/public/" + intent.path("id").asString() + "/refresh-client-session-secret";
        return gateway.send(
                        gateway.open(path).header("version", Gateway.VERSION).POST(BodyPublishers.noBody()))
                .ok();
    }

    private static JsonNode now(JsonNode intent) {
        return gateway.get("/payment-intents/" + intent.path("id").asString()).ok();
    }

    private static String events(JsonNode intent) {
        var events = now(intent).path("paymentEvents").valueStream();
        return events.map(event -> event.path("eventType").asString()).collect(Collectors.joining(" "));
    }

    private static String secret(JsonNode intent) {
        return intent.path("clientSessionSecret").asString();
    }

    /** The verdict of an answer, which always comes with HTTP 200. */
    private static int code(Answer answer) {
        return answer.ok().path("statusCode").intValue();
    }
}
