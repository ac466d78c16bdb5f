package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Books;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** What merchants can switch on: addresses, tips, another amount, a receipt. In a real browser. */
@Tag("browser")
class TogglesBrowserTest {

    private static final String CARD = "4456530000001005";
    private static final String DECLINED = "4000000000000002";

    static final String ALL = """
            "config":{"title":"Bluebell Books","details":{"showTotal":true,"showReference":true},
                "customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
                "shippingDetails":{"collectionRequired":true},
                "payment":{"tipsAllowed":true,"customAmountAllowed":true}},
            "itemLines":[{"caption":"The Old Ways","quantity":1,"amountTotal":{"value":1000,"currencyCode":"GBP"}}]
            """;

    private static final String CHOICES =
            "\"config\":{\"payment\":{\"tipsAllowed\":true,\"customAmountAllowed\":true}}";

    private static final String TIPS = "\"config\":{\"payment\":{\"tipsAllowed\":true}}";

    private static Chromium chromium;
    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
    void everythingAtOnceFitsItsScreenByDayAndByNight(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix = device.name().toLowerCase() + "-" + scheme.name().toLowerCase();
            var id = open(visit, ALL);
            visit.look(prefix + "-toggles");

            visit.page.getByLabel("Other").check();
            assertThat(field(visit, "own-tip")).isVisible();
            visit.page.locator("#shipping-same").uncheck();
            assertThat(field(visit, "shipping-line1")).isVisible();
            visit.page.locator("button.pay").click();
            assertThat(visit.page.locator(".error:visible")).hasCount(13);
            visit.look(prefix + "-toggles-wrong");

            field(visit, "amount").fill("20");
            field(visit, "own-tip").fill("3.50");
            field(visit, "email").fill("me@home.example");
            address(visit, "billing");
            field(visit, "shipping-name").fill("An Other");
            visit.page.locator("#shipping-same").check();
            card(visit, CARD);
            assertThat(visit.page.locator(".error:visible")).hasCount(0);
            visit.look(prefix + "-toggles-filled");
            button(visit, "Pay £23.50").click();

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            visit.look(prefix + "-receipt-offered");
            button(visit, "Send the receipt to m•••@home.example").click();
            assertThat(visit.page.locator("h1")).hasText("Receipt sent");
            visit.look(prefix + "-receipt-sent");
            assertThat(books.captured(id)).isEqualTo(2350);
            assertThat(gateway.get("/payment-intents/" + id)
                            .ok()
                            .path("shippingDetails")
                            .path("address")
                            .path("postcode")
                            .asString())
                    .isEqualTo("SW1A 2AA");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @Test
    void theButtonSaysWhatIsPaidWhileItIsChosen() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, CHOICES);
            visit.look("phone-choices");

