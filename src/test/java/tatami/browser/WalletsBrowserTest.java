package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Books;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** Apple Pay and Google Pay on the hosted page, with the sandbox's sheets. In a real browser. */
@Tag("browser")
class WalletsBrowserTest {

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
            books.mustAgree();
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
    void aWalletPaysWithATouchAndSaysWhoPays(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix =
                    device.name().toLowerCase(Locale.ROOT) + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-wallet";
            var id = open(visit, """
                    ,"config":{"details":{"showTotal":true},"customerEmail":{"collectionRequired":true},
                        "billingAddress":{"collectionRequired":true},"payment":{"tipsAllowed":true}}
                    """);
            visit.look(prefix + "-buttons");

            visit.page.getByLabel("10%").check();
            press(visit, "Apple Pay");
            var sheet = sheet(visit);
            assertThat(sheet.locator(".total")).containsText("£11.00");
            assertThat(sheet.locator("dl")).containsText("shopper@wallet.example");
            visit.picture(prefix + "-sheet");
            sheet.locator("#agree").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(1100);
            var intent = gateway.get("/payment-intents/" + id).ok();
            assertThat(intent.at("/billingAddress/address1").asString()).isEqualTo("1 Wallet Street");
            assertThat(intent.at("/customer/emailAddress").asString()).isEqualTo("shopper@wallet.example");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @Test
    void whoThinksBetterOfItIsBackOnThePageAtTheSameButton() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, "");

            press(visit, "Google Pay");
            sheet(visit).locator("#cancel").dispatchEvent("click"); // a key would wait for the frame it takes away
            assertThat(visit.page.locator("#sheet iframe")).hasCount(0);
            assertThat(visit.page.getByText("Google Pay")).isFocused();
            press(visit, "Apple Pay");
            assertThat(sheet(visit).locator("h1")).containsText("Apple Pay");
            sheet(visit).locator("[checked]").dispatchEvent("keydown", Map.of("key", "Escape"));
            assertThat(visit.page.locator("#sheet iframe")).hasCount(0);

            assertThat(books.captured(id)).isZero();
        }
    }

    @Test
    void aCardOnFileWithGoogleIsConfirmedAtItsBank() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, "");

            press(visit, "Google Pay");
            sheet(visit).getByLabel("1096").check();
            sheet(visit).locator("#agree").press("Enter");
            visit.page.locator("#code").fill("1234");
            visit.page.locator("button.go").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(1000);
        }
    }

    @Test
    void aCardThatIsDeclinedIsSaidAndAnotherWayIsOpen() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, "");

            press(visit, "Apple Pay");
            sheet(visit).getByLabel("1013").check();
            sheet(visit).locator("#agree").press("Enter");
            assertThat(visit.page.locator(".notice h2")).hasText("Your card was declined");
            press(visit, "Apple Pay");
            sheet(visit).locator("#agree").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            assertThat(books.captured(id)).isEqualTo(1000);
        }
    }

    @Test
    void aTotalThatCannotBeReadIsMendedFirst() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            open(visit, ",\"config\":{\"payment\":{\"customAmountAllowed\":true}}");

            visit.page.locator("#amount").fill("ten");
            press(visit, "Apple Pay");

            assertThat(visit.page.locator("#amount-error")).hasText("Enter an amount above zero, in figures.");
            assertThat(visit.page.locator("#amount")).isFocused();
            assertThat(visit.page.locator("#sheet iframe")).hasCount(0);
        }
    }

    @Test
    void withoutScriptsThereAreNoWalletsAndACardPays() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            open(visit, "");

            assertThat(visit.page.locator("#wallets")).isHidden();
            assertThat(visit.page.locator("#card-number")).isVisible();
        }
    }

    private static void press(Visit visit, String wallet) {
        visit.page
                .locator("button.wallet", new com.microsoft.playwright.Page.LocatorOptions().setHasText(wallet))
                .press("Enter");
    }

    private static FrameLocator sheet(Visit visit) {
        return visit.page.frameLocator("#sheet iframe");
    }

    private static String open(Visit visit, String more) {
        var id = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "paymentMethods":["Card","Wallet"]%s}
                        """.formatted(more))
                .ok()
                .path("id")
                .asString();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
        return id;
    }
}
