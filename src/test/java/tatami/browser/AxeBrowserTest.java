package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Gateway;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;
import tools.jackson.databind.JsonNode;

/** Nothing that a machine can find keeps anybody out of a page: on every page that shoppers see, as they see it. */
@Tag("browser")
class AxeBrowserTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    /** Once this many attempts of an intent have failed, no other is made. */
    private static final int MOST_FAILURES = 10;

    private static final String SETUP = """
            {"reference":"Booking 7","intendedAmount":{"value":12000,"currencyCode":"GBP"},"terms":"%s",
             "merchantInitiatedTransactionType":"NoShow","config":{"billingAddress":{"collectionRequired":true}}}
            """.formatted("Who does not come pays one night. ".repeat(40));

    /** A device, by day or by night. */
    record Look(Device device, ColorScheme scheme) {}

    /** Each device and each light once: layouts depend on the one, contrasts on the other. */
    static final List<Look> LOOKS =
            List.of(new Look(Device.DESKTOP, ColorScheme.LIGHT), new Look(Device.PHONE, ColorScheme.DARK));

    private static Chromium chromium;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        merchant = Merchant.open();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            merchant.close();
            chromium.close();
        }
    }

    /** All of these shoppers have one address, which may not fail as often as they do. */
    @BeforeEach
    void letTimePass() {
        gateway.clock().advance(Duration.ofMinutes(11));
    }

    /** Without this, all of the below would pass by finding nothing. */
    @Test
    void whatKeepsPeopleOutIsFound() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            open(visit, "");
            visit.page.evaluate("""
                    () => {
                        document.querySelector("label[for=cvv]").remove();
                        document.getElementById("cvv").removeAttribute("placeholder");
                        document.querySelector(".assurance").style.color = "#bbb";
                        document.querySelector("h1").outerHTML = "<h3>Shop</h3>";
                        const small = "<button style='width:9px;height:9px;padding:0;margin:0'>.</button>";
                        document.querySelector("main").insertAdjacentHTML("beforeend", small + small);
                    }""");

            assertThat(Axe.find(visit.page).stream().map(found -> found.replaceFirst(" .*", "")))
                    .contains("label", "color-contrast", "page-has-heading-one", "target-size");
        }
    }

    @Test
    void whatKeepsPeopleOutOfAFrameIsFound() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var page = Embedded.open(visit, merchant, gateway, gateway.create("Auto"), "");
            page.form().locator("label").first().evaluate("label => label.style.color = '#ccc'");
            visit.page.locator("#demo-payment iframe").evaluate("frame => frame.removeAttribute('title')");

            assertThat(Axe.find(visit.page).stream().map(found -> found.replaceFirst(" .*", "")))
                    .containsExactlyInAnyOrder("color-contrast", "frame-title");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theForm(Look look) {
        try (var visit = visit(look)) {
            open(visit, "");
            Axe.mustFindNothing(visit, "plain");
            pay(visit);
            assertThat(visit.page.locator(".error:visible")).hasCount(4);
            Axe.mustFindNothing(visit, "plain, nothing typed");
            type(visit, FRICTIONLESS);
            Axe.mustFindNothing(visit, "plain, filled in");

            open(visit, TogglesBrowserTest.ALL + ",\"description\":\"Two books\"");
            Axe.mustFindNothing(visit, "everything on");
            visit.page.getByLabel("Other").check();
            visit.page.locator("#shipping-same").uncheck();
            pay(visit);
            assertThat(visit.page.locator(".error:visible")).hasCount(13);
            Axe.mustFindNothing(visit, "everything on, nothing typed");
            sendAsItIs(visit);
            assertThat(alert(visit)).containsText("Please check your details");
            Axe.mustFindNothing(visit, "everything on, refused by the gateway");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theFormWithANotice(Look look) {
        try (var visit = visit(look)) {
            var id = open(visit, "\"config\":{\"payment\":{\"customAmountAllowed\":true}}");
            type(visit, DECLINED);
            pay(visit);
            assertThat(alert(visit)).containsText("Your card was declined");
            Axe.mustFindNothing(visit, "declined");

            visit.page.locator("input[name=secret]").evaluate("secret => secret.value = ''");
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(alert(visit)).containsText("This page was out of date");
            Axe.mustFindNothing(visit, "out of date");

            gateway.post("/payment-intents/" + id + "/amount", "{\"amount\":{\"value\":1200,\"currencyCode\":\"GBP\"}}")
                    .ok();
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(alert(visit)).containsText("The total is now £12.00");
            Axe.mustFindNothing(visit, "another total");

            for (int i = 1; i < MOST_FAILURES; i++) {
                gateway.pay(
                                gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "")
                                        .ok(),
                                DECLINED)
                        .ok();
            }
            visit.page.reload();
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(alert(visit)).containsText("Too many attempts have failed");
            Axe.mustFindNothing(visit, "too many");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theConsent(Look look) {
        try (var visit = visit(look)) {
            var id = gateway.post("/setup-intents", SETUP).ok().path("id").asString();
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
            Axe.mustFindNothing(visit, "terms");
            pay(visit);
            assertThat(visit.page.locator("#consent-error")).isVisible();
            Axe.mustFindNothing(visit, "terms, not agreed to");

            field(visit, "billing-line1").fill("10 Downing Street");
            field(visit, "billing-city").fill("London");
            field(visit, "billing-postcode").fill("SW1A 2AA");
            visit.page.locator("#consent").check();
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(visit.page.locator("h1")).hasText("Card saved");
            Axe.mustFindNothing(visit, "saved");
            visit.page.locator("summary").click();
            Axe.mustFindNothing(visit, "saved, terms unfolded");
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
            assertThat(visit.page.locator("h1")).hasText("Card already saved");
            Axe.mustFindNothing(visit, "already saved");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theEnd(Look look) {
        try (var visit = visit(look)) {
            var paid = open(visit, """
                    "config":{"customerEmail":{"collectionRequired":true}},
                    "actionLink":{"url":"https://shop.example/ticket","label":"Download your ticket"}""");
            field(visit, "email").fill("me@home.example");
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(visit.page.locator("h1")).hasText("Payment successful");
            Axe.mustFindNothing(visit, "paid, receipt offered");
            button(visit, "Send the receipt to m•••@home.example").click();
            assertThat(visit.page.locator("h1")).hasText("Receipt sent");
            Axe.mustFindNothing(visit, "receipt sent");
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + paid);
            assertThat(visit.page.locator("h1")).hasText("Already paid");
            Axe.mustFindNothing(visit, "already paid");

            var closed = open(visit, "\"config\":{\"cancelUrl\":\"https://shop.example/cart\"}");
            Axe.mustFindNothing(visit, "with a way back");
            gateway.delete("/payment-intents/" + closed).ok();
            visit.page.reload();
            assertThat(visit.page.locator("h1")).hasText("This link is no longer valid");
            Axe.mustFindNothing(visit, "closed");
            visit.page.navigate(gateway.baseUrl() + "/checkout/pi_sandbox_nobody");
            assertThat(visit.page.locator("h1")).hasText("We cannot find this page");
            Axe.mustFindNothing(visit, "unknown");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theWait(Look look) {
        try (var visit = visit(look)) {
            open(visit, "");
            be(Mood.DUMB);
            type(visit, FRICTIONLESS);
            pay(visit);
            assertThat(visit.page.locator("h1")).hasText("Your payment is being processed");
            Axe.mustFindNothing(visit, "processing");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theBank(Look look) {
        try (var visit = visit(look)) {
            var stay = new Route.FulfillOptions().setStatus(204); // so that who is sent on stays where they are
            var id = open(visit, "");
            visit.page.route("**/sandbox/three-ds/challenge", route -> route.fulfill(stay));
            type(visit, CHALLENGED);
            pay(visit);
            assertThat(visit.page.locator("h1")).hasText("Confirm with your bank");
            Axe.mustFindNothing(visit, "on the way to the bank");

            visit.page.unroute("**/sandbox/three-ds/challenge");
            button(visit, "Continue to your bank").click();
            assertThat(visit.page.locator("h1")).hasText("Confirm your payment");
            Axe.mustFindNothing(visit, "the bank's question");
            visit.page.getByLabel("One-time code").fill("0000");
            button(visit, "Confirm").click();
            assertThat(alert(visit)).containsText("That is not the code.");
            Axe.mustFindNothing(visit, "the bank's question, answered wrongly");
            visit.page.route("**/checkout/" + id + "/three-ds", route -> route.fulfill(stay));
            visit.page.getByLabel("One-time code").fill("1234");
            button(visit, "Confirm").click();
            assertThat(visit.page.locator("h1")).hasText("Payment confirmed");
            Axe.mustFindNothing(visit, "confirmed");
            visit.page.navigate(gateway.baseUrl() + "/sandbox/three-ds/challenge");
            assertThat(visit.page.locator("h1")).hasText("Nothing to confirm here");
            Axe.mustFindNothing(visit, "nothing to confirm");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theComponent(Look look) {
        try (var visit = visit(look)) {
            var page = Embedded.open(visit, merchant, gateway, gateway.create("Auto"), "");
            Axe.mustFindNothing(visit, "component");
            page.pay();
            assertThat(page.form().locator(".said:visible")).hasCount(4);
            Axe.mustFindNothing(visit, "component, nothing typed");
            page.type(CHALLENGED).pay();
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            Axe.mustFindNothing(visit, "component, the bank's frame");
            page.answerWrongly("0000", "2 tries left");
            Axe.mustFindNothing(visit, "component, answered wrongly");
        }
    }

    /** The pages that a frame of the component shows by the way, and the one for a saved card. */
    @ParameterizedTest
    @FieldSource("LOOKS")
    void theComponentsOtherFrames(Look look) {
        try (var visit = visit(look)) {
            var id = gateway.create("Auto").path("id").asString();
            visit.page.navigate(merchant.show("""
                    <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bluebell Books</title></head>
                    <body style="background:#fff"><main><h1>Bluebell Books</h1>
                    <iframe title="Code" src="%1$s/payments/v1/code"></iframe>
                    <iframe title="Bank" src="%1$s/payments/v1/bank"></iframe>
                    <iframe title="Back" name="back"></iframe><iframe title="Lost" name="lost"></iframe>
                    <form method="post" action="%1$s/payments/v1/three-ds/%2$s/%3$s" target="back"></form>
                    <form method="post" action="%1$s/payments/v1/three-ds/%2$s/nowhere" target="lost"></form>
                    </main></body></html>""".formatted(gateway.baseUrl(), id, "A".repeat(22))));
            visit.page.evaluate("for (const form of document.forms) form.submit()");
            assertThat(visit.page.frameLocator("[name=back]").locator("p")).containsText("The shop goes on from here.");
            assertThat(visit.page.frameLocator("[name=lost]").locator("p")).containsText("The shop goes on from here.");
            assertThat(visit.page.frameLocator("[title=Bank]").locator("p")).isVisible();
            assertThat(visit.page.frameLocator("[title=Code]").locator("#cv2")).isVisible();

            Axe.mustFindNothing(visit, "frames");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theWalletsOfTheComponent(Look look) {
        try (var visit = visit(look)) {
            var white = "config.buttonConfig = { colour: 'white', type: 'donate' };";
            EmbeddedWallets.open(visit, merchant, gateway, gateway.createForWallets(), white);
            Axe.mustFindNothing(visit, "wallets, white");
            var asks = "config.emailRequired = config.billingAddressRequired = config.shippingAddressRequired = true;";
            var page = EmbeddedWallets.open(visit, merchant, gateway, gateway.createForWallets(), asks);
            Axe.mustFindNothing(visit, "wallets, black");
            page.press("google-pay");
            assertThat(page.sheet().locator("#agree")).isVisible();
            Axe.mustFindNothing(visit, "wallets, the sheet");
            page.agree("1096");
            assertThat(page.bank().getByLabel("One-time code")).isVisible();
            Axe.mustFindNothing(visit, "wallets, the bank's frame");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theWalletsOfTheHostedPage(Look look) {
        try (var visit = visit(look)) {
            open(visit, "\"paymentMethods\":[\"Card\",\"Wallet\"]");
            assertThat(visit.page.locator("#wallets")).isVisible();
            Axe.mustFindNothing(visit, "wallets");
            button(visit, "Apple Pay").press("Enter");
            assertThat(visit.page.frameLocator("#sheet iframe").locator("#agree"))
                    .isVisible();
            Axe.mustFindNothing(visit, "wallets, the sheet");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theSavedCards(Look look) {
        try (var visit = visit(look)) {
            var customer = gateway.post("/customers", "{\"name\":\"Alex\"}")
                    .ok()
                    .path("id")
                    .asString();
            var first = forCustomer(customer);
            gateway.postOpen(
                            "/api/payments/" + first.path("clientSessionSecret").asString(),
                            Gateway.card(FRICTIONLESS).replaceFirst("\\{", "{\"savePaymentMethod\":true,"))
                    .ok();
            visit.page.navigate(gateway.baseUrl() + "/checkout/"
                    + forCustomer(customer).path("id").asString());
            assertThat(visit.page.locator("#card-number")).isHidden();
            Axe.mustFindNothing(visit, "saved cards");
            pay(visit);
            assertThat(visit.page.locator(".error:visible")).hasCount(1);
            Axe.mustFindNothing(visit, "saved cards, no code typed");
            visit.page.getByLabel("Another card").check();
            assertThat(visit.page.locator("#card-number")).isVisible();
            Axe.mustFindNothing(visit, "saved cards, another");
        }
    }

    /** An intent that offers what {@code customer} has saved. */
    private static JsonNode forCustomer(String customer) {
        return gateway.send(gateway.request("/payment-intents")
                        .setHeader("version", "2024-02-05")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                                 "customer":{"id":"%s"},"paymentMethods":["Card","SavedCard"]}
                                """.formatted(customer))))
                .ok();
    }

    private static Visit visit(Look look) {
        return Visit.with(chromium, look.device(), look.scheme());
    }

    /** By the key and not the mouse: what the page says of its fields may move the button from under it. */
    private static void pay(Visit visit) {
        visit.page.locator("button.pay").press("Enter");
    }

    /** Past the page's own checks, so that the gateway refuses it. */
    private static void sendAsItIs(Visit visit) {
        visit.page.evaluate("document.getElementById('pay').submit()");
    }

    private static void type(Visit visit, String number) {
        field(visit, "card-number").fill(number);
        field(visit, "expiry").fill("12 / 29");
        field(visit, "cvv").fill("020");
        field(visit, "name").fill("A Shopper");
    }

    private static Locator alert(Visit visit) {
        return visit.page.getByRole(AriaRole.ALERT);
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
        var more = members.isEmpty() ? "" : "," + members;
        var id = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"%s}
                        """.formatted(more))
                .ok()
                .path("id")
                .asString();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
        return id;
    }
}