            visit.page.getByLabel("12.5%").check();
            assertThat(button(visit, "Pay £11.25")).isVisible();
            assertThat(visit.page.locator(".amount")).containsText("£11.25");
            field(visit, "amount").fill("1,234.56");
            assertThat(button(visit, "Pay £1,388.88")).isVisible();
            assertThat(visit.page.locator(".choices")).containsText("£123.46");
            field(visit, "amount").fill("20,00");
            visit.page.getByLabel("Other").check();
            assertThat(button(visit, "Pay £20.00")).isVisible();
            field(visit, "own-tip").pressSequentially("£0,29");
            assertThat(button(visit, "Pay £20.29")).isVisible();
            visit.look("phone-choices-own");
            card(visit, CARD);
            button(visit, "Pay £20.29").click();

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(2029);
        }
    }

    /** The page's script reads amounts as the gateway does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GBP | 5          | Pay £5.00
        GBP | 5,00       | Pay £5.00
        GBP | .50        | Pay £0.50
        GBP | £5         | Pay £5.00
        GBP | 5 gbp      | Pay £5.00
        GBP | 1,234      | Pay £1,234.00
        GBP | 1.234,50   | Pay £1,234.50
        GBP | 1 234,50   | Pay £1,234.50
        GBP | 9999999999.99 | Pay £9,999,999,999.99
        GBP | 10000000000 |
        GBP | 1.234      |
        GBP | 5.005      |
        GBP | 1,234,50   |
        GBP | 5 00       |
        GBP | $5         |
        GBP | -5         |
        GBP | 0          |
        JPY | 1,500      | Pay JP¥1,500
        JPY | ¥15        | Pay JP¥15
        JPY | 5.00       |
        KWD | 1.5        | Pay KWD 1.500
        KWD | 1,500      |
        USD | US$5       | Pay US$5.00
        """)
    void amountsMeanTheSameToTheScript(String currency, String typed, String label) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, """
                    "amount":{"value":1000,"currencyCode":"%s"},
                    "config":{"payment":{"customAmountAllowed":true}}""".formatted(currency));
            var before = visit.page.locator("button.pay span").textContent();

            field(visit, "amount").fill(typed);
            field(visit, "name").focus();

            var said = visit.page.locator("button.pay span").textContent().replace('\u00a0', ' ');
            assertThat(said).isEqualTo(label == null ? before.replace('\u00a0', ' ') : label);
            assertThat(visit.page.locator(".error:visible")).hasCount(label == null ? 1 : 0);
        }
    }

    @Test
    void aTipIsChosenAndPaidWithTheKeyboardAlone() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, TIPS);
            var keyboard = visit.page.keyboard();

            keyboard.press("Tab");
            keyboard.press("ArrowRight");
            keyboard.press("ArrowRight");
            keyboard.press("ArrowRight");
            assertThat(button(visit, "Pay £11.50")).isVisible();
            visit.look("desktop-tip-by-keyboard");
            keyboard.press("ArrowRight");
            keyboard.press("Tab");
            keyboard.type("2");
            keyboard.press("Tab");
            keyboard.type(CARD);
            keyboard.press("Tab");
            keyboard.type("1229");
            keyboard.press("Tab");
            keyboard.type("020");
            keyboard.press("Tab");
            keyboard.type("A Shopper");
            keyboard.press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(1200);
        }
    }

    @Test
    void theWordsOfAnAddressAreThoseOfItsCountry() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            open(visit, "\"config\":{\"billingAddress\":{\"collectionRequired\":true}}");
            var country = field(visit, "billing-country");
            assertThat(country).hasValue("GB");
            assertThat(field(visit, "billing-region")).isHidden();

            country.selectOption("US");
            assertThat(visit.page.getByLabel("ZIP code", exactly())).isVisible();
            assertThat(visit.page.getByLabel("State", exactly())).isVisible();
            visit.page.locator("button.pay").click();
            assertThat(visit.page.locator("#billing-postcode-error")).hasText("Enter the ZIP code.");
            field(visit, "billing-postcode").fill("9410");
            field(visit, "billing-city").focus();
            assertThat(visit.page.locator("#billing-postcode-error")).containsText("This ZIP code is not right.");
            visit.look("phone-address-us");

            country.selectOption("IE");
            assertThat(visit.page.getByLabel("Eircode (optional)")).isVisible();
            assertThat(visit.page.locator("#billing-postcode-error")).isHidden();
            country.selectOption("HK");
            assertThat(visit.page.getByLabel("Postcode (optional)")).isVisible();
            field(visit, "billing-postcode").fill("");
            field(visit, "billing-line1").fill("1 Nathan Road");
            field(visit, "billing-city").fill("Kowloon");
            card(visit, CARD);
            visit.page.locator("button.pay").click();

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void withoutScriptsTheNewTotalIsShownBeforeItIsPaid(Device device) {
        try (var visit = Visit.withoutScripts(chromium, device)) {
            var prefix = device.name().toLowerCase();
            var id = open(visit, ALL);
            visit.look(prefix + "-toggles-without-scripts");

            field(visit, "amount").fill("20");
            visit.page.getByLabel("15%").check();
            button(visit, "Update total").click();
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("The total is now £23.00");
            assertThat(visit.page.getByLabel("15%")).isChecked();
            visit.look(prefix + "-new-total-without-scripts");

            field(visit, "email").fill("me@home.example");
            address(visit, "billing");
            field(visit, "shipping-name").fill("An Other");
            visit.page.getByLabel("10%").check();
            card(visit, CARD);
            button(visit, "Pay £23.00").click();
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("The total is now £22.00");
            assertThat(books.captured(id)).isZero();
            visit.look(prefix + "-other-total-without-scripts");
            card(visit, DECLINED);
            field(visit, "name").press("Enter"); // pays, and does not add up
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Your card was declined");
            card(visit, CARD);
            button(visit, "Pay £22.00").click();

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(2200);
        }
    }

    @Test
    void aSecondTabWithAnOldTotalIsToldTheNewOne() {
        try (var one = Visit.with(chromium, Device.PHONE);
                var other = Visit.with(chromium, Device.PHONE)) {
            var id = open(one, TIPS);
            other.page.navigate(one.page.url());

            other.page.getByLabel("15%").check();
            card(other, DECLINED);
            button(other, "Pay £11.50").click();
            assertThat(other.page.getByRole(AriaRole.ALERT)).containsText("Your card was declined");
            card(one, CARD);
            button(one, "Pay £10.00").click();

            assertThat(one.page.getByRole(AriaRole.ALERT)).containsText("The total is now £11.50");
            assertThat(one.page.getByRole(AriaRole.ALERT)).isFocused();
            one.look("phone-new-total");
            assertThat(books.captured(id)).isZero();
            one.page.getByLabel("None").check();
            card(one, CARD);
            button(one, "Pay £10.00").click();
            assertThat(one.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(1000);
        }
    }

    @Test
    void theHeadlineCanBeLeftOut() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, "\"config\":{\"details\":{\"showReference\":true,\"showTotal\":false}}");

            assertThat(button(visit, "Pay £10.00")).isVisible();
            assertThat(visit.page.locator(".amount")).hasCount(0);
            visit.look("desktop-no-headline");
        }
    }

    @Test
    void aSetupIntentAsksForAddressesToo() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = gateway.post("/setup-intents", """
                            {"reference":"Booking 7","intendedAmount":{"value":12000,"currencyCode":"GBP"},
                             "terms":"Who does not come pays one night.","merchantInitiatedTransactionType":"NoShow",
                             "config":{"billingAddress":{"collectionRequired":true}}}""").ok().path("id").asString();
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
            visit.look("phone-setup-address");

            address(visit, "billing");
            card(visit, CARD);
            visit.page.locator("#consent").check();
            button(visit, "Save card").click();

            assertThat(visit.page.locator("h1")).hasText(Pattern.compile("Card saved"));
        }
    }

    private static void address(Visit visit, String purpose) {
        field(visit, purpose + "-line1").fill("10 Downing Street");
        field(visit, purpose + "-city").fill("London");
        field(visit, purpose + "-postcode").fill("sw1a2aa");
    }

    private static void card(Visit visit, String number) {
        field(visit, "card-number").fill(number);
        field(visit, "expiry").fill("12 / 29");
        field(visit, "cvv").fill("020");
        field(visit, "name").fill("A Shopper");
    }

    private static Locator field(Visit visit, String id) {
        return visit.page.locator("#" + id);
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static String open(Visit visit, String members) {
        var amount = members.contains("\"amount\"") ? "" : "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},";
        var id = gateway.post("/payment-intents", "{" + amount + "\"reference\":\"Order 234\"," + members + "}")
                .ok()
                .path("id")
                .asString();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
        return id;
    }
}
