package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Books;
import tatami.accounts.Environment;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;
import tools.jackson.databind.JsonNode;

/** Wallets' buttons in merchants' pages, with the sandbox's sheets, in a real browser. */
@Tag("browser")
class WalletComponentBrowserTest extends WithMoodyGateway {

    private static final String VISA = "1005";
    private static final String DECLINED = "1013";
    private static final String ON_FILE = "1096";

    private static Chromium chromium;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        merchant = Merchant.open();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            gateway.resolve();
            new Books(gateway).mustAgree();
            merchant.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"apple-pay, DESKTOP", "apple-pay, PHONE", "google-pay, DESKTOP", "google-pay, PHONE"})
    void aWalletPaysWithinTheMerchantsPage(String wallet, Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            visit.look(name(device) + "-component-wallets");
            page.press(wallet);
            assertThat(page.sheet().locator(".total")).containsText("£10.00");
            assertThat(page.sheet().locator("dl > div")).hasCount(1);
            shoot(visit, name(device) + "-component-" + wallet);

            page.agree(VISA).mustEnd("complete 0 123456");

            assertThat(visit.page.locator(".walletSheet, dialog, .threeDs")).hasCount(0);
            assertThat(page.button(wallet)).isFocused();
            assertThat(page.log()).isEqualTo("loaded, initiated, errors , complete 0");
            assertThat(captured(intent)).isEqualTo(1000);
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void theKeyboardAloneIsEnoughAndStaysInTheSheet() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.createForWallets(), "");
            var keyboard = visit.page.keyboard();
            keyboard.press("Tab");
            assertThat(page.button("apple-pay")).isFocused();
            keyboard.press("Tab");
            keyboard.press("Space");
            assertThat(page.sheet().locator("h1")).containsText("Google Pay");
            assertThat(page.sheet().locator("[checked]")).isFocused();
            assertThat(visit.page.locator("iframe.walletSheet")).isFocused();
            keyboard.press("Tab");
            keyboard.press("Enter");

            page.mustEnd("complete 0 123456");
        }
    }

    @Test
    void aDeclinedCardIsToldAndAFreshSecretPaysWithTheSameButtons() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            page.press("apple-pay").agree(DECLINED).mustEnd("complete 5 ");

            page.press("apple-pay");
            assertThat(visit.page.locator("#errors")).containsText("paymentTokenInvalid: This client session secret");
            page.renew(gateway.post("/payment-intents/" + id(intent) + "/refresh-client-session-secret", "")
                    .ok());
            page.press("apple-pay").agree(VISA).mustEnd("complete 0 123456");

            assertThat(visit.page.locator("#errors")).hasText("");
            assertThat(captured(intent)).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aCardOnFileIsConfirmedInTheBanksFrame(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            page.press("google-pay").agree(ON_FILE);
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            shoot(visit, name(device) + "-component-wallets-bank");

            page.answer("1234", "");

            page.mustEnd("complete 0 123456");
            assertThat(visit.page.locator("iframe.threeDs, .threeDsClose")).hasCount(0);
            assertThat(captured(intent)).isEqualTo(1000);
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void theBankMeetsTheDeviceOfACardOnFileAndOfNoOther() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var met = new int[1];
            visit.page.onRequest(request -> met[0] += request.url().contains("/three-ds/device-data") ? 1 : 0);
            open(visit, gateway.createForWallets(), "")
                    .press("google-pay")
                    .agree(VISA)
                    .mustEnd("complete 0 123456");
            assertThat(met[0]).isZero();

            var page = open(visit, gateway.createForWallets(), "");
            page.press("google-pay").agree(ON_FILE);
            assertThat(page.bank().getByLabel("One-time code")).isVisible();

            assertThat(met[0]).isEqualTo(1);
        }
    }

    @Test
    void aChallengeThatFailsIsThirty() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            page.press("google-pay").agree(ON_FILE);
            page.answer("0000", "2 tries left");
            page.answer("0001", "1 try left");
            page.answer("0002", "");

            page.mustEnd("complete 30 ");
            assertThat(captured(intent)).isZero();
        }
    }

    @Test
    void aBankThatCannotBeReachedIsGivenUpByTheShopper() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            visit.page.route("**/sandbox/three-ds/challenge", Route::abort);
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            page.press("google-pay").agree(ON_FILE);

            visit.page.locator(".threeDsClose").click();

            page.mustEnd("complete 30 ");
            assertThat(captured(intent)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"cancel", "escape", "close"})
    void whoThinksBetterOfItIsBackAtTheButtonAndMayPressAnother(String way) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.createForWallets(), "");
            page.press("google-pay");
            assertThat(page.sheet().locator("[checked]")).isFocused();

            switch (way) { // a real key would wait for ever for the frame that it takes away
                case "cancel" -> page.sheet().locator("#cancel").dispatchEvent("click");
                case "escape" -> page.sheet().locator("[checked]").dispatchEvent("keydown", Map.of("key", "Escape"));
                default -> closeButton(visit).press("Enter");
            }

            page.mustEnd("cancelled");
            assertThat(visit.page.locator("iframe.walletSheet, dialog")).hasCount(0);
            assertThat(page.button("google-pay")).isFocused();
            assertThat(page.log()).isEqualTo("loaded, initiated, errors , cancelled");
            page.press("apple-pay").agree(VISA).mustEnd("complete 0 123456");
        }
    }

    @Test
    void aSheetThatDoesNotComeIsClosedByThePagesOwnMeans() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            visit.page.route("**/sandbox/wallets/**", Route::abort);
            var page = open(visit, gateway.createForWallets(), "");
            page.press("apple-pay");

            closeButton(visit).click();

            page.mustEnd("cancelled");
        }
    }

    @ParameterizedTest
    @CsvSource({"apple-pay", "google-pay"})
    void theWalletIsAskedForWhatThePageWantsToKnowAndItIsKept(String wallet) {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var intent = gateway.createForWallets();
            var page = open(
                    visit,
                    intent,
                    "config.emailRequired = config.billingAddressRequired = config.shippingAddressRequired = true;");
            page.press(wallet);
            assertThat(page.sheet().locator("dl")).containsText("shopper@wallet.example");
            assertThat(page.sheet().locator("dl > div")).hasCount(4);
            page.agree(VISA).mustEnd("complete 0 123456");

            var kept = gateway.get("/payment-intents/" + id(intent)).ok();
            assertThat(kept.at("/customer/emailAddress").asString()).isEqualTo("shopper@wallet.example");
            assertThat(kept.at("/billingAddress/address1").asString()).isEqualTo("1 Wallet Street");
            assertThat(kept.at("/shippingDetails/address/postcode").asString()).isEqualTo("N1 7GU");
            // What the shopper said goes from the wallet to the gateway, and into no message for the page.
            assertThat(page.log()).isEqualTo("loaded, initiated, errors , complete 0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DESKTOP, black, plain, Apple Pay",
        "DESKTOP, white, buy, Buy with Apple Pay",
        "DESKTOP, black, checkout, Check out with Apple Pay",
        "PHONE, white, plain, Apple Pay",
        "PHONE, black, book, Book with Apple Pay",
        "PHONE, white, donate, Donate with Apple Pay",
        "PHONE, black, order, Order with Apple Pay",
        "PHONE, pink, nonsense, Apple Pay"
    })
    void buttonsAreWhatThePageWishes(Device device, String colour, String type, String said) {
        try (var visit = Visit.with(chromium, device)) {
            var page = open(
                    visit,
                    gateway.createForWallets(),
                    "config.buttonConfig = { colour: '" + colour + "', type: '" + type + "' };");

            assertThat(page.button("apple-pay")).hasAccessibleName(said);
            assertThat(page.button("google-pay")).hasAccessibleName(said.replace("Apple", "Google"));
            assertThat(page.button("apple-pay"))
                    .hasCSS("background-color", colour.equals("white") ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)");
            assertThat((Boolean) page.buttons()
                            .locator("#buttons")
                            .evaluate(
                                    "buttons => [...buttons.children].every(one => one.scrollWidth <= one.clientWidth)"
                                            + " && buttons.getBoundingClientRect().height === innerHeight"))
                    .as("all of it is seen")
                    .isTrue();
            shoot(visit, name(device) + "-component-wallets-" + colour + "-" + type);
        }
    }

    @Test
    void theOlderNamesAreUnderstood() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var intent = gateway.createForWallets();
            visit.page.navigate(merchant.show(EmbeddedWallets.html(
                    gateway, intent, "config.buttonConfig = { color: 'white' };", "Connect.Wallet")));
            var page = EmbeddedWallets.of(visit);

            assertThat(page.button("apple-pay")).hasCSS("background-color", "rgb(255, 255, 255)");
            var executed = visit.page.evaluate(
                    "wallet.executePayment().catch(problem => problem.statusCode + ' ' + problem.message)");
            assertThat((String) executed).startsWith("400 A wallet pays when the shopper presses its button");
            page.press("apple-pay").agree(VISA).mustEnd("complete 0 123456");
        }
    }

    @Test
    void twoComponentsOnOnePageDoNotDisturbEachOther() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var second = gateway.createForWallets();
            var page = open(visit, gateway.createForWallets(), "");
            visit.page.evaluate("""
                    secret => {
                        document.body.insertAdjacentHTML("beforeend", "<div id='others'></div>");
                        new Dojo.WalletPayment({ containerId: "others", paymentDetails: { paymentToken: secret } }, () => {},
                            data => log.push("other " + data.statusCode));
                    }""", second.path("clientSessionSecret").asString());
            var others = visit.page.frameLocator("#others iframe").locator("button[value=google-pay]");
            assertThat(others).isVisible(); // keys are lost on what is not there yet
            others.press("Enter");
            page.agree(VISA);
            visit.page.waitForCondition(() -> page.log().contains("other"));
            page.press("apple-pay").agree(DECLINED).mustEnd("complete 5 ");

            assertThat(page.log()).isEqualTo("loaded, other 0, initiated, errors , complete 5");
            assertThat(captured(second)).isEqualTo(1000);
        }
    }

    @Test
    void whereNoWalletCanPayThereIsNoButtonAndThePageIsToldWhy() {
        var cards = gateway.create("Auto");
        mustNotShow(
                cards, "load failed 400 This payment intent takes no wallets: its paymentMethods do not name Wallet.");
        mustNotShow(earning(), "load failed 400 Live accounts take no wallets in browsers yet.");
        mustNotShow(
                gateway.createSetup("NoShow"),
                "load failed 400 A setup intent takes a card that is typed, not a wallet.");
        var used = gateway.createForWallets();
        gateway.payWithApple(used, gateway.appleToken("5200000000001005")).ok();
        mustNotShow(used, Pattern.compile("load failed 401 This client session secret was used.*"), "");
        mustNotShow(
                gateway.createForWallets(),
                Pattern.compile("load failed 404 There is no client session secret in.*"),
                "delete config.paymentDetails;");
        mustNotShow(
                gateway.createForWallets(),
                Pattern.compile("load failed 500 There is no element with the id elsewhere.*"),
                "config.containerId = 'elsewhere';");
    }

    @Test
    void aSecretThatIsGoneWhenAButtonIsPressedIsSaidBeforeAnybodyIsAsked() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.createForWallets(), "");
            visit.page.evaluate("config.paymentDetails = {}");
            page.press("apple-pay");
            assertThat(visit.page.locator("#errors")).containsText("paymentTokenRequired: There is no client session");
            page.press("google-pay");

            visit.page.waitForCondition(() -> page.log()
                    .endsWith("errors paymentTokenRequired, initiated, errors paymentTokenRequired, initiated"));
            assertThat(visit.page.locator("iframe.walletSheet")).hasCount(0);
        }
    }

    @Test
    void manyClicksAreOnePayment() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var calls = new int[1];
            visit.page.onRequest(request -> calls[0] += request.url().contains("-pay?frame=") ? 1 : 0);
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");

            page.buttons()
                    .locator("#buttons")
                    .evaluate("buttons => { for (const one of [...buttons.children, ...buttons.children])"
                            + " { one.click(); one.click(); } }");
            assertThat(page.sheet().locator("h1")).containsText("Apple Pay");
            assertThat(visit.page.locator("iframe.walletSheet")).hasCount(1);
            page.sheet()
                    .locator("#agree")
                    .evaluate(
                            "button => { button.click(); button.click(); document.querySelector('form').requestSubmit(); }");
            page.mustEnd("complete 0 123456");

            assertThat(calls[0]).isEqualTo(1);
            assertThat(page.log()).isEqualTo("loaded, initiated, errors , complete 0");
            assertThat(captured(intent)).isEqualTo(1000);
        }
    }

    @Test
    void anAcquirerThatDoesNotAnswerIsAskedAboutUntilTheTruthIsKnown() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            be(Mood.DUMB);
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            visit.page.waitForResponse(
                    response -> response.url().contains("/outcome/"),
                    new Page.WaitForResponseOptions().setTimeout(60_000),
                    () -> page.press("apple-pay").agree(VISA));
            assertThat(visit.page.locator("#result")).hasText("");

            be(Mood.FINE);
            gateway.clock().advance(Duration.ofMinutes(1));
            gateway.resolve();

            page.mustEnd("complete 30 ");
        }
    }

    private static void mustNotShow(JsonNode intent, String said) {
        mustNotShow(intent, Pattern.compile("^" + said.replace(".", "\\.") + "$"), "");
    }

    private static void mustNotShow(JsonNode intent, Pattern said, String more) {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            visit.page.navigate(merchant.show(EmbeddedWallets.html(gateway, intent, more, "Dojo.WalletPayment")));

            assertThat(visit.page.locator("#result")).hasText(said);
            assertThat(visit.page.locator("iframe")).hasCount(0);
            assertThat((String) visit.page.evaluate("log.join()")).isEqualTo("load failed");
        }
    }

    /** An intent of an account that earns. */
    private static JsonNode earning() {
        var live = gateway.openAccount(Environment.Live, "Bluebell Books");
        return gateway.send(gateway.requestAs(live, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                                 "paymentMethods":["Card","Wallet"]}
                                """)))
                .ok();
    }

    private static EmbeddedWallets open(Visit visit, JsonNode intent, String more) {
        return EmbeddedWallets.open(visit, merchant, gateway, intent, more);
    }

    private static Locator closeButton(Visit visit) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Close").setExact(true));
    }

    /** Not with {@link Visit#picture}: what lies under a sheet is darkened. */
    private static void shoot(Visit visit, String name) {
        visit.page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }

    private static long captured(JsonNode intent) {
        return new Books(gateway).captured(id(intent));
    }

    private static String id(JsonNode intent) {
        return intent.path("id").asString();
    }

    private static String name(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }
}
