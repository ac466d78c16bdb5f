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
import tatami.accounts.Environment;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.kit.Money;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The mobile SDKs' calls for Apple Pay and Google Pay, one by one, as an app makes them. */
class WalletCallsTest extends WithMoodyGateway {

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
    void applePayPaysAtOnce() {
        var intent = gateway.createForWallets();

        var paid =
                gateway.payWithApple(intent, gateway.appleToken(FRICTIONLESS)).ok();

        assertThat(paid.path("statusCode").intValue()).isZero();
        assertThat(paid.path("authCode").asString()).isEqualTo("123456");
        assertThat(now(intent).path("status").asString()).isEqualTo("Captured");
        assertThat(now(intent).at("/paymentDetails/cardNumber").asString()).isEqualTo("52000000****1005");
        assertThat(new Books(gateway).captured(id(intent))).isEqualTo(1000);
    }

    @Test
    void googlePayWithACryptogramPaysAtOnce() {
        var intent = gateway.createForWallets();

        var paid = gateway.payWithGoogle(intent, gateway.googleToken(FRICTIONLESS, AuthMethod.CRYPTOGRAM_3DS))
                .ok();

        assertThat(paid.path("statusCode").intValue()).isZero();
        assertThat(now(intent).path("status").asString()).isEqualTo("Captured");
        assertThat(new Books(gateway).captured(id(intent))).isEqualTo(1000);
    }

    /** The device has asked its owner already. */
    @Test
    void noBankChallengesACardThatItsDeviceAnswersFor() {
        var apple = gateway.createForWallets();
        var google = gateway.createForWallets();

        assertThat(code(gateway.payWithApple(apple, gateway.appleToken(CHALLENGED))))
                .isZero();
        assertThat(code(gateway.payWithGoogle(google, gateway.googleToken(CHALLENGED, AuthMethod.CRYPTOGRAM_3DS))))
                .isZero();

        assertThat(events(apple)).isEqualTo("Captured");
        assertThat(events(google)).isEqualTo("Captured");
        assertThat(new Books(gateway).rows("SELECT DISTINCT eci FROM sandbox.movement WHERE card = '44565300****1096'"))
                .containsExactly("Authenticated");
        assertThat(new Books(gateway).number("SELECT count(*) FROM card")).isZero();
    }

    /** Decrypt, collect device data with the number, pay, be challenged, and finish: what the Android SDK does. */
    @Test
    void aCardOnFileWithGoogleGoesThroughThreeDs() {
        var intent = gateway.createForWallets();
        var token = gateway.googleToken(CHALLENGED, AuthMethod.PAN_ONLY);

        var details = gateway.decryptGoogle(intent, token).ok().path("paymentMethodDetails");
        var collect = gateway.postOpen("/api/device-data/" + secret(intent), """
                {"cardNumber":"%s","expiryDate":"%s / %s"}""".formatted(
                                details.path("pan").asString(),
                                details.path("expirationMonth").asString(),
                                details.path("expirationYear").asString().substring(2)))
                .ok();
        var challenge = gateway.payWithGoogle(intent, token).ok();
        var completed = gateway.postOpen("/mobile/payments/" + secret(intent) + "/three-ds-complete", """
                {"paRes":"eyJ.from.cardinal","cardinalValidateResponse":{"actionCode":"SUCCESS"}}""");

        assertThat(collect.path("formAction").asString()).isNotEmpty();
        assertThat(challenge.path("statusCode").intValue()).isEqualTo(3);
        assertThat(challenge.path("md").asString()).isNotEmpty();
        assertThat(challenge.path("paReq").asString()).isNotEmpty();
        assertThat(challenge.path("stepUpUrl").asString()).isNotEmpty();
        assertThat(code(completed)).isZero();
        assertThat(events(intent)).isEqualTo("AuthChallenged Captured");
        assertThat(new Books(gateway).captured(id(intent))).isEqualTo(1000);
    }

