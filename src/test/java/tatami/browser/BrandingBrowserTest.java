package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Gateway;
import tatami.accounts.BrandImage;
import tatami.accounts.BrandImage.Use;
import tatami.accounts.Brands;
import tatami.accounts.Change.Leave;
import tatami.accounts.Change.Put;
import tatami.accounts.Pictures;
import tatami.browser.Visit.Device;

/** Three merchants' pages in a real browser: a navy, a bright yellow and a pale pink brand. */
@Tag("browser")
class BrandingBrowserTest {

    private static final double TEXT = 4.5;
    private static final double SHAPE = 3;

    /** The contrast of an element's property to what is behind its text, or behind the element itself. */
    private static final String CONTRAST = """
            ([selector, property, isAround]) => {
                const channels = colour => colour.match(/[\\d.]+/g).map(Number);
                const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
                const element = document.querySelector(selector);
                let behind = isAround ? element.parentElement : element;
                let ground = channels(getComputedStyle(behind).backgroundColor);
                while (ground[3] === 0) {
                    behind = behind.parentElement;
                    ground = channels(getComputedStyle(behind).backgroundColor);
                }
                const [darker, lighter] = [luminance(channels(getComputedStyle(element)[property])), luminance(ground)]
                    .sort((one, other) => one - other);
                return (lighter + 0.05) / (darker + 0.05);
            }""";

    private static final Map<String, String> KEYS = new HashMap<>();

