package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Await;
import tatami.Gateway;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;
import tatami.calls.CallFilter;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.webhooks.Receiver;

/** Webhooks and the request log in the portal, in a real browser. */
@Tag("browser")
class PortalHooksBrowserTest {

    static final List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static Chromium chromium;
    private static Gateway gateway;
    private static Receiver receiver;
    private static String payment;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        receiver = Receiver.plain();
        fill();
        call();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            receiver.close();
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void thePagesFitAndAreOpenToEverybody(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit);
            go(visit, "/portal/webhooks");
            look(visit, look, "webhooks");
            go(visit, "/portal/webhooks/new");
            visit.page.locator("#url").fill("http://shop.example/hook");
            press(visit, "Add the webhook");
            look(visit, look, "webhook-refused");
            go(visit, "/portal/webhooks");
            visit.page.locator(".cover").last().click();
            look(visit, look, "webhook-silent");
            go(visit, "/portal/webhooks");
            visit.page.locator(".cover").first().click();
            look(visit, look, "webhook");
            press(visit, "Add another secret");
            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("There is another secret.");
            button(visit, Pattern.compile("Show sc_.*")).last().click();
            assertThat(visit.page.locator(".secrets .copy")).isVisible();
            visit.page.locator("summary", named("Send a test event")).click();
            look(visit, look, "webhook-secrets");
            button(visit, Pattern.compile("Delete sc_.*")).click();
            go(visit, "/portal/payments/" + payment);
            visit.page.getByText("payment_intent.created").click();
            look(visit, look, "delivery");
            go(visit, "/portal/payments/" + payment);
            visit.page.locator(".qr summary").click();
            look(visit, look, "payment-sent");
            go(visit, "/portal/requests");
            visit.page.locator(".calls summary").first().click();
            look(visit, look, "requests");
            go(visit, "/portal/requests?route=nowhere");
            look(visit, look, "requests-none");
        }
    }

    @Test
    void aWebhookIsAddedAndTestedWithoutScripts() {
        try (var shop = Receiver.plain();
                var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            var link = gateway.machinesLink();
            go(visit, link);
            press(visit, "Open the portal");
            go(visit, "/portal/webhooks/new");
            visit.page.locator("#url").fill(shop.url());
            visit.page.getByLabel("payment.successful").check();
            press(visit, "Add the webhook");
            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The webhook is added.");
            visit.page.locator("summary", named("Send a test event")).click();
            press(visit, "Send");
            gateway.deliver();
            visit.page.getByText("Look again").click();

            assertThat(visit.page.locator(".life")).containsText("Try 1: answered 200");
            visit.page.getByText("The webhook").first().click();
            visit.page.locator("summary", named("Delete the webhook")).click();
            press(visit, "Delete");
            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The webhook is deleted.");
        }
    }

    /** A receiver that was away for a while, and one of which nothing has come yet. */
    private static void fill() {
        subscribe("\"payment_intent.status_updated\",\"payment_intent.created\"", receiver.url(), "Orders and stock");
        gateway.clock().advance(Duration.ofMinutes(4));
        subscribe(
                "\"payment_intent.send-receipt\"",
                "https://warehouse.bluebell.example/incoming/payments/receipts?shop=4",
                "");
        for (int i = 0; i < 5; i++) {
            gateway.paid("Auto");
            gateway.clock().advance(Duration.ofSeconds(41));
            gateway.deliver();
        }
        receiver.answer(_ -> Receiver.Answer.of(503, "<h1>Closed for stocktaking, back at two</h1>"));
        gateway.create("Auto");
        for (int i = 0; i < 7; i++) {
            gateway.deliver();
            gateway.clock().advance(Duration.ofHours(3));
        }
        payment = gateway.create("Auto").path("id").asString();
        gateway.deliver();
        receiver.answer(200);
        gateway.clock().advance(Duration.ofSeconds(20));
        gateway.deliver();
        gateway.create("Auto");
    }

    /** Calls that went well and calls that did not, one after another. */
    private static void call() {
        gateway.refund(payment, 100, "key");
        gateway.post("/payment-intents", "{\"amount\":{\"value\":-5,\"currencyCode\":\"GBP\"}}");
        gateway.get("/payment-intents/pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA");
        gateway.get("/webhooks").ok();
        Await.until("the last call in the log", Duration.ofSeconds(10), () -> {
            gateway.flushCalls();
            return gateway.calls()
                            .list(
                                    gateway.firstAccount(),
                                    new CallFilter(false, "GET", "/webhooks", null),
                                    new Paging(Direction.Older, Cursor.TOP, 2))
                            .size()
                    == 1;
        });
    }

    private static void subscribe(String events, String url, String description) {
        gateway.post("/webhooks", """
                        {"events":[%s],"url":"%s","description":"%s"}
                        """.formatted(events, url, description)).ok();
    }

    private static void look(Visit visit, Look look, String name) {
        var full = "portal-" + name + "-" + look.device().name().toLowerCase(Locale.ROOT) + "-"
                + look.scheme().name().toLowerCase(Locale.ROOT);
        visit.look(full);
        Axe.mustFindNothing(visit, full);
    }

    private static void enter(Visit visit) {
        go(visit, gateway.machinesLink());
        visit.page.waitForURL("**/portal");
    }

    private static void go(Visit visit, String path) {
        visit.page.navigate(gateway.baseUrl() + path);
    }

    private static Page.LocatorOptions named(String text) {
        return new Page.LocatorOptions().setHasText(Pattern.compile("^" + text + "$"));
    }

    private static void press(Visit visit, String name) {
        visit.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static Locator button(Visit visit, Pattern name) {
        return visit.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
