package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** The hosted page in five languages: the script must say what the gateway would. In a real browser. */
@Tag("browser")
class LanguagesBrowserTest {

    private static Chromium chromium;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB", "fr-FR", "de-DE", "es-ES", "it-IT"})
    void theScriptWritesAmountsAndWordsAsTheGatewayDoes(String locale) {
        for (var currency : new String[] {"GBP", "JPY", "KWD"}) {
            var path = "/checkout/" + create(123_450, currency);
            try (var plain = Visit.withoutScripts(chromium, Device.PHONE, locale);
                    var scripted = Visit.with(chromium, Device.PHONE, locale)) {
                plain.page.navigate(gateway.baseUrl() + path);
                scripted.page.navigate(gateway.baseUrl() + path);

                assertThat(texts(scripted)).as(currency).isEqualTo(texts(plain));
                scripted.mustHaveBeenQuiet(gateway.baseUrl());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fr | PHONE   | 1 234,50 | Payer 1 244,50 €     | État             | Saisissez l’État.
        de | DESKTOP | 1.234,50 | 1.244,50 € bezahlen  | Bundesstaat      | Geben Sie den Bundesstaat ein.
        es | PHONE   | 1.234,50 | Pagar 1.244,50 €     | Estado           | Introduce el estado.
        it | DESKTOP | 1234,50  | Paga 1.244,50 €      | Stato            | Inserisci lo stato.
        en | PHONE   | 1,234.50 | Pay €1,244.50        | State            | Enter the state.
        """)
    void aShopperTypesChoosesAndIsCorrectedInTheirLanguage(
            String locale, Device device, String typed, String button, String state, String missing) {
        try (var visit = Visit.with(chromium, device, locale)) {
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + create(500, "EUR"));
            visit.look(device.name().toLowerCase() + "-" + locale + "-open");

            visit.page.locator("#amount").fill(typed);
            visit.page.locator("input[name=tip][value=own]").check();
            visit.page.locator("#own-tip").fill("10");
            visit.page.locator("#billing-country").selectOption("US");
            assertThat(visit.page.locator("label[for=billing-region]")).hasText(state);
            visit.page.locator("button.pay").press("Enter");

            assertThat(visit.page.locator("#billing-region-error")).hasText(missing);
            assertThat(spaced(visit.page.locator("button.pay").innerText())).isEqualTo(button);
            visit.look(device.name().toLowerCase() + "-" + locale + "-wrong");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @Test
    void anotherLanguageIsAClickAwayAndStays() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + create(500, "EUR"));
            visit.page.locator("a[hreflang=it-IT]").press("Enter");
            assertThat(visit.page.locator("html")).hasAttribute("lang", "it-IT");
            assertThat(visit.page.locator("a[aria-current]")).hasText("Italiano");

            visit.page.locator("#email").fill("me@home.example");
            visit.page.locator("#billing-line1").fill("Via Roma 1");
            visit.page.locator("#billing-country").selectOption("IT");
            visit.page.locator("#billing-city").fill("Torino");
            visit.page.locator("#billing-postcode").fill("10121");
            visit.page.locator("#fill").press("Enter");
            visit.page.locator("button.pay").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Pagamento riuscito");
            visit.look("phone-it-done");
        }
    }

    /** What is to be read where the script has its hands: labels, amounts, the button. */
    private static ArrayList<String> texts(Visit visit) {
        var texts = new ArrayList<String>();
        for (var place : new String[] {"label", ".choices", "button.pay span", ".amount"}) {
            visit.page.locator(place).allTextContents().forEach(text -> texts.add(spaced(text)));
        }
        return texts;
    }

    private static String spaced(String text) {
        return text.replaceAll("[\\s\\u00a0\\u202f]+", " ").strip();
    }

    private static String create(long minor, String currency) {
        return gateway.post("/payment-intents", """
                        {"amount":{"value":%d,"currencyCode":"%s"},"reference":"Order 234",
                         "config":{"billingAddress":{"collectionRequired":true},"details":{"showTotal":true},
                            "customerEmail":{"collectionRequired":true},
                            "payment":{"tipsAllowed":true,"customAmountAllowed":true}}}
                        """.formatted(minor, currency))
                .ok()
                .path("id")
                .asString();
    }
}
