package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** What the card component keeps from merchants' pages and from strangers, and how it may be dressed. */
@Tag("browser")
class ComponentGuardBrowserTest {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String CHALLENGED = "4456530000001096";

    private static Chromium chromium;
    private static Gateway gateway;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
        merchant = Merchant.open();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            merchant.close();
            gateway.close();
            chromium.close();
        }
    }

    @Test
    void theMerchantsPageCannotReadTheFieldsAndIsNeverToldWhatTheyHold() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, """
                    window.heard = [];
                    addEventListener("message", event => heard.push(JSON.stringify(event.data)));
                    """);
            page.type(CHALLENGED);
            var read = visit.page.evaluate("""
                    () => { try { return document.querySelector("iframe").contentWindow.document.body.innerHTML; }
                            catch (refused) { return refused.name; } }""");
            assertThat(read).isEqualTo("SecurityError");
            page.pay();
            page.answer("1234");
            page.mustEnd("resolved 0 123456");

            var heard = (String) visit.page.evaluate("heard.join(' ')");
            assertThat(heard)
                    .contains("\"type\":\"challenge\"")
                    .contains("\"type\":\"result\"")
                    .doesNotContain("4456", "1096", "020", "A Shopper", "12 / 29", "cvv", "paReq", "stepUpUrl");
            assertThat(visit.page.context().cookies()).isEmpty();
        }
    }

    @Test
    void messagesOfStrangersAreIgnoredByPageAndFormAlike() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            // A page of another origin that knows the channel, which it cannot, and says what the form would say.
            var stranger = merchant.show("""
                    <script>addEventListener("message", ({ data: { channel, index } }) => {
                        const lies = [{ type: "result", verdict: { statusCode: 0, authCode: "999999", message: "" } },
                            { type: "height", height: 5 }, { type: "errors", errors: [{ errorType: "lie", message: "lie" }] },
                            { type: "verdict", verdict: { statusCode: 0, authCode: "999999", message: "" } },
                            { type: "set", styles: { base: { default: { color: "red" } } }, text: {}, errorMessages: {} }];
                        for (const lie of lies) {
                            parent.postMessage({ channel, ...lie }, "*");
                            parent[index].postMessage({ channel, ...lie }, "*");
                        }
                        parent.postMessage("told", "*");
                    });</script>""");
            var page = open(visit, "");
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();

            visit.page.evaluate("""
                    async address => {
                        const frame = document.createElement("iframe");
                        frame.src = address.replace("127.0.0.1", "localhost");
                        const loaded = new Promise(done => frame.onload = done);
                        document.body.append(frame);
                        await loaded;
                        const channel = document.querySelector("#demo-payment iframe").src.match(/#([^/]*)/)[1];
                        const told = new Promise(done => addEventListener("message", event => event.data === "told" && done()));
                        frame.contentWindow.postMessage({ channel, index: 0 }, "*");
                        await told;
                        // The page itself may speak to the form, but not as the gateway.
                        document.querySelector("#demo-payment iframe").contentWindow.postMessage(
                            { channel, type: "verdict", verdict: { statusCode: 0, authCode: "999999", message: "" } }, "*");
                    }""", stranger);
            page.answer("1234");

            page.mustEnd("resolved 0 123456");
            assertThat(page.log()).doesNotContain("lie");
            assertThat(page.field("cardNumber")).not().hasCSS("color", "rgb(255, 0, 0)");
            assertThat(visit.page.locator("#demo-payment iframe").boundingBox().height)
                    .isEqualTo(232);
        }
    }

    @Test
    void aPageThatPretendsToBeAnotherIsToldNothing() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.navigate(merchant.show("<title>x</title><script>window.heard = [];"
                    + "addEventListener('message', event => heard.push(event.data))</script>"
                    + "<iframe src='" + gateway.baseUrl()
                    + "/payments/v1/card#AAAAAAAAAAAAAAAAAAAAAA/https%3A%2F%2Fshop.example'></iframe>"));
            var field = visit.page.frameLocator("iframe").locator("#cardNumber");
            field.fill(FRICTIONLESS);
            field.press("Enter");

            assertThat(visit.page.evaluate("heard.length")).isEqualTo(0);
        }
    }

    /** Each would load something, hide a field, lay it over another, or put words there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "background: 'url(http://localhost:1/leak)'",
                "backgroundImage: 'url(//evil.example/x.png)'",
                "background: 'red;} @import url(http://evil.example/)'",
                "cssText: 'display:none'",
                "width: 'expression(alert(1))'",
                "position: 'absolute', top: '-500px'",
                "display: 'none'",
                "visibility: 'hidden'",
                "opacity: '0'",
                "opacity: 0",
                "transform: 'translateY(-90px)'",
                "translate: '0 -90px'",
                "marginTop: '-90px'",
                "margin: '-90px 0 0'",
                "zIndex: 99, position: 'fixed'",
                "clipPath: 'inset(50%)'",
                "filter: 'opacity(0)'",
                "content: '\"Type your password\"'",
                "textIndent: '-999px'",
                "letterSpacing: '-999px'",
                "fontSize: '0'",
                "fontSize: '1px'",
                "font: '0px/0 serif'",
                "paddingLeft: '900px'",
                "width: '0', height: '0', maxHeight: '0'",
                "boxShadow: '0 -90px 0 90px white'",
                "outline: '400px solid white'",
                "color: 'var(--x)'",
                "pointerEvents: 'none'",
                "toString: null, __proto__: { a: 1 }, color: { evil: true }",
            })
    void hostileStylesDoNothing(String style) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, """
                    const hostile = { %s };
                    config.styles = { form: hostile, cardIcon: {}, base: { default: hostile, container: hostile, focus: hostile } };
                    """.formatted(style));
            page.type(FRICTIONLESS);

            for (var field : List.of("cardName", "cardNumber", "expiryDate", "cv2")) {
                var box = page.field(field).boundingBox();
                assertThat(box.width).as(field + " wide").isGreaterThan(60);
                assertThat(box.height).as(field + " high").isGreaterThan(20);
                assertThat(page.field(field)).isVisible();
                assertThat(page.field(field)).hasCSS("opacity", "1");
                assertThat(page.field(field)).hasCSS("position", "static");
                // What is seen in the middle of a field is the field.
                assertThat((Boolean) page.field(field).evaluate("""
                                input => { const box = input.getBoundingClientRect();
                                    return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === input; }"""))
                        .as(field + " is on top")
                        .isTrue();
                assertThat((Integer) page.field(field).evaluate("input => parseInt(getComputedStyle(input).fontSize)"))
                        .isGreaterThan(8);
                assertThat((Integer)
                                page.field(field).evaluate("input => parseInt(getComputedStyle(input).paddingLeft)"))
                        .isLessThan(65);
                assertThat(page.field(field)).hasCSS("background-image", "none");
                assertThat(page.field(field).evaluate("input => getComputedStyle(input).boxShadow.includes('90px')"))
                        .isEqualTo(false);
            }
            var first = page.field("cardName").boundingBox();
            assertThat(page.field("cardNumber").boundingBox().y).isGreaterThan(first.y + first.height);
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    /** The style of the documentation's example: three fields in one line, labels away. */
    @ParameterizedTest
    @EnumSource(Device.class)
    void merchantsStylesAreWorn(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var page = open(visit, """
                    config.styles = {
                        base: {
                            default: { color: "black", fontFamily: "'Do Hyeon', sans-serif", boxSizing: "border-box", padding: ".375rem .75rem",
                                boxShadow: "none", fontSize: "1rem", borderRadius: ".25rem", lineHeight: "1.5", backgroundColor: "#fff" },
                            focus: { color: "#495057", borderColor: "#80bdff" },
                            error: { color: "#B00", borderColor: "#B00" },
                            valid: { color: "green", borderColor: "green" },
                            errorFocus: { backgroundColor: "#fff4f4" },
                            label: { display: "none" },
                        },
                        cardName: { container: { marginBottom: "8px" } },
                        cardNumber: { container: { width: "50%", float: "left" }, default: { borderRadius: ".25rem 0 0 .25rem", borderRight: "none" } },
                        expiryDate: { container: { width: "25%", float: "left" }, default: { borderRadius: "0", borderRight: "none" } },
                        cv2: { container: { width: "25%", float: "left", boxSizing: "border-box" }, default: { borderRadius: "0 .25rem .25rem 0" } },
                        cardIcon: { visibility: "hidden" },
                        form: { padding: "2px" },
                    };
                    config.text = { cardName: { label: "Name", placeholder: "Name on card" } };
                    """);
            visit.look(name(device) + "-component-styled");
            page.field("cv2").fill("1");
            page.field("cardName").fill("A Shopper");

            assertThat(page.field("cardName")).hasCSS("color", "rgb(0, 128, 0)");
            assertThat(page.field("cv2")).hasCSS("border-top-color", "rgb(187, 0, 0)");
            page.field("cv2").focus();
            assertThat(page.field("cv2")).hasCSS("background-color", "rgb(255, 244, 244)");
            assertThat(page.field("cardName")).hasAccessibleName("Name");
            assertThat(page.field("cardNumber").boundingBox().y)
                    .isEqualTo(page.field("cv2").boundingBox().y);
            visit.look(name(device) + "-component-styled-typed");
            page.type(FRICTIONLESS).pay().mustEnd("resolved 0 123456");
            assertThat(page.form().locator("#icon")).isHidden();
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void thePageFetchesItsFontAndTheFormWearsItAndNothingElseOfTheStyleSheet() throws IOException {
        var font = anyFont();
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var askedByForm = new ArrayList<String>();
            visit.page.onRequest(request -> {
                if (request.frame() != visit.page.mainFrame() && !request.url().startsWith(gateway.baseUrl())) {
                    askedByForm.add(request.url());
                }
            });
            var open = Map.of("Access-Control-Allow-Origin", "*");
            visit.page.route(
                    "https://fonts.example/css",
                    route -> route.fulfill(new FulfillOptions().setHeaders(open).setBody("""
                            @font-face { font-family: "Shop Font"; unicode-range: U+0400-04FF; src: url(/cyrillic.ttf) }
                            @font-face { font-family: "Shop Font"; unicode-range: U+0000-00FF; src: url(/latin.ttf) }
                            @font-face { font-family: "Other Font"; src: url(/broken.ttf) }
                            input { display: none } """)));
            visit.page.route(
                    "https://fonts.example/latin.ttf",
                    route -> route.fulfill(new FulfillOptions().setHeaders(open).setBodyBytes(font)));
            visit.page.route(
                    "https://fonts.example/broken.ttf",
                    route -> route.fulfill(new FulfillOptions().setHeaders(open).setBody("no font")));
            var page = open(visit, """
                    config.fontCss = ["http://fonts.example/insecure", "https://fonts.example/css"];
                    config.styles = { base: { default: { fontFamily: "'Shop Font', monospace" } } };
                    """);

            visit.page.waitForCondition(() -> "Shop Font"
                    .equals(page.field("cv2")
                            .evaluate(
                                    "() => [...document.fonts].map(font => font.family.replaceAll('\"', '')).join()")));

            assertThat(page.field("cardNumber")).isVisible();
            assertThat(askedByForm).isEmpty();
            page.type(FRICTIONLESS).pay().mustEnd("resolved 0 123456");
        }
    }

    @Test
    void aPageMayStyleTheBanksFrameAsItLikes() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, """
                    const style = document.createElement("style");
                    style.textContent = "iframe.threeDs { width: 370px; height: 366px; margin: 100px 0 0 -175px; position: fixed; top: 0; left: 50%; }";
                    document.head.append(style);
                    """);
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();

            var box = visit.page.locator("iframe.threeDs").boundingBox();
            assertThat(Map.of("x", box.x, "y", box.y, "width", box.width, "height", box.height))
                    .isEqualTo(Map.of("x", 465.0, "y", 100.0, "width", 370.0, "height", 366.0));
        }
    }

    @Test
    void aPageWithAStrictPolicyOfItsOwnNeedsToAllowTheGatewayAlone() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var html = Embedded.html(gateway, gateway.create("Auto"), "", "Dojo.Payment")
                    .replace("<script>", "<script nonce='n'>")
                    .replace("<style>", "<style nonce='n'>");
            visit.page.navigate(merchant.show(
                    html,
                    "default-src 'none'; img-src data:; style-src 'nonce-n'; script-src 'nonce-n' " + gateway.baseUrl()
                            + "; frame-src " + gateway.baseUrl()));
            var page = Embedded.of(visit);
            page.type(CHALLENGED).pay();
            page.answer("1234");

            page.mustEnd("resolved 0 123456");
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void aFormThatCannotBeShownSaysSo() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.navigate(merchant.show(Embedded.html(
                    gateway, gateway.create("Auto"), "config.containerId = 'elsewhere';", "Dojo.Payment")));
            visit.page.locator("#testPay").click();

            assertThat(visit.page.locator("#result"))
                    .containsText("rejected 500 There is no element with the id elsewhere");
            assertThat((String) visit.page.evaluate("log.join()")).contains("load failed");
        }
    }

    @Test
    void aSecondFormInTheSamePlaceTakesTheFirstOnesPlace() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, "");
            page.field("cardName").fill("Somebody");
            visit.page.evaluate("new Dojo.Payment(config)");

            assertThat(visit.page.locator("#demo-payment iframe")).hasCount(1);
            assertThat(page.field("cardName")).hasValue("");
            page.pay();
            assertThat(visit.page.locator("#result"))
                    .containsText("rejected 400 The card form is no longer on the page.");
        }
    }

    @Test
    void aFormThatIsTakenAwayWhileItPaysRejects() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, "");
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            visit.page.evaluate("document.getElementById('demo-payment').replaceChildren()");

            assertThat(visit.page.locator("#result")).containsText("rejected 500 The card form was taken off the page");
            assertThat(visit.page.locator("iframe")).hasCount(0);
        }
    }

    @Test
    void aDarkPageIsSeenThroughTheForm() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, """
                    document.documentElement.style.colorScheme = "dark";
                    Object.assign(document.body.style, { background: "#111", color: "#eee" });
                    """);
            page.field("cardNumber").fill(FRICTIONLESS);
            visit.page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "screenshots", "desktop-component-dark.png")));

            assertThat(page.form().locator("label").first()).hasCSS("color", "rgb(238, 238, 238)");
            assertThat(page.form().locator("html")).hasCSS("background-color", "rgba(0, 0, 0, 0)");
            assertThat(visit.page.locator("#demo-payment iframe")).hasCSS("color-scheme", "light");
            assertThat(page.field("cardNumber")).hasCSS("color", "rgb(25, 28, 34)");
        }
    }

    @Test
    void twoClicksAreOnePayment() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, "");
            page.type(FRICTIONLESS);

            var same = visit.page.evaluate(
                    "const first = card.executePayment(); first === card.executePayment() && first.then(data => data.statusCode)");

            assertThat(same).isEqualTo(0);
        }
    }

    private static Embedded open(Visit visit, String more) {
        return Embedded.open(visit, merchant, gateway, gateway.create("Auto"), more);
    }

    /** Of this machine; skips the test where there is none. */
    private static byte[] anyFont() throws IOException {
        var place = Path.of("/usr/share/fonts");
        assumeTrue(Files.isDirectory(place), "No fonts here.");
        try (var files = Files.walk(place)) {
            var font = files.filter(file -> file.toString().endsWith(".ttf"))
                    .filter(file -> file.toFile().length() < 400_000)
                    .findFirst();
            assumeTrue(font.isPresent(), "No font here.");
            return Files.readAllBytes(font.orElseThrow());
        }
    }

    private static String name(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }
}
