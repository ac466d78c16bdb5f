package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Await;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/**
 * The merchant's sample shop, run as its README says, and used by shoppers in a real browser. The gateway sends its
 * webhooks when a test says so. What it looked like is left in target/screenshots.
 */
@Tag("browser")
class SampleShopTest {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    private static final String SENCHA = "tea=sencha&shopper=Alex";
    private static final String NOT_PAID = "Not paid yet.";
    private static final String PAID = "Paid. Your tea is on its way.";

    @TempDir
    private static Path directory;

    private static Chromium chromium;
    private static Gateway gateway;
    private static SampleShop shop;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                SampleShop.canBeRun(), "No Node " + SampleShop.NODE + " here, or a later one, to run the shop with.");
        chromium = Chromium.start();
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        shop = SampleShop.open(gateway, directory);
    }

    /** The shop has a clock of its own, and refuses what was not sent just now. */
    @BeforeEach
    void setTheClock() {
        gateway.clock().set(Instant.now());
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperOrdersTeaAndPaysForItOnThePage(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            visit.page.navigate(shop.url());
            assertThat(button(visit, "Order")).isVisible();
            visit.look(name(device) + "-shop-shelf");
            var order = order(visit, "Alex");
            assertThat(form(visit).locator("#cv2")).isVisible();
            visit.look(name(device) + "-shop-order");

            type(visit, FRICTIONLESS);
            visit.look(name(device) + "-shop-card");
            pay(visit);

            mustBePaid(visit, order);
            assertThat(visit.page.locator("#headline")).hasText("Thank you, Alex");
            assertThat(visit.page.locator("#headline")).isFocused();
            assertThat(visit.page.locator("#payment")).isHidden();
            visit.look(name(device) + "-shop-paid");
            mustHaveBeenQuiet(visit);
        }
    }

    @Test
    void itIsPleasantInTheDark() {
        try (var visit = Visit.with(chromium, Device.PHONE, ColorScheme.DARK)) {
            var order = order(visit, "Alex");
            type(visit, FRICTIONLESS);
            visit.look("dark-shop-card");
            pay(visit);

            mustBePaid(visit, order);
            mustHaveBeenQuiet(visit);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aDeclinedShopperPaysWithAnotherCard(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var order = order(visit, "Alex");
            type(visit, DECLINED);
            pay(visit);
            assertThat(visit.page.getByRole(AriaRole.ALERT))
                    .hasText("Your card was declined, and nothing was taken. Please try another.");
            assertThat(visit.page.locator("#state")).hasText(NOT_PAID);
            visit.look(name(device) + "-shop-declined");
            assertThat(statusOf(order)).isEqualTo("Created");

            type(visit, FRICTIONLESS);
            pay(visit);

            mustBePaid(visit, order);
            mustHaveBeenQuiet(visit);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperAnswersTheBankAboveThePage(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var order = order(visit, "Alex");
            type(visit, CHALLENGED);
            pay(visit);
            var bank = visit.page.frameLocator("iframe.threeDs");
            assertThat(bank.getByLabel("One-time code")).isVisible();
            assertThat(visit.page.locator("#state")).hasText(NOT_PAID);
            visit.page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "screenshots", name(device) + "-shop-bank.png")));

            bank.getByLabel("One-time code").fill("1234");
            bank.getByLabel("One-time code").press("Enter"); // clicks into a frame so new get lost

            mustBePaid(visit, order);
            mustHaveBeenQuiet(visit);
        }
    }

    @Test
    void whatIsWrongWithTheFieldsIsSaidAndNothingIsSent() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var order = order(visit, "Alex");
            pay(visit);
            assertThat(visit.page.locator("#errors li")).hasCount(4);
            visit.look("phone-shop-wrong");

            type(visit, FRICTIONLESS);
            assertThat(visit.page.locator("#errors li")).hasCount(0);
            form(visit).locator("#cv2").press("Enter");

            mustBePaid(visit, order);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperPaysOnThePaymentPageAndComesBack(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var order = order(visit, "Alex");
            visit.page
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("pay on the payment page"))
                    .click();
            visit.page.locator("#card-number").fill(FRICTIONLESS);
            visit.page.locator("#expiry").fill("12/29");
            visit.page.locator("#cvv").fill("020");
            visit.page.locator("#name").fill("A Shopper");
            button(visit, "Pay £8.00").click();

            mustBePaid(visit, order);
            assertThat(visit.page).hasURL(order + "?id=" + shop.intent(order));
            mustHaveBeenQuiet(visit);
        }
    }

    @Test
    void whoeverOpensThePageOfAnUnpaidOrderIsToldSoWhateverTheAddressSays() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var order = shop.order(SENCHA);
            visit.page.navigate(order + "?id=" + shop.intent(order) + "&status=Captured&paid=true");

            assertThat(visit.page.locator("#state")).hasText(NOT_PAID);
            assertThat(button(visit, "Pay £8.00")).isVisible();
            assertThat(visit.page.locator("#headline")).hasText("Your order, Alex");
            assertThat(shop.printed("Order " + id(order) + " is paid")).isZero();
        }
    }

    @Test
    void aBrowserThatBelievesItHasPaidIsToldOtherwise() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.route(
                    "**/payments/v1/client.js",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/javascript")
                            .setBody("window.Dojo = { Payment: class { executePayment() {"
                                    + " return Promise.resolve({ statusCode: 0, authCode: '123456' }); } } };")));
            var order = order(visit, "Alex");
            visit.page.evaluate("window.said = []; new MutationObserver(() => said.push(state.textContent))"
                    + ".observe(state, { childList: true })");
            visit.page.waitForResponse(response -> response.url().endsWith("/secret"), () -> pay(visit));
            visit.page.waitForResponse(response -> response.url().endsWith("/state"), () -> {});

            assertThat(button(visit, "Pay £8.00")).hasAttribute("aria-disabled", "true");
            assertThat(visit.page.evaluate("said.join()")).isEqualTo("");
            assertThat(visit.page.locator("#state")).hasText(NOT_PAID);
            assertThat(shop.printed("Order " + id(order) + " is paid")).isZero();
        }
    }

    @Test
    void aPageThatIsOpenShowsThatTheOrderWasPaidElsewhere() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var order = order(visit, "Alex");

            payElsewhere(order);

            mustBePaid(visit, order);
        }
    }

    @Test
    void aWebhookAloneMakesAnOrderPaidAndWhatComesAfterIsHeardToo() {
        var order = shop.order(SENCHA);
        payElsewhere(order);
        assertThat(shop.printed("Order " + id(order) + " is paid")).isZero();

        gateway.deliver();
        shop.mustPrint("Order " + id(order) + " is paid: send it.");
        assertThat(shop.state(order).path("state").asString()).isEqualTo("paid");

        refund(order);
        assertThat(shop.printed("Order " + id(order) + " is paid")).isOne();
    }

    @Test
    void aForgedWebhookIsRefusedAndChangesNothing() {
        var order = shop.order(SENCHA);
        var intent = shop.intent(order);
        var genuine = shop.event("evt_forged", intent, now());

        assertThat(shop.hear(shop.event("evt_forged", intent, now(), "a-guess")))
                .isEqualTo(401);
        assertThat(shop.hear(new SampleShop.Event(genuine.body() + " ", genuine.headers())))
                .isEqualTo(401);
        assertThat(shop.hear(shop.event("evt_forged", intent, now() - 600))).isEqualTo(401);
        assertThat(shop.post("/hook", genuine.body()).statusCode()).isEqualTo(401);
        var guessed = genuine.headers().clone();
        guessed[1] = shop.event("evt_forged", intent, now(), "a-guess").headers()[1];
        assertThat(shop.hear(new SampleShop.Event(genuine.body(), guessed))).isEqualTo(401);
        var unsignedTime = new SampleShop.Event(genuine.body(), genuine.headers()[0], genuine.headers()[1]);
        assertThat(shop.hear(unsignedTime)).isEqualTo(401);

        assertThat(shop.printed("evt_forged")).isZero();
        assertThat(shop.state(order).path("state").asString()).isEqualTo("unpaid");
    }

    @Test
    void evenAGenuineWebhookIsOnlyAReasonToLook() {
        var order = shop.order(SENCHA);

        assertThat(shop.hear(shop.event("evt_early", shop.intent(order), now())))
                .isEqualTo(200);
        shop.mustPrint("evt_early");

        assertThat(shop.state(order).path("state").asString()).isEqualTo("unpaid");
        assertThat(shop.printed("Order " + id(order) + " is paid")).isZero();
    }

    @Test
    void theSameWebhookTwiceIsOne() {
        var order = shop.order(SENCHA);
        payElsewhere(order);
        var event = shop.event("evt_twice", shop.intent(order), now());

        assertThat(shop.hear(event)).isEqualTo(200);
        assertThat(shop.hear(event)).isEqualTo(200);
        assertThat(shop.hear(shop.event("evt_another", shop.intent(order), now())))
                .isEqualTo(200);
        refund(order);

        assertThat(shop.printed("evt_twice")).isOne();
        assertThat(shop.printed("evt_another")).isOne();
        assertThat(shop.printed("Order " + id(order) + " is paid")).isOne();
    }

    @Test
    void anEventAboutSomebodyElsesPaymentIsAnswered() {
        assertThat(shop.hear(shop.event("evt_unknown", "pi_sandbox_unknown", now())))
                .isEqualTo(200);
        assertThat(shop.post("/hook", "x".repeat(70_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void thePriceIsTheShopsWhateverTheBrowserSays() {
        var order = shop.order(SENCHA + "&price=1&amount=1");

        assertThat(gateway.get("/payment-intents/" + shop.intent(order))
                        .ok()
                        .path("amount")
                        .path("value")
                        .asInt())
                .isEqualTo(800);
        assertThat(shop.post("/orders", "tea=constructor&shopper=Alex").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aPaidOrderGivesNoSecretToPayWith() {
        var order = shop.order(SENCHA);
        payElsewhere(order);

        assertThat(shop.post("/orders/" + id(order) + "/secret", "").statusCode())
                .isEqualTo(409);
        assertThat(shop.get("/orders/" + id(order).replace('a', 'b') + "0/state")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatAShopperTypesIsShownAndNeverRun() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var name = "<img src=x onerror=alert(1)><b>Alex</b>";
            order(visit, name);

            assertThat(visit.page.locator("#headline")).hasText("Your order, " + name);
            assertThat(visit.page.locator("#headline img, #headline b")).hasCount(0);
            mustHaveBeenQuiet(visit);
        }
    }

    @Test
    void itVerifiesWebhooksAsTheGuideSays() throws IOException {
        var guide = Files.readString(Path.of("docs", "webhooks.md"));
        var verify = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL).matcher(guide);

        assertThat(verify.find()).isTrue();
        assertThat(Files.readString(SampleShop.SERVER)).contains(verify.group(1));
    }

    /** Orders the tea that costs £8.00; gives the order's address. */
    private static String order(Visit visit, String shopper) {
        visit.page.navigate(shop.url());
        visit.page.getByLabel("Sencha").check();
        visit.page.getByLabel("Your name").fill(shopper);
        button(visit, "Order").click();
        assertThat(visit.page.locator("#state")).hasText(NOT_PAID);
        return visit.page.url();
    }

    private static void type(Visit visit, String pan) {
        var form = form(visit);
        form.locator("#cardName").fill("A Shopper");
        form.locator("#cardNumber").fill(pan);
        form.locator("#expiryDate").fill("12 / 29");
        form.locator("#cv2").fill("020");
    }

    private static FrameLocator form(Visit visit) {
        return visit.page.frameLocator("#card iframe");
    }

    private static void pay(Visit visit) {
        button(visit, "Pay £8.00").press("Enter"); // wherever it moves to
    }

    /** As the shopper's own phone would, with nobody at the order's page. */
    private static void payElsewhere(String order) {
        gateway.pay(gateway.get("/payment-intents/" + shop.intent(order)).ok(), FRICTIONLESS)
                .ok();
    }

    /** Ends when the shop has heard of it, and so has looked into whatever it heard before. */
    private static void refund(String order) {
        gateway.refund(shop.intent(order), 800, "refund-" + id(order)).ok();
        gateway.deliver();
        Await.until(
                "the shop knows of the refund",
                Duration.ofSeconds(20),
                () -> shop.state(order).path("state").asString().equals("closed"));
    }

    private static void mustBePaid(Visit visit, String order) {
        assertThat(visit.page.locator("#state")).hasText(PAID);
        assertThat(statusOf(order)).isEqualTo("Captured");
        shop.mustPrint("Order " + id(order) + " is paid: send it.");
        gateway.deliver();
        assertThat(shop.printed("Order " + id(order) + " is paid")).isOne();
    }

    private static void mustHaveBeenQuiet(Visit visit) {
        visit.mustHaveBeenQuiet(shop.url(), gateway.baseUrl());
        assertThat(shop.errors()).isEmpty();
    }

    private static String statusOf(String order) {
        return gateway.get("/payment-intents/" + shop.intent(order))
                .ok()
                .path("status")
                .asString();
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String id(String order) {
        return order.substring(order.lastIndexOf('/') + 1);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String name(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }
}
