package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Books;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** A customer who comes again and pays with a card that is known. In a real browser. */
@Tag("browser")
class SavedCardsBrowserTest {

    private static Chromium chromium;
    private static Gateway gateway;

    private String customer;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            new Books(gateway).mustAgree();
            gateway.close();
            chromium.close();
        }
    }

    @BeforeEach
    void makeCustomer() {
        customer = gateway.post("/customers", "{\"name\":\"Alex\"}")
                .ok()
                .path("id")
                .asString();
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "PHONE, DARK"})
    void aCardIsKeptOnceAndPaysWithItsCodeAfterwards(Device device, ColorScheme scheme) {
        var prefix = device.name().toLowerCase(Locale.ROOT) + "-";
        try (var visit = Visit.with(chromium, device, scheme)) {
            keep(visit, "5200000000001005");
            keep(visit, "4456530000001005");
            open(visit);
            visit.look(prefix + "saved-cards");
            assertThat(visit.page.locator("#card-number")).isHidden();
            assertThat(visit.page.getByLabel("Visa")).isChecked();

            visit.page.locator("button.pay").press("Enter");
            assertThat(visit.page.locator(".error:visible")).hasText("Enter the security code.");
            visit.page.getByLabel("Another card").check();
            assertThat(visit.page.locator("#card-number")).isVisible();
            assertThat(visit.page.locator(".error:visible")).hasCount(0);
            visit.look(prefix + "saved-cards-another");
            visit.page.getByLabel("Mastercard").check();
            visit.page.locator("#cvv").fill("020");
            visit.page.locator("button.pay").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @Test
    void withoutScriptsItIsAsEasy() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            keep(visit, "5200000000001005");
            open(visit);
            assertThat(visit.page.locator("#card-number")).isHidden();

            visit.page.locator("#cvv").fill("020");
            visit.page.locator("button.pay").press("Enter");

            assertThat(visit.page.locator("h1")).hasText("Payment successful");
        }
    }

    private void keep(Visit visit, String number) {
        gateway.clock().advance(Duration.ofSeconds(1));
        open(visit);
        var another = visit.page.getByLabel("Another card");
        if (another.count() > 0) {
            another.check();
        }
        visit.page.locator("#card-number").fill(number);
        visit.page.locator("#expiry").fill("12 / 29");
        visit.page.locator("#cvv").fill("020");
        visit.page.locator("#name").fill("A Shopper");
        visit.page.locator("#save").check();
        visit.page.locator("button.pay").press("Enter");
        assertThat(visit.page.locator("h1")).hasText("Payment successful");
    }

    private void open(Visit visit) {
        var intent = gateway.send(gateway.request("/payment-intents")
                        .setHeader("version", "2024-02-05")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                                 "customer":{"id":"%s"},"paymentMethods":["Card","SavedCard"]}
                                """.formatted(customer))))
                .ok();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + intent.path("id").asString());
    }
}
