package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;

/** The hosted page in a real browser. What it looked like is left in target/screenshots. */
@Tag("browser")
class CheckoutBrowserTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    private static Chromium chromium;
    private static Shop shop;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        shop = Shop.open();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            shop.close();
            chromium.close();
        }
    }

    @Test
    void aShopperPaysAtADesktop() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, everything());
            assertThat(visit.page.locator("h1")).hasText("Bluebell Books");
            assertThat(button(visit, "Pay £43.50")).isVisible();
            visit.picture("desktop-form");

            type(visit, FRICTIONLESS);
            visit.picture("desktop-filled");
            button(visit, "Pay £43.50").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void aShopperPaysOnAPhoneWithTheKeyboardAlone() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, plain());
            var keyboard = visit.page.keyboard();

            tabTo(visit, "card-number");
            keyboard.type(FRICTIONLESS);
            tabTo(visit, "expiry");
            keyboard.type("1229");
            tabTo(visit, "cvv");
            keyboard.type("020");
            tabTo(visit, "name");
            keyboard.type("A Shopper");
            visit.picture("phone-filled");
            keyboard.press("Tab");
            assertThat(button(visit, "Pay £10.00")).isFocused();
            keyboard.press("Enter");

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aChallengeIsAnsweredAtTheBank(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var id = open(visit, plain());

            pay(visit, CHALLENGED);
            answer(visit, "1234");

            mustBeAtTheShop(visit, id);
        }
    }

    /** In a hidden frame, as every bank that takes part in 3-D Secure expects. */
    @Test
    void theBankMeetsTheDeviceBeforeItIsAsked() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, plain());
            var asked = new ArrayList<String>();
            visit.page.onRequest(request ->
                    asked.add(request.method() + " " + URI.create(request.url()).getPath()));

            pay(visit, FRICTIONLESS);

            mustBeAtTheShop(visit, id);
            assertThat(asked)
                    .containsSubsequence(
                            "GET /payments/v1/bank", "POST /sandbox/three-ds/device-data", "POST /checkout/" + id);
            assertThat(asked.getFirst()).startsWith("POST /api/device-data/");
        }
    }

    /** A bank that never answers, one that is not there, and a gateway that says no. */
    @ParameterizedTest
    @ValueSource(strings = {"silence", "abort", "refusal"})
    void aBankThatCannotMeetTheDeviceKeepsNobodyFromPaying(String trouble) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, plain());
            visit.page.route(trouble.equals("refusal") ? "**/api/device-data/**" : "**/three-ds/device-data", route -> {
                switch (trouble) {
                    case "abort" -> route.abort();
                    case "refusal" -> route.fulfill(new Route.FulfillOptions().setBody("{\"statusCode\":401}"));
                    default -> {} // never
                }
            });

            pay(visit, CHALLENGED);
            answer(visit, "1234");

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void aWrongCodeCanBeCorrected() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, plain());

            pay(visit, CHALLENGED);
            answer(visit, "0000");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("2 tries left");
            answer(visit, "1234");

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void whoeverGivesUpAtTheBankCanUseAnotherCard() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, plain());

            pay(visit, CHALLENGED);
            visit.page
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Cancel"))
                    .click();
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("could not confirm that it was you");
            visit.picture("desktop-not-confirmed");
            pay(visit, FRICTIONLESS);

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aDeclinedShopperIsToldSoAndPaysWithAnotherCard(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var id = open(visit, plain());

            pay(visit, DECLINED);
            var notice = visit.page.getByRole(AriaRole.ALERT);
            assertThat(notice).containsText("Your card was declined");
            assertThat(notice).isFocused();
            assertThat(field(visit, "name")).hasValue("A Shopper");
            assertThat(field(visit, "card-number")).isEmpty();
            visit.picture(name(device) + "-declined");
            pay(visit, FRICTIONLESS);

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void withoutScriptsEverythingWorksToo(Device device) {
        try (var visit = Visit.withoutScripts(chromium, device)) {
            var id = open(visit, plain());

            pay(visit, DECLINED);
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Your card was declined");
            pay(visit, CHALLENGED);
            visit.picture(name(device) + "-challenge-without-scripts");
            button(visit, "Continue to your bank").click();
            answer(visit, "1234");
            button(visit, "Continue").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void aBrowserWithoutScriptsIsToldWhatIsWrong() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            open(visit, plain());

            pay(visit, "4456530000001006");

            assertThat(field(visit, "card-number")).isFocused();
            assertThat(visit.page.locator("#card-number-error")).isVisible();
            assertThat(field(visit, "name")).hasValue("A Shopper");
            visit.picture("phone-wrong-without-scripts");
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsSent() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, everything());

            button(visit, "Pay £43.50").click();
            assertThat(field(visit, "email")).isFocused();
            assertThat(visit.page.locator(".error:visible")).hasCount(5);
            visit.picture("phone-wrong");
            type(visit, "4456530000001006");
            assertThat(visit.page.locator(".error:visible")).hasCount(1);
            assertThat(visit.page.locator(".error:visible"))
                    .hasText("This card number is not right. Check each digit.");
            field(visit, "card-number").fill("");
            type(visit, FRICTIONLESS);
            assertThat(visit.page.locator(".error:visible")).hasCount(0);
            button(visit, "Pay £43.50").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void theButtonIsPressedOnce() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, plain());
            type(visit, FRICTIONLESS);
            visit.page.evaluate("document.getElementById('pay').submit = () => {}");

            button(visit, "Pay £10.00").click();

            assertThat(button(visit, "Processing…")).isDisabled();
            visit.picture("desktop-busy");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        4456530000001005    | 4456 5300 0000 1005     | Visa
        371449111020228     | 3714 491110 20228       | American Express
        2221000000000009    | 2221 0000 0000 0009     | Mastercard
        6759410000006404    | 6759 4100 0000 6404     | Maestro
        6011000000000004    | 6011 0000 0000 0004     | Discover
        36000000000008      | 3600 0000 0000 08       | Diners Club
        """)
    void numbersAreGroupedAndTheirBrandIsShown(String typed, String shown, String brand) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, plain());

            field(visit, "card-number").pressSequentially(typed);

            assertThat(field(visit, "card-number")).hasValue(shown);
            assertThat(visit.page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName(brand)))
                    .isVisible();
            visit.picture("brand-" + brand.toLowerCase().replace(' ', '-'));
        }
    }

    @Test
    void theCaretStaysWhereTheShopperPutIt() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, plain());
            var number = field(visit, "card-number");
            number.pressSequentially("445653000000105");

            number.evaluate("input => input.setSelectionRange(17, 17)"); // after 4456 5300 0000 10
            visit.page.keyboard().type("0");
            assertThat(number).hasValue("4456 5300 0000 1005");
            assertThat(number.evaluate("input => input.selectionStart")).isEqualTo(18);

            number.evaluate("input => input.setSelectionRange(5, 5)");
            visit.page.keyboard().press("Backspace");
            visit.page.keyboard().press("Backspace");
            assertThat(number).hasValue("4455 3000 0001 005");
            assertThat(number.evaluate("input => input.selectionStart")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1229, 12 / 29",
        "12/29, 12 / 29",
        "12 / 29, 12 / 29",
        "429, 04 / 29",
        "1/29, 01 / 29",
        "12/2029, 12 / 29"
    })
    void datesAreTypedAsPeopleLike(String typed, String shown) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, plain());
            var expiry = field(visit, "expiry");

            if (typed.length() > 5) {
                expiry.fill(typed); // as browsers do that know the card
            } else {
                expiry.pressSequentially(typed);
            }

            assertThat(expiry).hasValue(shown);
        }
    }

    @Test
    void theSandboxOffersItsCard() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, plain());

            button(visit, "Fill it in").click();
            assertThat(field(visit, "card-number")).hasValue("4456 5300 0000 1005");
            button(visit, "Pay £10.00").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperWhoWaitsHearsTheEnd(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            open(visit, plain());
            be(Mood.DUMB);

            pay(visit, FRICTIONLESS);
            assertThat(visit.page.locator("h1")).hasText("Your payment is being processed");
            visit.picture(name(device) + "-processing");
            be(Mood.FINE);
            gateway.clock().advance(Duration.ofSeconds(30));
            gateway.resolve();

            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Your payment did not go through");
            assertThat(button(visit, "Pay £10.00")).isEnabled();
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    /** Nobody who reads, or has it read to them, is sent back to the top of a page that says the same again. */
    @Test
    void thePageOfAShopperWhoWaitsStaysUntilThereIsNews() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            open(visit, plain());
            be(Mood.DUMB);
            pay(visit, FRICTIONLESS);
            assertThat(visit.page.locator("h1")).hasText("Your payment is being processed");
            visit.page.evaluate("document.body.dataset.same = 'yes'");

            for (int looks = 0; looks < 3; looks++) {
                visit.page.waitForResponse(Pattern.compile("\\?waited$"), () -> {});
            }
            assertThat(visit.page.locator("body[data-same] h1")).hasText("Your payment is being processed");
            be(Mood.FINE);
            gateway.clock().advance(Duration.ofSeconds(30));
            gateway.resolve();

            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Your payment did not go through");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
    void everyPageFitsItsScreenByDayAndByNight(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix = name(device) + "-" + scheme.name().toLowerCase();
            open(visit, everything());
            visit.look(prefix + "-everything");

            open(visit, "");
            visit.look(prefix + "-plain");
            pay(visit, DECLINED);
            assertThat(visit.page.getByRole(AriaRole.ALERT)).isVisible();
            visit.look(prefix + "-declined");
            pay(visit, FRICTIONLESS);
            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            visit.look(prefix + "-paid");

            var paid = open(visit, plain() + """
                    ,"actionLink":{"url":"%s/ticket","label":"Download your ticket"}""".formatted(shop.url()));
            pay(visit, FRICTIONLESS);
            visit.page.waitForURL(Pattern.compile("id="));
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + paid);
            assertThat(visit.page.locator("h1")).hasText("Already paid");
            visit.look(prefix + "-already-paid");

            var huge = open(visit, """
                    "amount":{"value":999999999999,"currencyCode":"GBP"},
                    "description":"%s","config":{"title":"%s","cancelUrl":"%s","details":{"showReference":true}}
                    """.formatted("a".repeat(300), "W".repeat(100), shop.url()));
            visit.look(prefix + "-long");
            gateway.delete("/payment-intents/" + huge);
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "PHONE, DARK"})
    void pagesThatOnlySaySomethingFitToo(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix = name(device) + "-" + scheme.name().toLowerCase();
            var id = open(visit, plain());
            gateway.delete("/payment-intents/" + id);
            visit.page.reload();
            assertThat(visit.page.locator("h1")).hasText("This link is no longer valid");
            visit.look(prefix + "-closed");

            visit.page.navigate(gateway.baseUrl() + "/checkout/pi_sandbox_nobody");
            assertThat(visit.page.locator("h1")).hasText("We cannot find this page");
            visit.look(prefix + "-unknown");
        }
    }

    private static void pay(Visit visit, String number) {
        type(visit, number);
        visit.page.locator("button.pay").click();
    }

    private static void type(Visit visit, String number) {
        var email = field(visit, "email");
        if (email.count() > 0) {
            email.fill("me@home.example");
        }
        field(visit, "card-number").pressSequentially(number);
        field(visit, "expiry").fill("12 / 29");
        field(visit, "cvv").fill("020");
        field(visit, "name").fill("A Shopper");
    }

    private static void answer(Visit visit, String code) {
        var box = visit.page.getByLabel("One-time code");
        box.fill(code);
        visit.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Confirm"))
                .click();
    }

    private static void tabTo(Visit visit, String field) {
        for (int presses = 0; presses < 4; presses++) {
            visit.page.keyboard().press("Tab");
            if (field.equals(visit.page.evaluate("document.activeElement.id"))) {
                return;
            }
        }
        throw new AssertionError("The Tab key does not lead to " + field + ".");
    }

    private static void mustBeAtTheShop(Visit visit, String id) {
        assertThat(visit.page.locator("h1")).hasText("The shop");
        assertThat(visit.page.url()).endsWith("/thanks?order=7&id=" + id);
        assertThat(gateway.get("/payment-intents/" + id).ok().path("status").asString())
                .isEqualTo("Captured");
        visit.mustHaveBeenQuiet(gateway.baseUrl(), shop.url());
    }

    private static Locator field(Visit visit, String id) {
        return visit.page.locator("#" + id);
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Creates an intent and opens its page. @param members of the request, or nothing */
    private static String open(Visit visit, String members) {
        var amount = members.contains("\"amount\"") ? "" : "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},";
        var more = members.isEmpty() ? "" : "," + members;
        var id = gateway.post("/payment-intents", "{" + amount + "\"reference\":\"Order 234\"" + more + "}")
                .ok()
                .path("id")
                .asString();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
        return id;
    }

    private static String plain() {
        return "\"config\":{\"redirectUrl\":\"" + shop.url() + "/thanks?order=7\",\"cancelUrl\":\"" + shop.url()
                + "/cart\"}";
    }

    private static String everything() {
        return """
                "amount":{"value":3950,"currencyCode":"GBP"},"tipsAmount":{"value":400,"currencyCode":"GBP"},
                "description":"Two books, wrapped as a present",
                "itemLines":[{"caption":"The Old Ways","quantity":2,"amountTotal":{"value":2198,"currencyCode":"GBP"}},
                    {"caption":"Wrapping and card","quantity":1,"amountTotal":{"value":1352,"currencyCode":"GBP"}}],
                "taxLines":[{"caption":"VAT","amountTotal":{"value":400,"currencyCode":"GBP"}}],
                "config":{"title":"Bluebell Books","redirectUrl":"%1$s/thanks?order=7","cancelUrl":"%1$s/cart",
                    "customerEmail":{"collectionRequired":true},"details":{"showReference":true,"showTotal":true}}
                """.formatted(shop.url());
    }

    private static String name(Device device) {
        return device.name().toLowerCase();
    }
}