    private static Chromium chromium;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
        open("navy", "Bluebell Books", "#14285a", 0x14285a);
        open("yellow", "Sunny Bikes", "#ffd400", 0xffd400);
        open("pink", "Petal & Co", "#ffd1dc", 0xffd1dc);
    }

    private static void open(String brand, String name, String colour, int rgb) {
        var key = gateway.openAccount(name);
        KEYS.put(brand, key);
        var ink = brand.equals("navy") ? "#14285a" : "#2b2b2b";
        new Brands(gateway.database())
                .change(
                        gateway.account(key).id(),
                        new Put<>(colour),
                        Pictures.logo(Pictures.wordmark(name.split(" ")[0], ink)),
                        Pictures.favicon(rgb));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "navy,   DESKTOP, LIGHT, 'rgb(20, 40, 90)',    'rgb(255, 255, 255)'",
        "navy,   PHONE,   DARK,  '',                   ''",
        "navy,   DESKTOP, DARK,  '',                   ''",
        "yellow, DESKTOP, LIGHT, 'rgb(255, 212, 0)',   'rgb(40, 33, 0)'",
        "yellow, PHONE,   LIGHT, 'rgb(255, 212, 0)',   'rgb(40, 33, 0)'",
        "yellow, PHONE,   DARK,  'rgb(255, 212, 0)',   'rgb(40, 33, 0)'",
        "pink,   PHONE,   LIGHT, 'rgb(255, 209, 220)', 'rgb(40, 33, 34)'",
        "pink,   DESKTOP, LIGHT, 'rgb(255, 209, 220)', 'rgb(40, 33, 34)'",
        "pink,   DESKTOP, DARK,  'rgb(255, 209, 220)', 'rgb(40, 33, 34)'"
    })
    void thePagesAreTheMerchantsAndCanBeRead(String brand, Device device, ColorScheme scheme, String face, String ink) {
        var name = "branding-" + brand + "-" + device.name().toLowerCase() + "-"
                + scheme.name().toLowerCase();
        try (var visit = Visit.with(chromium, device, scheme)) {
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + create(brand));
            mustShowImages(visit);
            if (!face.isEmpty()) {
                assertThat(visit.page.locator("button.pay")).hasCSS("background-color", face);
                assertThat(visit.page.locator("button.pay")).hasCSS("color", ink);
            }
            mustBeReadable(visit);
            visit.page.locator("#fill").click();
            visit.look(name + "-form");

            visit.page.locator("button.pay").click();
            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            mustShowImages(visit);
            assertThat(contrast(visit, "a.button", "color", false)).isGreaterThanOrEqualTo(TEXT);
            visit.look(name + "-done");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    /** The script may ask for the favicon, as the tab does, where the page's policy lets the tab. */
    private static void mustShowImages(Visit visit) {
        var logo = visit.page.locator(".logo img");
        assertThat(logo).isVisible();
        assertThat(logo.evaluate("img => img.decode().then(() => img.naturalWidth > 0)"))
                .isEqualTo(true);
        assertThat(logo.evaluate("img => new URL(img.src).origin")).isEqualTo(gateway.baseUrl());
        var box = logo.boundingBox();
        assertThat(box.height).isBetween(20.0, 48.0);
        assertThat(box.width).isBetween(100.0, 220.0);
        assertThat(visit.page.evaluate("""
                async () => {
                    const icon = new Image();
                    icon.src = document.querySelector("link[rel=icon]").href;
                    await icon.decode();
                    return new URL(icon.src).origin + " " + icon.naturalWidth;
                }""")).isEqualTo(gateway.baseUrl() + " 32");
    }

    private static void mustBeReadable(Visit visit) {
        for (var text : new String[] {".try button", ".choice input:checked + span", "button.pay", "h1"}) {
            assertThat(contrast(visit, text, "color", false)).as(text).isGreaterThanOrEqualTo(TEXT);
        }
        assertThat(contrast(visit, "button.pay", "borderTopColor", true)).isGreaterThanOrEqualTo(SHAPE);
        visit.page.locator("button.pay").focus();
        visit.page.keyboard().press("Shift+Tab");
        visit.page.keyboard().press("Tab");
        assertThat(visit.page.locator("button.pay")).hasCSS("outline-style", "solid");
        assertThat(contrast(visit, "button.pay", "outlineColor", true)).isGreaterThanOrEqualTo(SHAPE);
        visit.page.locator("button.pay").hover();
        assertThat(contrast(visit, "button.pay", "color", false)).isGreaterThanOrEqualTo(TEXT);
    }

    @Test
    void nothingMovesWhenTheLogoArrives() {
        var address = gateway.baseUrl() + "/checkout/" + create("navy");
        try (var without = Visit.with(chromium, Device.PHONE);
                var with = Visit.with(chromium, Device.PHONE)) {
            without.page.route("**/branding/**", Route::abort);
            without.page.navigate(address);
            with.page.navigate(address);
            mustShowImages(with);

            assertThat(without.page.locator(".logo img").getAttribute("alt")).isEqualTo("Bluebell Books");
            assertThat(top(without)).isEqualTo(top(with));
        }
    }

    @ParameterizedTest
    @CsvSource({"square, 48, 48", "wide, 220, 11", "tall, 6, 48", "small, 24, 24", "sizeless, 96, 48"})
    void aLogoOfAnyShapeFits(String shape, int width, int height) {
        var key = gateway.openAccount("Any Shape");
        KEYS.put(shape, key);
        var picture = switch (shape) {
            case "square" -> Pictures.plain("PNG", 400, 400, 0x14285a);
            case "wide" -> Pictures.plain("PNG", 1000, 50, 0x14285a);
            case "tall" -> Pictures.plain("PNG", 50, 400, 0x14285a);
            case "small" -> Pictures.plain("GIF", 24, 24, 0x14285a);
            default -> Pictures.bytes("""
                    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="10" cy="5" r="5"/></svg>
                    """);
        };
        new Brands(gateway.database())
                .change(
                        gateway.account(key).id(),
                        new Leave<>(),
                        new Put<>(BrandImage.of(Use.Logo, picture)),
                        new Leave<>());
        try (var visit = Visit.with(chromium, Device.PHONE);
                var dark = Visit.with(chromium, Device.PHONE, ColorScheme.DARK)) {
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + create(shape));
            var logo = visit.page.locator(".logo img");
            logo.evaluate("img => img.decode()");
            assertThat(logo.boundingBox().width).isCloseTo(width, within(1.0));
            assertThat(logo.boundingBox().height).isCloseTo(height, within(1.0));

            dark.page.navigate(gateway.baseUrl() + "/checkout/" + create(shape));
            dark.page.locator(".logo img").evaluate("img => img.decode()");
            assertThat(dark.page.locator(".logo img").boundingBox().height).isLessThanOrEqualTo(48);
            assertThat(dark.page.locator(".logo img").boundingBox().width).isLessThanOrEqualTo(220);
            dark.look("branding-" + shape);
        }
    }

    /** Scripts in a picture run neither in the page nor when somebody opens the picture. */
    @Test
    void aPictureRunsNoScripts() {
        var key = gateway.openAccount("Mallory");
        KEYS.put("scripted", key);
        var script = "document.documentElement.setAttribute('data-ran', 'yes')";
        var account = new Brands(gateway.database())
                .change(
                        gateway.account(key).id(),
                        new Put<>("#aa0000"),
                        Pictures.logo("""
                                <svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="%1$s">
                                <style>rect { fill: #aa0000 }</style><rect width="40" height="40"/><script>%1$s</script></svg>
                                """.formatted(script)),
                        Pictures.favicon(0xaa0000));
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.navigate(gateway.baseUrl() + "/branding/" + account.id() + "/"
                    + account.brand().logo());

            assertThat(visit.page.locator("rect")).hasCSS("fill", "rgb(170, 0, 0)");
            assertThat(visit.page.locator("svg").getAttribute("data-ran")).isNull();
            assertThat(visit.page.evaluate("self.origin")).isEqualTo("null");
        }
    }

    private static double top(Visit visit) {
        return visit.page.locator("h1").boundingBox().y;
    }

    private static double contrast(Visit visit, String selector, String property, boolean isAround) {
        return ((Number) visit.page.evaluate(CONTRAST, new Object[] {selector, property, isAround})).doubleValue();
    }

    private static String create(String brand) {
        return gateway.send(gateway.requestAs(KEYS.get(brand), "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":4350,"currencyCode":"GBP"},"reference":"Order 234",
                                 "description":"Two paperbacks and a card",
                                 "actionLink":{"url":"https://shop.example/ticket","label":"See your order"},
                                 "config":{"cancelUrl":"https://shop.example/basket","details":{"showTotal":true},
                                    "payment":{"tipsAllowed":true}}}
                                """)))
                .ok()
                .path("id")
                .asString();
    }
}
