package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;

/** Wallets on the hosted page, as its script sends what they gave; and the sandbox's sheets that gave it. */
class WalletPageTest {

    private static final String FRICTIONLESS = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

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

    @Test
    void walletsAreOfferedWhereTheMerchantTakesThemAndToWhoHasScripts() {
        var page = open(create(""));
        var plain = open(gateway.create("Auto").path("id").asString());
        var setup = open(gateway.createSetup("NoShow").path("id").asString());

        assertThat(page.text())
                .contains(
                        "<div class=\"wallets\" id=\"wallets\" hidden", ">Apple Pay</button>", ">Google Pay</button>");
        for (var without : new Answer[] {plain, setup}) {
            assertThat(without.text()).doesNotContain("Apple Pay", "Google Pay", "payWith");
        }
    }

    @Test
    void whatAWalletGivesPaysInThePlaceOfACard() {
        var id = create("");

        var paid = send(open(id), "apple-pay", apple(FRICTIONLESS), Map.of());

        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(new Books(gateway).captured(id)).isEqualTo(1000);
    }

    @Test
    void aCardOnFileIsChallengedAndTheShopperComesBack() {
        var id = create("");

        var challenge = send(open(id), "google-pay", google(CHALLENGED, AuthMethod.PAN_ONLY), Map.of());
        var paid = Html.confirm(gateway, challenge, "1234");

        assertThat(Html.words(challenge)).contains("Confirm with your bank");
        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(new Books(gateway).captured(id)).isEqualTo(1000);
    }

    @Test
    void aCardInAWalletCanBeDeclinedAndAnotherTried() {
        var id = create("");

        var declined = send(open(id), "google-pay", google(DECLINED, AuthMethod.CRYPTOGRAM_3DS), Map.of());
        var paid = send(declined, "apple-pay", apple(FRICTIONLESS), Map.of());

        assertThat(Html.words(declined)).contains("Your card was declined");
        assertThat(Html.words(paid)).contains("Payment successful");
    }

    @Test
    void whatThePageAsksForMayComeFromTheWallet() {
        var id = create("""
                ,"config":{"customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
                    "shippingDetails":{"collectionRequired":true}}
                """);
        var payment = """
                {"token":%s,"billingContact":{"givenName":"A","familyName":"Shopper","addressLines":["1 High Street"],
                    "locality":"London","postalCode":"N1 7GU","countryCode":"GB"},
                 "shippingContact":{"givenName":"A","familyName":"Shopper","addressLines":["2 Low Street"],
                    "locality":"Leeds","postalCode":"LS1 1UR","countryCode":"GB","emailAddress":"me@wallet.example"}}
                """.formatted(gateway.appleToken(FRICTIONLESS));

        var paid = send(open(id), "apple-pay", payment, Map.of("email", "typed@home.example"));

        assertThat(Html.words(paid)).contains("Payment successful");
        var intent = gateway.get("/payment-intents/" + id).ok();
        assertThat(intent.at("/customer/emailAddress").asString()).isEqualTo("me@wallet.example");
        assertThat(intent.at("/billingAddress/city").asString()).isEqualTo("London");
        assertThat(intent.at("/shippingDetails/address/city").asString()).isEqualTo("Leeds");
    }

