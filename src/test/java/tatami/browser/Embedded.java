package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

/** A merchant's page with the card form in it, written as merchants write it. */
final class Embedded {

    private static final double PATIENCE = 20_000;

    private static final String PAGE = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bluebell Books</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
            <style>
                body { max-width: 480px; margin: 24px auto; padding: 0 16px; background: #fff; font: 16px/1.5 Georgia, serif; color: #223; }
                button { width: 100%%; margin-top: 20px; padding: 14px; border: 0; border-radius: 8px; background: #223; color: #fff; font: inherit; }
                #errors { color: #a81f1f; }
            </style></head><body>
            <main><h1>Bluebell Books</h1><p>One book, to be sent to you by post.</p>
            <div id="demo-payment"></div><ul id="errors"></ul>
            <button id="testPay">Pay £10.00</button><p id="result" role="status"></p></main>
            <script src="%s/payments/v1/client.js"></script>
            <script>
                const log = [];
                const show = text => document.getElementById("result").textContent = text;
                const config = {
                    paymentDetails: { paymentToken: "%s" },
                    containerId: "demo-payment",
                    onIframeLoaded: () => { log.push("loaded"); document.body.dataset.loaded = "yes"; },
                    onIframeLoadFailed: problem => log.push("load failed " + problem.message),
                };
                function displayErrors(errors) {
                    log.push("errors " + errors.map(error => error.errorType).join(" "));
                    const items = errors.map(error => Object.assign(document.createElement("li"), { textContent: error.message }));
                    document.getElementById("errors").replaceChildren(...items);
                }
                let info = undefined;
                function pay() {
                    show("");
                    card.executePayment(info).then(
                        data => show("resolved " + data.statusCode + " " + data.authCode),
                        problem => show("rejected " + (Array.isArray(problem)
                            ? problem.map(error => error.errorType).join(" ") : problem.statusCode + " " + problem.message)));
                }
                %s
                const card = new %s(config, displayErrors, () => { log.push("submit"); pay(); }, valid => log.push("blur " + valid));
                document.getElementById("testPay").onclick = pay;
            </script></body></html>
            """;

    private final Visit visit;

    private Embedded(Visit visit) {
        this.visit = visit;
    }

    /**
     * Opens the page, and waits until the form has come.
     *
     * @param more a script before the component is made, which may change {@code config} and {@code info}
     */
    static Embedded open(Visit visit, Merchant merchant, Gateway gateway, JsonNode intent, String more) {
        return open(visit, merchant, gateway, intent, more, "Dojo.Payment");
    }

    static Embedded open(
            Visit visit, Merchant merchant, Gateway gateway, JsonNode intent, String more, String constructor) {
        visit.page.navigate(merchant.show(html(gateway, intent, more, constructor)));
        return of(visit);
    }

    /** The page that is open, once its form has come. */
    static Embedded of(Visit visit) {
        assertThat(visit.page.locator("body[data-loaded]")).isVisible();
        return new Embedded(visit);
    }

    static String html(Gateway gateway, JsonNode intent, String more, String constructor) {
        var secret = intent.path("clientSessionSecret").asString();
        return PAGE.formatted(gateway.baseUrl(), secret, more, constructor);
    }

    FrameLocator form() {
        return visit.page.frameLocator("#demo-payment iframe");
    }

    Locator field(String name) {
        return form().locator("#" + name);
    }

    /** Types as fast as browsers fill forms in. */
    Embedded type(String pan) {
        field("cardName").fill("A Shopper");
        field("cardNumber").fill(pan);
        field("expiryDate").fill("12 / 29");
        field("cv2").fill("020");
        return this;
    }

    /** By the key and not the mouse: what the page says of the fields may move the button from under it. */
    Embedded pay() {
        visit.page.locator("#testPay").press("Enter");
        return this;
    }

    /** However busy the machine is: the device's data alone may take the component's five seconds. */
    void mustEnd(String result) {
        assertThat(visit.page.locator("#result"))
                .hasText(result, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
    }

    FrameLocator bank() {
        return visit.page.frameLocator("iframe.threeDs");
    }

    /** By the key: Chromium loses clicks into a frame of another site that has only just come. */
    void answer(String code) {
        var field = bank().getByLabel("One-time code");
        field.fill(code);
        field.press("Enter");
    }

    /** And waits for the bank's next page: what is typed before it comes is typed into the old one. */
    void answerWrongly(String code, String said) {
        answer(code);
        assertThat(bank().getByRole(AriaRole.ALERT)).containsText(said);
    }

    /** What the page was told, one after the other. */
    String log() {
        return (String) visit.page.evaluate("log.join(', ')");
    }
}
