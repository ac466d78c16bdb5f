package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tatami.Books;
import tatami.Gateway;
import tatami.browser.Visit.Device;
import tools.jackson.databind.JsonNode;

/** What wallets' buttons keep from merchants' pages and from strangers. */
@Tag("browser")
class WalletComponentGuardBrowserTest {

    private static final String VISA = "1005";
    private static final String ON_FILE = "1096";

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
    void buttonsThatAreTakenAwayWhileOnePaysAreMissed() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.createForWallets(), "");
            page.press("google-pay").agree(ON_FILE);
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            visit.page.evaluate("document.getElementById('wallets').replaceChildren()");
            page.mustEnd("complete 500 ");
            assertThat(visit.page.locator("iframe")).hasCount(0);

            var other = open(visit, gateway.createForWallets(), "");
            other.press("google-pay");
            assertThat(other.sheet().locator("h1")).isVisible();
            visit.page.evaluate("document.getElementById('wallets').replaceChildren()");
            other.mustEnd("cancelled");
            assertThat(visit.page.locator("iframe, dialog")).hasCount(0);
        }
    }

    @Test
    void aPageWithAStrictPolicyOfItsOwnNeedsToAllowTheGatewayAlone() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var html = EmbeddedWallets.html(gateway, gateway.createForWallets(), "", "Dojo.WalletPayment")
                    .replace("<script>", "<script nonce='n'>")
                    .replace("<style>", "<style nonce='n'>");
            visit.page.navigate(merchant.show(
                    html,
                    "default-src 'none'; img-src data:; style-src 'nonce-n'; script-src 'nonce-n' " + gateway.baseUrl()
                            + "; frame-src " + gateway.baseUrl()));
            var page = EmbeddedWallets.of(visit);
            page.press("google-pay").agree(ON_FILE);
            page.answer("1234", "");

            page.mustEnd("complete 0 123456");
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void thePageSeesWhatTheWalletGaveAndNothingOfThePaymentButItsEnd() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var page = open(visit, gateway.createForWallets(), """
                    window.heard = [];
                    addEventListener("message", event => heard.push(JSON.stringify(event.data)));
                    """);
            var read = visit.page.evaluate("""
                    () => { try { return document.querySelector("iframe").contentWindow.document.body.innerHTML; }
                            catch (refused) { return refused.name; } }""");
            assertThat(read).isEqualTo("SecurityError");
            page.press("google-pay").agree(ON_FILE);
            page.answer("1234", "");
            page.mustEnd("complete 0 123456");

            assertThat((String) visit.page.evaluate("heard.join(' ')"))
                    .contains("\"type\":\"sheet\"", "\"type\":\"challenge\"", "\"type\":\"result\"")
                    .doesNotContain("4456530000001096", "paReq", "stepUpUrl", "PAN_ONLY", "cvv");
            assertThat(visit.page.context().cookies()).isEmpty();
        }
    }

    /** It knows the channels, which it cannot, and says whatever the gateway's pages would say. */
    @Test
    void messagesOfStrangersAreIgnoredByPageAndFramesAlike() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var stranger = merchant.show("""
                    <script>addEventListener("message", ({ data: { channels } }) => {
                        const lies = [{ type: "result", verdict: { statusCode: 0, authCode: "999999", message: "" } },
                            { type: "agreed", payment: { token: {} } }, { type: "cancelled" }, { type: "height", height: 5 },
                            { type: "errors", errors: [{ errorType: "lie", message: "lie" }] }, { type: "over" },
                            { type: "set", token: "x", look: { colour: "white", type: "buy" } }, { type: "start", token: "x" },
                            { type: "verdict", verdict: { statusCode: 0, authCode: "999999", message: "" } }];
                        for (const lie of lies) for (const channel of channels) {
                            parent.postMessage({ channel, ...lie }, "*");
                            for (let i = 0; i < parent.length; i++) parent[i].postMessage({ channel, ...lie }, "*");
                        }
                        parent.postMessage("told", "*");
                    });</script>""");
            var intent = gateway.createForWallets();
            var page = open(visit, intent, "");
            page.press("apple-pay");
            assertThat(page.sheet().locator("h1")).containsText("Apple Pay");

            visit.page.evaluate("""
                    async address => {
                        const frame = document.createElement("iframe");
                        frame.src = address.replace("127.0.0.1", "localhost");
                        const loaded = new Promise(done => frame.onload = done);
                        document.body.append(frame);
                        await loaded;
                        const own = document.querySelector("#wallets iframe").src.match(/#([^/]*)/)[1];
                        const sheets = new URL(document.querySelector(".walletSheet").src).searchParams.get("channel");
                        const told = new Promise(done => addEventListener("message", event => event.data === "told" && done()));
                        frame.contentWindow.postMessage({ channels: [own, sheets] }, "*");
                        await told;
                    }""", stranger);
            assertThat(visit.page.locator("iframe.walletSheet")).hasCount(1);
            assertThat(page.log()).isEqualTo("loaded, initiated, errors ");
            page.agree(VISA).mustEnd("complete 0 123456");

            assertThat(visit.page.locator("#wallets iframe").boundingBox().height)
                    .isEqualTo(48);
            assertThat(page.button("apple-pay")).hasCSS("background-color", "rgb(0, 0, 0)");
            assertThat(page.log()).isEqualTo("loaded, initiated, errors , complete 0");
            assertThat(new Books(gateway).captured(intent.path("id").asString()))
                    .isEqualTo(1000);
        }
    }

    @Test
    void aPageThatPretendsToBeAnotherIsToldNothing() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.navigate(merchant.show("<title>x</title><script>window.heard = [];"
                    + "addEventListener('message', event => heard.push(event.data))</script>"
                    + "<iframe src='" + gateway.baseUrl()
                    + "/payments/v1/wallets#AAAAAAAAAAAAAAAAAAAAAA/https%3A%2F%2Fshop.example'></iframe>"));
            visit.page.evaluate("document.querySelector('iframe').contentWindow.postMessage("
                    + "{ channel: 'AAAAAAAAAAAAAAAAAAAAAA', type: 'set', token: 'x' }, '*')");

            assertThat(visit.page.frameLocator("iframe").locator("#buttons")).isHidden();
            assertThat(visit.page.evaluate("heard.length")).isEqualTo(0);
        }
    }

    private static EmbeddedWallets open(Visit visit, JsonNode intent, String more) {
        return EmbeddedWallets.open(visit, merchant, gateway, intent, more);
    }
}
