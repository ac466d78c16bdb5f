package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Gateway;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;
import tools.jackson.databind.JsonNode;

/** The card component in merchants' pages, in a real browser. What it looked like is left in target/screenshots. */
@Tag("browser")
class ComponentBrowserTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

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
            merchant.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperPaysWithinTheMerchantsPage(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            var before = visit.page.locator("#testPay").boundingBox().y;
            visit.look(name(device) + "-component");

            page.type(FRICTIONLESS);
            visit.look(name(device) + "-component-filled");
            page.pay().mustEnd("resolved 0 123456");

            assertThat(visit.page.locator("#testPay").boundingBox().y).isEqualTo(before);
            assertThat(status(intent)).isEqualTo("Captured");
            assertThat(visit.page.locator("#demo-payment iframe").boundingBox().height)
                    .isEqualTo(232);
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void aDeclinedCardResolvesToFiveAndAFreshSecretPaysInTheSamePlace() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            page.type(DECLINED).pay().mustEnd("resolved 5 ");

            page.pay()
                    .mustEnd("rejected 401 This client session secret was used, replaced, or has expired. Refresh it.");
            var fresh = gateway.post("/payment-intents/" + id(intent) + "/refresh-client-session-secret", "")
                    .ok();
            visit.page.evaluate(
                    "secret => config.paymentDetails.paymentToken = secret",
                    fresh.path("clientSessionSecret").asString());
            page.type(FRICTIONLESS).pay().mustEnd("resolved 0 123456");

            assertThat(status(intent)).isEqualTo("Captured");
        }
    }

    @Test
    void anExpiredSecretRejectsWith401AndAMissingOneWith404() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.create("Auto"), "");
            gateway.clock().advance(Duration.ofMinutes(31));
            page.type(FRICTIONLESS).pay();
            assertThat(visit.page.locator("#result")).containsText("rejected 401");

            visit.page.evaluate("config.paymentDetails = {}");
            page.pay();
            assertThat(visit.page.locator("#result")).containsText("rejected 404");
        }
    }

    @Test
    void wrongFieldsRejectWithTheirErrorsAndThePageIsToldInTheMerchantsWords() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var page = open(visit, gateway.create("Auto"), """
                    config.errorMessages = { cv2Required: "Three digits, please" };
                    config.text = { cv2: { label: "CVC", placeholder: "123", showValidation: true },
                        cardNumber: { label: "Number", placeholder: "", showValidation: true } };
                    config.callbacks = { onFormComplete: () => log.push("complete"), onFormFieldValid: field => log.push("valid " + field) };
                    """);
            page.pay().mustEnd("rejected cardNameRequired cardNumberRequired expiryDateRequired cv2Required");
            assertThat(visit.page.locator("#errors li")).hasCount(4);
            assertThat(visit.page.locator("#errors li").last()).hasText("Three digits, please");
            assertThat(page.field("cardName")).isFocused();
            assertThat(page.field("cv2")).hasAccessibleName("CVC");
            assertThat(page.field("cv2")).hasAccessibleDescription("Three digits, please");
            visit.look("phone-component-wrong");

            page.field("cardName").fill("A Shopper");
            page.field("cardNumber").fill("4456 5300 0000 1006");
            page.field("expiryDate").fill("12 / 20");
            page.field("cv2").fill("02");
            page.pay().mustEnd("rejected cardNumberInvalid expiryDateMustBeInFuture cv2Invalid");
            page.type(FRICTIONLESS);

            assertThat(visit.page.locator("#errors li")).hasCount(0);
            assertThat(page.log())
                    .endsWith(
                            "valid cardNumber, errors expiryDateMustBeInFuture cv2Invalid, "
                                    + "blur false, valid expiryDate, errors cv2Invalid, blur false, valid cv2, errors , complete");
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aChallengeIsAnsweredInTheBanksFrame(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            visit.page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "screenshots", name(device) + "-component-bank.png")));

            page.answer("1234");

            page.mustEnd("resolved 0 123456");
            assertThat(visit.page.locator("iframe.threeDs, .threeDsClose")).hasCount(0);
            assertThat(status(intent)).isEqualTo("Captured");
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void aChallengeThatFailsResolvesToThirty() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            page.type(CHALLENGED).pay();
            page.answerWrongly("0000", "2 tries left");
            page.answerWrongly("0001", "1 try left");
            page.answer("0002");

            page.mustEnd("resolved 30 ");
            assertThat(visit.page.locator("iframe.threeDs")).hasCount(0);
            assertThat(status(intent)).isEqualTo("Created");
        }
    }

    @Test
    void aBankThatCannotBeReachedIsGivenUpByTheShopper() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            visit.page.route("**/sandbox/three-ds/challenge", Route::abort);
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            page.type(CHALLENGED).pay();

            button(visit, "Close").click();

            page.mustEnd("resolved 30 ");
            assertThat(status(intent)).isEqualTo("Created");
        }
    }

    @Test
    void aBankThatNobodyComesBackFromIsGivenUpAfterTenMinutes() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.clock().install();
            var page = open(visit, gateway.create("Auto"), "");
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();

            visit.page.clock().fastForward("10:01");

            assertThat(visit.page.locator("#result")).hasText(Pattern.compile("resolved (30|5) ?"));
            assertThat(visit.page.locator("iframe.threeDs")).hasCount(0);
        }
    }

    @Test
    void aBankThatDoesNotTakeTheDevicesDataHoldsAPaymentUpForSecondsOnly() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.route("**/sandbox/three-ds/device-data", _ -> {}); // never answered
            var page = open(visit, gateway.create("Auto"), "");

            page.type(FRICTIONLESS).pay();

            assertThat(visit.page.locator("#result"))
                    .hasText("resolved 0 123456", new HasTextOptions().setTimeout(10_000));
        }
    }

    @Test
    void anAcquirerThatDoesNotAnswerIsAskedAboutUntilTheTruthIsKnown() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            be(Mood.DUMB);
            var intent = gateway.create("Auto");
            var page = open(visit, intent, "");
            visit.page.waitForResponse(
                    response -> response.url().contains("/outcome/"),
                    new Page.WaitForResponseOptions().setTimeout(60_000),
                    () -> page.type(FRICTIONLESS).pay());
            assertThat(visit.page.locator("#result")).hasText("");

            be(Mood.FINE);
            gateway.clock().advance(Duration.ofMinutes(1));
            gateway.resolve();

            page.mustEnd("resolved 30 ");
            assertThat(status(intent)).isEqualTo("Created");
        }
    }

    @Test
    void aSavedCardPaysAgainWithItsCodeAlone() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var customer = gateway.post("/customers", "{\"name\":\"Alex\"}")
                    .ok()
                    .path("id")
                    .asString();
            open(visit, intentOf(customer), "info = { savePaymentMethod: true };")
                    .type(FRICTIONLESS)
                    .pay()
                    .mustEnd("resolved 0 123456");
            var method = savedBy(customer);

            var second = intentOf(customer);
            var page = Embedded.open(
                    visit,
                    merchant,
                    gateway,
                    second,
                    "info = { paymentMethodId: '" + method + "' };",
                    "Dojo.RecurringPayment");
            page.pay().mustEnd("rejected cv2Required");
            page.field("cv2").fill("020");
            visit.look("phone-component-code");
            page.pay().mustEnd("resolved 0 123456");

            assertThat(status(second)).isEqualTo("Captured");
        }
    }

    @Test
    void aSetupIntentTakesACardWithTheShoppersConsent() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var setup = gateway.post("/setup-intents", """
                            {"merchantInitiatedTransactionType":"NoShow","terms":"If you do not come, we charge a night.",
                             "intendedAmount":{"value":5000,"currencyCode":"GBP"},"reference":"Room 5","captureMode":"Auto"}
                            """).ok();
            var page = open(visit, setup, "");
            page.type(CHALLENGED).pay().mustEnd("rejected 400 The shopper must agree to the terms: mitConsentGiven.");

            visit.page.evaluate("info = { mitConsentGiven: true }");
            page.pay();
            page.answer("1234");

            assertThat(visit.page.locator("#result")).containsText("resolved 0");
            assertThat(gateway.get("/setup-intents/" + id(setup))
                            .ok()
                            .path("status")
                            .asString())
                    .isEqualTo("Authorized");
        }
    }

    @Test
    void theKeyboardAloneIsEnough() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.create("Auto"), "");
            var keyboard = visit.page.keyboard();
            keyboard.press("Tab");
            assertThat(page.field("cardName")).isFocused();
            keyboard.type("A Shopper");
            keyboard.press("Tab");
            keyboard.type(FRICTIONLESS);
            assertThat(page.field("cardNumber")).hasValue("4456 5300 0000 1005");
            assertThat(page.form().getByRole(AriaRole.IMG)).hasAccessibleName("Visa");
            keyboard.press("Tab");
            keyboard.type("429");
            assertThat(page.field("expiryDate")).hasValue("04 / 29");
            keyboard.press("Tab");
            keyboard.type("020");
            keyboard.press("Enter");

            page.mustEnd("resolved 0 123456");
            assertThat(page.log()).contains("submit");
        }
    }

    @Test
    void theCaretStaysWhereItIsInTheMiddleOfANumber() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.create("Auto"), "");
            page.field("cardNumber").fill("445653000000100");
            page.field("cardNumber").evaluate("input => input.setSelectionRange(4, 4)");
            page.field("cardNumber").press("9");

            assertThat(page.field("cardNumber")).hasValue("4456 9530 0000 0100");
            assertThat(page.field("cardNumber").evaluate("input => input.selectionStart"))
                    .isEqualTo(6);
        }
    }

    @Test
    void theOlderNameIsTheSame() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = Embedded.open(visit, merchant, gateway, gateway.create("Auto"), "", "Connect.ConnectE");

            page.type(FRICTIONLESS).pay().mustEnd("resolved 0 123456");
        }
    }

    private static Embedded open(Visit visit, JsonNode intent, String more) {
        return Embedded.open(visit, merchant, gateway, intent, more);
    }

    private static JsonNode intentOf(String customer) {
        return gateway.post("/payment-intents", """
                        {"captureMode":"Auto","amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "customer":{"id":"%s"}}
                        """.formatted(customer)).ok();
    }

    private static String savedBy(String customer) {
        var secret = gateway.post("/customers/" + customer + "/create-secret", "")
                .ok()
                .path("secret")
                .asString();
        return gateway.send(gateway.open("/customers/public/" + customer + "/payment-methods")
                        .header("version", Gateway.VERSION)
                        .header("Authorization", "Basic " + secret)
                        .GET())
                .ok()
                .path("savedPaymentMethods")
                .get(0)
                .path("id")
                .asString();
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String id(JsonNode intent) {
        return intent.path("id").asString();
    }

    private static String status(JsonNode intent) {
        return gateway.get("/payment-intents/" + id(intent)).ok().path("status").asString();
    }

    private static String name(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }
}