    @Test
    void whatTheWalletLeavesOutIsMissing() {
        var id = create(",\"config\":{\"customerEmail\":{\"collectionRequired\":true}}");

        var page = send(open(id), "apple-pay", apple(FRICTIONLESS), Map.of());

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text()).contains("Enter your e-mail address.");
        assertThat(new Books(gateway).captured(id)).isZero();
    }

    /** The token says what the shopper agreed to; the form cannot make it more. */
    @Test
    void aTokenForAnotherTotalPaysNothing() {
        var id = create(",\"config\":{\"payment\":{\"tipsAllowed\":true}}");

        var page = send(open(id), "apple-pay", apple(FRICTIONLESS), Map.of("tip", "100", "total", "1100"));

        assertThat(Html.words(page)).contains("Your payment did not go through", "Nothing was taken.");
        assertThat(status(id)).isEqualTo("Created");
        assertThat(new Books(gateway).captured(id)).isZero();
    }

    @Test
    void aTokenPaysOnce() {
        var token = apple(FRICTIONLESS);
        var first = create("");
        var second = create("");

        var paid = send(open(first), "apple-pay", token, Map.of());
        var again = send(open(second), "apple-pay", token, Map.of());

        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(again.status()).isEqualTo(409);
        assertThat(status(second)).isEqualTo("Created");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{", "{}", "{\"token\":1}", "{\"token\":{}}", "{\"token\":\"\"}", "\"token\""})
    void nonsenseFromAWalletIsSaidAndChangesNothing(String payment) {
        var id = create("");
        var before = gateway.get("/payment-intents/" + id).ok();

        for (var wallet : new String[] {"apple-pay", "google-pay", "samsung-pay", ""}) {
            var page = send(open(id), wallet, payment, Map.of());
            assertThat(page.status()).as(wallet).isIn(200, 400);
            assertThat(page.text()).contains("role=\"alert\"");
        }
        assertThat(gateway.get("/payment-intents/" + id).ok().path("status")).isEqualTo(before.path("status"));
        assertThat(gateway.get("/payment-intents/" + id)
                        .ok()
                        .path("paymentEvents")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment", "setup"})
    void whereNoWalletIsTakenNoneIs(String kind) {
        var id = kind.equals("setup")
                ? gateway.createSetup("NoShow").path("id").asString()
                : gateway.create("Auto").path("id").asString();

        var page = send(open(id), "apple-pay", apple(FRICTIONLESS), Map.of("consent", "yes"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("role=\"alert\"");
        assertThat(new Books(gateway).captured(id)).isZero();
    }

    @Test
    void aSheetShowsWhoWantsHowMuchAndGivesThePageWhatItMade() {
        var sheet = Html.open(gateway, sheet("apple-pay", "1000", "GBP"));
        assertThat(Html.words(sheet))
                .contains("Apple Pay", "Pay Tatami Sandbox £10.00", "E-mail shopper@wallet.example");
        assertThat(Html.header(sheet, "Content-Security-Policy")).contains("frame-ancestors *");

        var made =
                Html.post(gateway, "/sandbox/wallets/apple-pay", Html.with(Html.hidden(sheet), Map.of("card", "VISA")));
        var payment = Html.attribute(made, "data-payment");
        var id = create(",\"config\":{\"customerEmail\":{\"collectionRequired\":true}}");
        var paid = send(open(id), "apple-pay", payment, Map.of());

        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(JsonMapper.shared()
                        .readTree(payment)
                        .at("/shippingContact/emailAddress")
                        .asString())
                .isEqualTo("shopper@wallet.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apple-pay?",
                "samsung-pay?merchant=%s&amount=1000&currency=GBP&channel=c&origin=https://shop.example",
                "apple-pay?merchant=acc%%00&amount=1000&currency=GBP&channel=c&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=0&currency=GBP&channel=c&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=-5&currency=GBP&channel=c&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=9999999999999&currency=GBP&channel=c&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=1000&currency=ABC&channel=c&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=1000&currency=GBP&channel=%%3Cb%%3E&origin=https://shop.example",
                "apple-pay?merchant=%s&amount=1000&currency=GBP&channel=c&origin=javascript:alert(1)",
                "apple-pay?merchant=%s&amount=1000&currency=GBP&channel=c&origin=*",
            })
    void aSheetThatMakesNoSenseIsRefused(String query) {
        var path = "/sandbox/wallets/" + query.formatted(account());
        var opened = Html.open(gateway, path);
        var sent = Html.post(gateway, path.split("\\?", 2)[0], Map.of("card", "VISA", "merchant", account()));

        assertThat(opened.status()).isEqualTo(400);
        assertThat(sent.status()).isEqualTo(400);
        assertThat(opened.text()).doesNotContain("<b>", "alert(1)");
    }

    private static String sheet(String wallet, String amount, String currency) {
        return "/sandbox/wallets/%s?merchant=%s&amount=%s&currency=%s&asks=email&channel=c&origin=https://shop.example"
                .formatted(wallet, account(), amount, currency);
    }

    private static String account() {
        return gateway.account(gateway.secretKey()).id().value();
    }

    private static Answer send(Answer page, String wallet, String payment, Map<String, String> typed) {
        return Html.send(gateway, page, Html.with(typed, Map.of("wallet", wallet, "wallet-payment", payment)));
    }

    private static String apple(String number) {
        return "{\"token\":" + gateway.appleToken(number) + "}";
    }

    private static String google(String number, AuthMethod method) {
        return JsonMapper.shared().writeValueAsString(Map.of("token", gateway.googleToken(number, method)));
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }

    private static String status(String id) {
        return gateway.get("/payment-intents/" + id).ok().path("status").asString();
    }

    private static String create(String more) {
        return gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "paymentMethods":["Card","Wallet"]%s}
                        """.formatted(more))
                .ok()
                .path("id")
                .asString();
    }
}
