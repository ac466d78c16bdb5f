package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.Map;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

/** A merchant's page with wallets' buttons in it, written as merchants write it. */
final class EmbeddedWallets {

    private static final double PATIENCE = 20_000;

    private static final String PAGE = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bluebell Books</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
            <style>
                body { max-width: 480px; margin: 24px auto; padding: 0 16px; background: #fff; font: 16px/1.5 Georgia, serif; color: #223; }
                #wallets { margin: 20px 0; }
                iframe { background: none; }
            </style></head><body>
            <main><h1>Bluebell Books</h1><p>One book, to be sent to you by post.</p>
            <div id="wallets"></div><p>Or write to us, and pay when the book has come.</p>
            <ul id="errors"></ul><p id="result" role="status"></p></main>
            <script src="{gateway}/payments/v1/client.js"></script>
            <script>
                const log = [];
                const show = text => document.getElementById("result").textContent = text;
                const config = {
                    paymentDetails: { paymentToken: "{secret}" },
                    containerId: "wallets",
                    onIframeLoaded: () => { log.push("loaded"); document.body.dataset.loaded = "yes"; },
                    onIframeLoadFailed: problem => { log.push("load failed"); show("load failed " + problem.statusCode + " " + problem.message); },
                    callbacks: {
                        onPaymentInitiated: () => log.push("initiated"),
                        onPaymentCancelled: () => { log.push("cancelled"); show("cancelled"); },
                    },
                };
                function displayErrors(errors) {
                    log.push("errors " + errors.map(error => error.errorType).join(" "));
                    document.getElementById("errors").textContent = errors.map(error => error.errorType + ": " + error.message).join(" ");
                }
                function paymentComplete(data) {
                    log.push("complete " + data.statusCode);
                    show("complete " + data.statusCode + " " + data.authCode);
                }
                {more}
                const wallet = new {constructor}(config, displayErrors, paymentComplete);
            </script></body></html>
            """;

    private final Visit visit;

    EmbeddedWallets(Visit visit) {
        this.visit = visit;
    }

    /**
     * Opens the page, and waits until the buttons have come.
     *
     * @param more a script before the component is made, which may change {@code config}
     */
    static EmbeddedWallets open(Visit visit, Merchant merchant, Gateway gateway, JsonNode intent, String more) {
        visit.page.navigate(merchant.show(html(gateway, intent, more, "Dojo.WalletPayment")));
        return of(visit);
    }

    /** The page that is open, once its buttons have come. */
    static EmbeddedWallets of(Visit visit) {
        assertThat(visit.page.locator("body[data-loaded]")).isVisible();
        return new EmbeddedWallets(visit);
    }

    static String html(Gateway gateway, JsonNode intent, String more, String constructor) {
        return PAGE.replace("{gateway}", gateway.baseUrl())
                .replace("{secret}", intent.path("clientSessionSecret").asString())
                .replace("{constructor}", constructor)
                .replace("{more}", more);
    }

    FrameLocator buttons() {
        return visit.page.frameLocator("#wallets iframe");
    }

    Locator button(String wallet) {
        return buttons().locator("button[value=" + wallet + "]");
    }

    /** By the key: Chromium loses clicks into a frame of another site that has only just come. */
    EmbeddedWallets press(String wallet) {
        button(wallet).press("Enter");
        return this;
    }

    FrameLocator sheet() {
        return visit.page.frameLocator("iframe.walletSheet");
    }

    /** @param lastFour of the card to pay with */
    EmbeddedWallets agree(String lastFour) {
        sheet().getByLabel(lastFour).first().check();
        // A key would wait for the frame that it takes away.
        sheet().locator("#agree").dispatchEvent("click");
        return this;
    }

    FrameLocator bank() {
        return visit.page.frameLocator("iframe.threeDs");
    }

    /** And waits for the bank's next page: what is typed before it comes is typed into the old one. */
    void answer(String code, String said) {
        var field = bank().getByLabel("One-time code");
        field.fill(code);
        field.press("Enter");
        if (!said.isEmpty()) {
            assertThat(bank().locator("[role=alert]")).containsText(said);
        }
    }

    /** However busy the machine is: the device's data alone may take the component's five seconds. */
    void mustEnd(String result) {
        assertThat(visit.page.locator("#result"))
                .hasText(result, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
    }

    /** Gives the page another secret to pay with. */
    void renew(JsonNode intent) {
        visit.page.evaluate(
                "fresh => Object.assign(config.paymentDetails, fresh)",
                Map.of("paymentToken", intent.path("clientSessionSecret").asString()));
    }

    /** What the page was told, one after the other. */
    String log() {
        return (String) visit.page.evaluate("log.join(', ')");
    }
}