    @Test
    void lookingIntoATokenUsesNothingUp() {
        var intent = gateway.createForWallets();
        var token = gateway.googleToken(FRICTIONLESS, AuthMethod.PAN_ONLY);

        var looked = gateway.decryptGoogle(intent, token).ok();
        var again = gateway.decryptGoogle(intent, token).ok();

        assertThat(again).isEqualTo(looked);
        assertThat(looked.path("paymentMethod").asString()).isEqualTo("CARD");
        assertThat(looked.path("gatewayMerchantId").asString())
                .isEqualTo(gateway.account(gateway.secretKey()).id().value());
        assertThat(looked.path("messageId").asString()).isNotEmpty();
        assertThat(looked.path("messageExpiration").asString()).matches("[0-9]{13}");
        assertThat(looked.path("paymentMethodDetails"))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"authMethod":"PAN_ONLY","pan":"%s","expirationMonth":"12","expirationYear":"2029"}
                """.formatted(FRICTIONLESS)));
        assertThat(code(gateway.payWithGoogle(intent, token))).isZero();
    }

    @Test
    void theNumberOfADeviceIsShownMasked() {
        var looked = gateway.decryptGoogle(
                gateway.createForWallets(), gateway.googleToken(FRICTIONLESS, AuthMethod.CRYPTOGRAM_3DS));

        assertThat(looked.ok().at("/paymentMethodDetails/pan").asString()).isEqualTo("52000000****1005");
        assertThat(looked.text()).doesNotContain(FRICTIONLESS);
    }

    @Test
    void lookingIntoATokenNeedsAGoodSecret() {
        var intent = gateway.createForWallets();
        var token = gateway.googleToken(FRICTIONLESS, AuthMethod.PAN_ONLY);
        gateway.pay(intent, FRICTIONLESS).ok();

        var refused = gateway.decryptGoogle(intent, token);

        assertThat(code(refused)).isEqualTo(401);
        assertThat(refused.text()).doesNotContain(FRICTIONLESS);
        assertThat(code(gateway.postOpen(
                        "/api/payments/x/google-pay/decrypt-token",
                        JsonMapper.shared().writeValueAsString(Map.of("token", token)))))
                .isEqualTo(401);
    }

    @Test
    void aDeclineTakesTheTokenAlong() {
        var intent = gateway.createForWallets();
        var token = gateway.appleToken(DECLINED);

        var declined = gateway.payWithApple(intent, token);
        var again = gateway.payWithApple(refresh(intent), token);
        var another = gateway.payWithApple(refresh(intent), gateway.appleToken(FRICTIONLESS));

        assertThat(code(declined)).isEqualTo(5);
        assertThat(code(again)).isEqualTo(400);
        assertThat(message(again)).contains("used before");
        assertThat(code(another)).isZero();
        assertThat(events(intent)).isEqualTo("Declined Captured");
    }

    @Test
    void aTokenBuysOnce() {
        var first = gateway.createForWallets();
        var second = gateway.createForWallets();
        var apple = gateway.appleToken(FRICTIONLESS);
        gateway.payWithApple(first, apple).ok();

        var replayed = gateway.payWithApple(second, apple);

        assertThat(code(replayed)).isEqualTo(400);
        assertThat(message(replayed)).contains("A token buys once");
        assertThat(now(second).path("status").asString()).isEqualTo("Created");
        assertThat(code(gateway.payWithApple(second, gateway.appleToken(FRICTIONLESS))))
                .as("the secret was not used up")
                .isZero();
    }

    @Test
    void aTokenIsRememberedForAsLongAsItOpens() {
        var token = gateway.googleToken(FRICTIONLESS, AuthMethod.CRYPTOGRAM_3DS);
        gateway.payWithGoogle(gateway.createForWallets(), token).ok();
        gateway.payWithApple(gateway.createForWallets(), gateway.appleToken(FRICTIONLESS))
                .ok();
        gateway.forgetTokens();
        var kept = tokens();

        gateway.clock().advance(Duration.ofHours(2));
        assertThat(gateway.forgetTokens()).as("Apple's live five minutes").isPositive();
        assertThat(code(gateway.payWithGoogle(gateway.createForWallets(), token)))
                .isEqualTo(400);
        gateway.clock().advance(Duration.ofDays(7));
        gateway.forgetTokens();

        assertThat(kept).isGreaterThanOrEqualTo(2);
        assertThat(tokens()).isZero();
        var late = gateway.payWithGoogle(gateway.createForWallets(), token);
        assertThat(code(late)).isEqualTo(400);
        assertThat(message(late)).isEqualTo("The Google Pay token has expired.");
    }

    @Test
    void aTokenIsNotUsedUpWhereNobodyCanPay() {
        var cardsOnly = gateway.create("Auto");
        var paid = gateway.createForWallets();
        gateway.pay(paid, FRICTIONLESS).ok();
        var token = gateway.appleToken(FRICTIONLESS);

        assertThat(message(gateway.payWithApple(cardsOnly, token))).contains("takes no wallets");
        assertThat(code(gateway.payWithApple(paid, token))).isEqualTo(401);

        assertThat(code(gateway.payWithApple(gateway.createForWallets(), token)))
                .isZero();
    }

    @Test
    void onlyIntentsThatNameWalletsTakeThem() {
        var intent = gateway.create("Auto");

        for (var refused : new Answer[] {
            gateway.payWithApple(intent, gateway.appleToken(FRICTIONLESS)),
            gateway.payWithGoogle(intent, gateway.googleToken(FRICTIONLESS, AuthMethod.CRYPTOGRAM_3DS)),
            gateway.decryptGoogle(intent, gateway.googleToken(FRICTIONLESS, AuthMethod.PAN_ONLY))
        }) {
            assertThat(code(refused)).isEqualTo(400);
            assertThat(message(refused))
                    .isEqualTo("This payment intent takes no wallets: its paymentMethods do not name Wallet.");
        }
    }

    @Test
    void setupIntentsTakeNone() {
        var setup = gateway.createSetup("NoShow");

        var refused = gateway.payWithApple(setup, gateway.appleToken(FRICTIONLESS));

        assertThat(code(refused)).isEqualTo(400);
        assertThat(message(refused)).isEqualTo("A setup intent takes a card that is typed, not a wallet.");
    }

    @Test
    void theShopperMustHaveAgreedToTheTotal() {
        var intent = gateway.createForWallets();
        var account = gateway.account(gateway.secretKey());
        var cheaper = gateway.wallets()
                .appleToken(
                        account,
                        Gateway.inWallet(FRICTIONLESS),
                        Money.of(1, "GBP"),
                        gateway.clock().instant());

        var refused = gateway.payWithApple(intent, cheaper);

        assertThat(code(refused)).isEqualTo(400);
        assertThat(message(refused)).contains("another amount or currency than GBP 10.00");
        assertThat(now(intent).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void anotherMerchantsTokensAreRefused() {
        var other = gateway.account(gateway.openAccount("Another shop"));
        var now = gateway.clock().instant();
        var card = Gateway.inWallet(FRICTIONLESS);
        var intent = gateway.createForWallets();

        var apple = gateway.payWithApple(intent, gateway.wallets().appleToken(other, card, Money.of(1000, "GBP"), now));
        var google = gateway.payWithGoogle(
                intent, gateway.wallets().googleToken(other, card, AuthMethod.CRYPTOGRAM_3DS, now));

        assertThat(message(apple)).contains("another merchant identifier");
        assertThat(message(google)).contains("another gatewayMerchantId");
        assertThat(now(intent).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void liveAccountsHaveNoTestWallets() {
        var key = gateway.openAccount(Environment.Live, "A real shop");
        var intent = gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 1",
                                 "paymentMethods":["Wallet"]}""")))
                .ok();
        var token = gateway.wallets()
                .appleToken(
                        gateway.account(key),
                        Gateway.inWallet(FRICTIONLESS),
                        Money.of(1000, "GBP"),
                        gateway.clock().instant());

        var refused = gateway.payWithApple(intent, token);

        assertThat(code(refused)).isEqualTo(400);
        assertThat(message(refused)).isEqualTo("This merchant does not take Apple Pay.");
    }

    @Test
    void whatAppleKnowsOfTheShopperIsKept() {
        var intent = gateway.createForWallets();

        var paid = gateway.postOpen(
                "/cors/api/payments/" + secret(intent) + "/apple-pay", """
                {"token":%s,
                 "billingContact":{"givenName":"Alex","familyName":"Doe","addressLines":["1 High Street\\nFlat 2"],
                   "locality":"London","postalCode":"N1 7GU","country":"United Kingdom","countryCode":"GB",
                   "administrativeArea":"","subLocality":"Angel","subAdministrativeArea":"Greater London"},
                 "shippingContact":{"emailAddress":"alex@shop.example","phoneNumber":"+44 20 7946 0000",
                   "givenName":"Kim","familyName":"Doe","addressLines":["9 Low Road"],"locality":"Leeds",
                   "postalCode":"LS1 4DY","countryCode":"GB"}}
                """.formatted(gateway.appleToken(FRICTIONLESS)));

        assertThat(code(paid)).isZero();
        var known = now(intent);
        assertThat(known.path("customer")).isEqualTo(JsonMapper.shared().readTree("""
                {"emailAddress":"alex@shop.example","phoneNumber":"+44 20 7946 0000"}"""));
        assertThat(known.path("billingAddress")).isEqualTo(JsonMapper.shared().readTree("""
                {"address1":"1 High Street","address2":"Flat 2","city":"London","postcode":"N1 7GU","countryCode":"GB",
                 "locality":"Angel","county":"Greater London"}"""));
        assertThat(known.path("shippingDetails")).isEqualTo(JsonMapper.shared().readTree("""
                {"name":"Kim Doe",
                 "address":{"address1":"9 Low Road","city":"Leeds","postcode":"LS1 4DY","countryCode":"GB"}}"""));
    }

    @Test
    void whatGoogleKnowsOfTheShopperIsKept() {
        var intent = gateway.createForWallets();

        var paid = gateway.postOpen("/api/payments/" + secret(intent) + "/google-pay", """
                {"token":%s,"email":"alex@shop.example","phoneNumber":"+44 20 7946 0000",
                 "billingContact":{"name":"Alex Doe","address1":"1 High Street","address2":"","address3":"",
                   "administrativeArea":"","countryCode":"GB","locality":"London","postalCode":"N1 7GU","sortingCode":""},
                 "shippingContact":{"name":"Kim Doe","address1":"9 Low Road","locality":"Leeds","postcode":"LS1 4DY",
                   "countryCode":"GB"},
                 "metaData":{"dojo-sdk-core-version":"android-1"}}
                """.formatted(JsonMapper.shared()
                .writeValueAsString(gateway.googleToken(FRICTIONLESS, AuthMethod.CRYPTOGRAM_3DS))));

        assertThat(code(paid)).isZero();
        var known = now(intent);
        assertThat(known.path("customer")).isEqualTo(JsonMapper.shared().readTree("""
                {"emailAddress":"alex@shop.example","phoneNumber":"+44 20 7946 0000"}"""));
        assertThat(known.path("billingAddress")).isEqualTo(JsonMapper.shared().readTree("""
                {"address1":"1 High Street","city":"London","postcode":"N1 7GU","countryCode":"GB"}"""));
        assertThat(known.path("shippingDetails")).isEqualTo(JsonMapper.shared().readTree("""
                {"name":"Kim Doe",
                 "address":{"address1":"9 Low Road","city":"Leeds","postcode":"LS1 4DY","countryCode":"GB"}}"""));
    }

    /** The iOS SDK sends contacts with nothing in them where the app asks for none. */
    @Test
    void whoSaysNothingChangesNothing() {
        var intent = gateway.createForWallets();

        var paid = gateway.postOpen(
                "/cors/api/payments/" + secret(intent) + "/apple-pay", """
                {"token":%s,"billingContact":{"addressLines":[""]},"shippingContact":{"addressLines":[]}}
                """.formatted(gateway.appleToken(FRICTIONLESS)));

        assertThat(code(paid)).isZero();
        assertThat(now(intent).has("customer")).isFalse();
        assertThat(now(intent).has("billingAddress")).isFalse();
        assertThat(now(intent).has("shippingDetails")).isFalse();
    }

    @Test
    void aStreetOfManyLinesIsKeptWhole() {
        var intent = gateway.createForWallets();

        gateway.postOpen("/cors/api/payments/" + secret(intent) + "/apple-pay", """
                {"token":%s,"billingContact":{"addressLines":["a","b\\nc","d","e"]}}
                """.formatted(
                                gateway.appleToken(FRICTIONLESS)))
                .ok();

        assertThat(now(intent).path("billingAddress"))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"address1":"a","address2":"b","address3":"c","address4":"d, e","countryCode":""}"""));
    }

    @Test
    void anUnansweredPaymentIsProcessing() {
        var intent = gateway.createForWallets();
        be(Mood.DUMB);

        assertThat(code(gateway.payWithApple(intent, gateway.appleToken(FRICTIONLESS))))
                .isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /cors/api/payments/x/apple-pay            | {}                                  | Token
            /cors/api/payments/x/apple-pay            | {"token":"text"}                    | token
            /cors/api/payments/x/apple-pay            | {"token":[]}                        | token
            /cors/api/payments/x/apple-pay            | {"token":{},"billingContact":7}     | billingContact
            /cors/api/payments/x/apple-pay            | {"token":{},"billingContact":{"addressLines":[7,{}]}} | billingContact.addressLines[1]
            /cors/api/payments/x/apple-pay            | {"token":{},"shippingContact":{"addressLines":["4456530000001096"]}} | ShippingContact.AddressLines
            /api/payments/x/google-pay                | {}                                  | Token
            /api/payments/x/google-pay                | {"token":{}}                        | token
            /api/payments/x/google-pay                | {"token":"t","billingContact":{"name":"4456530000001096"}} | BillingContact.Name
            /api/payments/x/google-pay/decrypt-token  | {"token":7.5e3}                     |
            /api/payments/x/google-pay/decrypt-token  | {"token":null}                      | Token
            """)
    void aBodyThatIsNotWhatItShouldBeIsAProblemThatNamesTheField(String path, String body, String field) {
        var refused = gateway.postOpen(path, body);

        if (field == null) {
            assertThat(code(refused)).isEqualTo(401);
        } else {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.json().path("errors").has(field))
                    .as(refused.toString())
                    .isTrue();
            assertThat(refused.text()).doesNotContain("4456530000001096");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"paymentData\":{}}",
                "{\"paymentData\":{\"version\":\"EC_v1\",\"header\":{\"transactionId\":\"00\"}}}"
            })
    void nonsenseForATokenIsRefusedWithWhatIsWrong(String token) {
        var refused = gateway.payWithApple(gateway.createForWallets(), token);

        assertThat(code(refused)).isEqualTo(400);
        assertThat(message(refused)).startsWith("The Apple Pay token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cors/api/payments/x/apple-pay",
                "/api/payments/x/google-pay",
                "/api/payments/x/google-pay/decrypt-token"
            })
    void onlyPostingMakesSense(String path) {
        assertThat(gateway.send(gateway.open(path).GET()).status()).isEqualTo(405);
    }

    private static long tokens() {
        return new Books(gateway).number("SELECT count(*) FROM used_wallet_token");
    }

    private static JsonNode refresh(JsonNode intent) {
        return gateway.post("/payment-intents/" + id(intent) + "/refresh-client-session-secret", "")
                .ok();
    }

    private static JsonNode now(JsonNode intent) {
        return gateway.get("/payment-intents/" + id(intent)).ok();
    }

    private static String events(JsonNode intent) {
        var events = now(intent).path("paymentEvents").valueStream();
        return events.map(event -> event.path("eventType").asString()).collect(Collectors.joining(" "));
    }

    private static String id(JsonNode intent) {
        return intent.path("id").asString();
    }

    private static String secret(JsonNode intent) {
        return intent.path("clientSessionSecret").asString();
    }

    private static String message(Answer answer) {
        return answer.ok().path("message").asString();
    }

    /** The verdict of an answer, which always comes with HTTP 200. */
    private static int code(Answer answer) {
        return answer.ok().path("statusCode").intValue();
    }
}
