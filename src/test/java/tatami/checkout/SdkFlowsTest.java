package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Currency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/**
 * What the official mobile SDKs do, call by call and with their own headers, and of every answer exactly what
 * they would stumble over. They know no key: the app is given an intent's id, and a customer's secret.
 */
class SdkFlowsTest {

    private static final String FRICTIONLESS = "5200000000001005";
    private static final String CHALLENGED = "4456530000001096";
    private static final String DECLINED = "4000000000000002";

    /** Each writes the same things in its own way. */
    enum Sdk {
        /** Escapes the secret in the path, leaves out what it does not know. */
        AND {
            @Override
            String inPath(String secret) {
                return URLEncoder.encode(secret, StandardCharsets.UTF_8);
            }

            @Override
            String unknown() {
                return "";
            }
        },
        /** Puts the secret into the path as it is, and writes null or nothing for what it does not know. */
        IOS {
            @Override
            String inPath(String secret) {
                return secret;
            }

            @Override
            String unknown() {
                return """
                        "userEmailAddress":"","userPhoneNumber":null,"billingAddress":null,"shippingDetails":null,
                        "paymentMethodId":null,""";
            }
        };

        abstract String inPath(String secret);

        abstract String unknown();

        String card(String pan, String more) {
            return """
                    {%s%s"cV2":"020","cardName":"A Shopper","cardNumber":"%s","expiryDate":"12 / 29",
                     "metaData":{"dojo-sdk-core-version":"1.2.3"}}
                    """.formatted(unknown(), more, pan);
        }
    }

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        new Books(gateway).mustAgree();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCardPaysWithoutAChallenge(Sdk sdk) {
        var id = gateway.create("Auto").path("id").asString();

        var intent = payable(fetch("payment-intents", id));
        collectDeviceData(sdk, intent, FRICTIONLESS);
        var paid = pay(sdk, intent, sdk.card(FRICTIONLESS, ""));

        assertThat(code(paid)).isZero();
        assertThat(isCollected(fetch("payment-intents", id))).isTrue();
        assertThat(new Books(gateway).captured(id)).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource
    void aCardPaysWithAChallenge(Sdk sdk) {
        var id = gateway.create("Auto").path("id").asString();

        var intent = payable(refresh("payment-intents", payable(fetch("payment-intents", id))));
        collectDeviceData(sdk, intent, CHALLENGED);
        challenged(pay(sdk, intent, sdk.card(CHALLENGED, "")));
        assertThat(isCollected(fetch("payment-intents", id))).isFalse();
        var completed = complete(sdk, intent, "SUCCESS");

        assertThat(code(completed)).isZero();
        assertThat(completed.json().has("md")).isFalse();
        assertThat(isCollected(fetch("payment-intents", id))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"AND, FAILURE", "AND, CANCEL", "IOS, FAILURE", "IOS, ERROR"})
    void aChallengeThatWasNotPassedIsAFailureAndTheShopperTriesAgain(Sdk sdk, String actionCode) {
        var id = gateway.create("Auto").path("id").asString();
        var intent = fetch("payment-intents", id);
        challenged(pay(sdk, intent, sdk.card(CHALLENGED, "")));

        assertThat(code(complete(sdk, intent, actionCode))).isEqualTo(30);

        assertThat(isCollected(fetch("payment-intents", id))).isFalse();
        assertThat(code(pay(sdk, refresh("payment-intents", intent), sdk.card(FRICTIONLESS, ""))))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aDeclineIsAnAnswerAndTheShopperTriesAgainWithAFreshSecret(Sdk sdk) {
        var id = gateway.create("Auto").path("id").asString();
        var intent = fetch("payment-intents", id);

        assertThat(code(pay(sdk, intent, sdk.card(DECLINED, "")))).isEqualTo(5);

        assertThat(isCollected(fetch("payment-intents", id))).isFalse();
        assertThat(code(pay(sdk, intent, sdk.card(FRICTIONLESS, ""))))
                .as("the same secret")
                .isEqualTo(401);
        assertThat(code(pay(sdk, refresh("payment-intents", intent), sdk.card(FRICTIONLESS, ""))))
                .isZero();
    }

    /** One SDK throws away the body of any answer that is not 200, and with it the code. */
    @ParameterizedTest
    @CsvSource({"AND, payment-intents", "IOS, payment-intents", "AND, setup-intents", "IOS, setup-intents"})
    void anExpiredSecretIsToldInTheBody(Sdk sdk, String kind) {
        var intent = kind.equals("setup-intents") ? gateway.createSetup("NoShow") : gateway.create("Auto");
        gateway.clock().advance(Duration.ofMinutes(30));

        var card = sdk.card(FRICTIONLESS, "\"mitConsentGiven\":true,");
        assertThat(code(pay(sdk, intent, card))).isEqualTo(401);
        assertThat(code(call(sdk, "/api/device-data/{}", intent, card))).isEqualTo(401);

        assertThat(code(pay(sdk, refresh(kind, intent), card))).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aSavedCardPaysAndIsDeleted(Sdk sdk) {
        var customer = gateway.post("/customers", "{\"name\":\"Alex\"}")
                .ok()
                .path("id")
                .asString();
        var first = intentOf(customer);
        assertThat(code(pay(sdk, first, sdk.card(FRICTIONLESS, "\"savePaymentMethod\":true,"))))
                .isZero();
        var secret = gateway.post("/customers/" + customer + "/create-secret", "")
                .ok()
                .path("secret")
                .asString();

        var methods = saved(customer, secret);
        var method = methods.path("savedPaymentMethods").path(0);
        text(method, "/id", "/cardDetails/pan", "/cardDetails/expiryDate", "/cardDetails/scheme");
        texts(methods, "/supportedPaymentMethods/cardSchemes", "/supportedPaymentMethods/wallets");
        var id = fetch("payment-intents", intentOf(customer).path("id").asString());
        var paid = call(sdk, "/api/payments/recurring/{}", id, """
                {%s"cV2":"020","paymentMethodId":"%s","metaData":{"dojo-sdk-core-version":"1.2.3"}}
                """.formatted(
                        sdk == Sdk.AND ? "" : "\"userEmailAddress\":\"\",\"billingAddress\":null,",
                        method.path("id").asString()));
        assertThat(code(paid)).isZero();
        assertThat(isCollected(fetch("payment-intents", id.path("id").asString())))
                .isTrue();

        var deleted = gateway.send(mobile("/customers/public/" + customer + "/payment-methods/"
                        + method.path("id").asString())
                .header("Authorization", "Basic " + secret)
                .DELETE());
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        assertThat(saved(customer, secret).path("savedPaymentMethods")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSavedCardMayBeChallengedAndIsThenFinishedLikeAnyOther(Sdk sdk) {
        var customer = gateway.post("/customers", "{}").ok().path("id").asString();
        var first = intentOf(customer);
        challenged(pay(sdk, first, sdk.card(CHALLENGED, "\"savePaymentMethod\":true,")));
        assertThat(code(complete(sdk, first, "SUCCESS"))).isZero();
        var secret = gateway.post("/customers/" + customer + "/create-secret", "")
                .ok()
                .path("secret")
                .asString();
        var method = saved(customer, secret).at("/savedPaymentMethods/0/id").asString();
        var intent = intentOf(customer);

        challenged(call(
                sdk, "/api/payments/recurring/{}", intent, "{\"cV2\":\"020\",\"paymentMethodId\":\"" + method + "\"}"));

        assertThat(code(complete(sdk, intent, "SUCCESS"))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"AND, NoShow", "AND, Unscheduled", "IOS, NoShow", "IOS, Unscheduled"})
    void aShopperAgreesToLaterChargesWithoutAChallenge(Sdk sdk, String type) {
        var id = gateway.createSetup(type).path("id").asString();

        var setup = agreeable(refresh("setup-intents", agreeable(fetch("setup-intents", id))));
        collectDeviceData(sdk, setup, FRICTIONLESS);
        var agreed = pay(sdk, setup, sdk.card(FRICTIONLESS, "\"mitConsentGiven\":true,"));

        assertThat(code(agreed)).isZero();
        assertThat(isCollected(fetch("setup-intents", id))).isTrue();
        assertThat(gateway.charge(gateway.createUnder(id)).ok().path("status").asString())
                .isEqualTo("Successful");
    }

    @ParameterizedTest
    @EnumSource
    void aShopperAgreesToLaterChargesWithAChallenge(Sdk sdk) {
        var id = gateway.createSetup("NoShow").path("id").asString();

        var setup = agreeable(fetch("setup-intents", id));
        collectDeviceData(sdk, setup, CHALLENGED);
        challenged(pay(sdk, setup, sdk.card(CHALLENGED, "\"mitConsentGiven\":true,")));
        assertThat(isCollected(fetch("setup-intents", id))).isFalse();
        var completed = complete(sdk, setup, "SUCCESS");

        assertThat(code(completed)).isZero();
        assertThat(isCollected(fetch("setup-intents", id))).isTrue();
        assertThat(gateway.charge(gateway.createUnder(id)).ok().path("status").asString())
                .isEqualTo("Successful");
    }

    @ParameterizedTest
    @EnumSource
    void aCardThatIsDeclinedForLaterChargesIsReplacedByAnother(Sdk sdk) {
        var id = gateway.createSetup("NoShow").path("id").asString();
        var setup = fetch("setup-intents", id);

        assertThat(code(pay(sdk, setup, sdk.card(DECLINED, "\"mitConsentGiven\":true,"))))
                .isEqualTo(5);
        assertThat(isCollected(fetch("setup-intents", id))).isFalse();

        var again = refresh("setup-intents", setup);
        challenged(pay(sdk, again, sdk.card(CHALLENGED, "\"mitConsentGiven\":true,")));
        assertThat(code(complete(sdk, again, "FAILURE"))).isEqualTo(30);
        var third = refresh("setup-intents", setup);
        assertThat(code(pay(sdk, third, sdk.card(FRICTIONLESS, "\"mitConsentGiven\":true,"))))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aSavedCardDoesNotServeForLaterCharges(Sdk sdk) {
        var setup = gateway.createSetup("NoShow");

        var refused = call(
                sdk,
                "/api/payments/recurring/{}",
                setup,
                "{\"cV2\":\"020\",\"paymentMethodId\":\"pm_sandbox_AAAAAAAAAAAAAAAAAAAAAA\"}");

        assertThat(code(refused)).isEqualTo(400);
        assertThat(code(pay(sdk, setup, sdk.card(FRICTIONLESS, "\"mitConsentGiven\":true,"))))
                .as("the secret was not used up")
                .isZero();
    }

    /** An SDK asks for nothing more when the status is any other than Created. */
    @Test
    void whatNeedsNothingMoreIsCollected() {
        var paid = gateway.paid("Auto");
        var held = gateway.paid("Manual");
        var agreed = gateway.agreed("Unscheduled");
        var canceled = gateway.createSetup("NoShow").path("id").asString();
        gateway.delete("/setup-intents/" + canceled).ok();

        assertThat(isCollected(fetch("payment-intents", paid))).isTrue();
        assertThat(isCollected(fetch("payment-intents", held))).isTrue();
        assertThat(isCollected(fetch("setup-intents", agreed))).isTrue();
        assertThat(isCollected(fetch("setup-intents", canceled))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"payment-intents, pi", "setup-intents, si"})
    void anIdThatIsNotThereIsAFailure(String kind, String prefix) {
        var path = "/" + kind + "/public/" + prefix + "_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

        assertThat(gateway.send(mobile(path).GET()).status()).isEqualTo(404);
        assertThat(gateway.send(mobile(path + "/refresh-client-session-secret").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(404);
    }

    private static HttpRequest.Builder mobile(String path) {
        return gateway.open(path).header("Version", "2022-04-07").header("IS-MOBILE", "true");
    }

    private static JsonNode fetch(String kind, String id) {
        return json(gateway.send(mobile("/" + kind + "/public/" + id).GET()));
    }

    private static JsonNode refresh(String kind, JsonNode intent) {
        var refreshed = json(gateway.send(
                mobile("/" + kind + "/public/" + intent.path("id").asString() + "/refresh-client-session-secret")
                        .POST(BodyPublishers.noBody())));
        assertThat(refreshed.path("id")).isEqualTo(intent.path("id"));
        assertThat(refreshed.path("clientSessionSecret")).isNotEqualTo(intent.path("clientSessionSecret"));
        return refreshed;
    }

    private static JsonNode saved(String customer, String secret) {
        return json(gateway.send(mobile("/customers/public/" + customer + "/payment-methods")
                .header("Authorization", "Basic " + secret)
                .GET()));
    }

    private static JsonNode intentOf(String customer) {
        return gateway.post("/payment-intents", """
                {"customer":{"id":"%s"},"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"}
                """.formatted(customer)).ok();
    }

    private static void collectDeviceData(Sdk sdk, JsonNode intent, String pan) {
        var collect = json(call(sdk, "/api/device-data/{}", intent, sdk.card(pan, "")));
        text(collect, "/formAction", "/token");
    }

    private static Answer pay(Sdk sdk, JsonNode intent, String card) {
        return call(sdk, "/api/payments/{}", intent, card);
    }

    private static Answer complete(Sdk sdk, JsonNode intent, String actionCode) {
        return call(sdk, "/mobile/payments/{}/three-ds-complete", intent, """
                {"paRes":"eyJ.from.cardinal","transactionId":"t-1","cardinalValidateResponse":
                 {"isValidated":%s,"errorNumber":0,"errorDescription":"","actionCode":"%s"}}
                """.formatted(
                        actionCode.equals("SUCCESS"), actionCode));
    }

    private static Answer call(Sdk sdk, String path, JsonNode intent, String body) {
        var secret = sdk.inPath(intent.path("clientSessionSecret").asString());
        return gateway.send(gateway.open(path.replace("{}", secret))
                .header("IS-MOBILE", "true")
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofString(body)));
    }

    /** What the SDKs need of either kind of intent, or they refuse it. */
    private static JsonNode common(JsonNode intent, String amount) {
        text(intent, "/id", "/clientSessionSecret", "/status", "/reference", "/paymentSource", "/config/tradingName");
        texts(
                intent,
                "/paymentMethods",
                "/merchantConfig/supportedPaymentMethods/cardSchemes",
                "/merchantConfig/supportedPaymentMethods/wallets");
        assertThat(intent.at("/merchantConfig/supportedPaymentMethods/cardSchemes"))
                .isNotEmpty();
        assertThat(intent.at(amount + "/value").isIntegralNumber()).isTrue();
        assertThat(Currency.getInstance(intent.at(amount + "/currencyCode").asString()))
                .isNotNull();
        assertThat(intent.path("id").asString())
                .as("how one SDK knows the sandbox")
                .contains("_sandbox_");
        assertThat(isCollected(intent)).isFalse();
        return intent;
    }

    private static JsonNode payable(JsonNode intent) {
        text(intent, "/captureMode");
        assertThat(intent.path("itemLines").isArray()).isTrue();
        assertThat(intent.has("merchantInitiatedTransactionType"))
                .as("else it would be taken for a setup intent")
                .isFalse();
        return common(intent, "/totalAmount");
    }

    private static JsonNode agreeable(JsonNode setup) {
        text(setup, "/merchantInitiatedTransactionType", "/terms");
        assertThat(setup.has("setupEvents")).isFalse();
        return common(setup, "/intendedAmount");
    }

    private static boolean isCollected(JsonNode intent) {
        return !intent.path("status").asString().equals("Created");
    }

    /** With this code one SDK demands all three. */
    private static void challenged(Answer answer) {
        assertThat(code(answer)).isEqualTo(3);
        text(answer.json(), "/md", "/stepUpUrl", "/paReq");
    }

    private static int code(Answer answer) {
        var code = json(answer).path("statusCode");
        assertThat(code.isInt()).as(answer.toString()).isTrue();
        return code.intValue();
    }

    /** Exactly 200, and JSON in which nothing is null. */
    private static JsonNode json(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.text()).doesNotContain(":null");
        return answer.json();
    }

    private static void text(JsonNode in, String... paths) {
        for (var path : paths) {
            assertThat(in.at(path).isString()).as(path + " in " + in).isTrue();
            assertThat(in.at(path).asString()).as(path + " in " + in).isNotBlank();
        }
    }

    private static void texts(JsonNode in, String... paths) {
        for (var path : paths) {
            assertThat(in.at(path).isArray()).as(path + " in " + in).isTrue();
            assertThat(in.at(path).valueStream()).as(path + " in " + in).allMatch(JsonNode::isString);
        }
    }
}
