package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Gateway;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;
import tatami.users.Person;
import tatami.users.Role;

/** The portal in a real browser: beautiful for people, and open to all of them, as far as axe can tell. */
@Tag("browser")
class PortalBrowserTest {

    static final List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static final String PASSWORD = "four candles in a drawer";

    private static Chromium chromium;
    private static Gateway gateway;
    private static Map<String, String> payments;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
        payments = PortalShop.fill(gateway);
        gateway.index();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void thePagesFitAndAreOpenToEverybody(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            visit.page.navigate(gateway.baseUrl() + "/portal/payments");
            look(visit, look, "sign-in");
            enter(visit);
            look(visit, look, "payments");
            visit.page.navigate(gateway.baseUrl() + "/portal/payments?reference=order&card=1005&status=Captured");
            look(visit, look, "payments-found");
            visit.page.navigate(gateway.baseUrl()
                    + "/portal/payments?reference=Room12twonightsbreakfastforthreeandthedogandaseatbythewindow"
                    + "&amount=%C2%A312.50&status=Reversed&from=2026-01-01");
            look(visit, look, "payments-none");
            visit.page.navigate(gateway.baseUrl() + "/portal/payments?from=2026-01-99");
            look(visit, look, "payments-refused");
            for (var state : payments.keySet()) {
                open(visit, state);
                look(visit, look, "payment-" + state);
            }
            open(visit, "refunded");
            visit.page.locator("summary", named("Refund")).click();
            visit.page.locator("#Refund-amount").fill("99");
            visit.page.locator("#Refund-reason").fill("The cup was cold");
            press(visit, "Refund");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("is more than the GBP");
            look(visit, look, "payment-refused");
            visit.page.navigate(gateway.baseUrl() + "/portal/settlements");
            look(visit, look, "settlements");
            visit.page.locator("tbody a").first().click();
            look(visit, look, "settlement");
            visit.page.navigate(gateway.baseUrl() + "/portal/settlements/2026-01");
            look(visit, look, "settlements-none");
            visit.page.navigate(gateway.baseUrl() + "/portal/team");
            look(visit, look, "team");
            visit.page.navigate(gateway.baseUrl() + "/portal/audit");
            look(visit, look, "audit");
            visit.page.navigate(gateway.baseUrl() + "/portal/nowhere");
            look(visit, look, "nowhere");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theWayInFitsAndIsOpenToEverybody(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            visit.page.navigate(gateway.baseUrl() + invitation("way-in-" + look.device() + look.scheme()));
            look(visit, look, "enter");
            visit.page.locator("#password").evaluate("field => field.removeAttribute('minlength')");
            visit.page.locator("#password").fill("short");
            press(visit, "Open the portal");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("12 to 200 characters");
            look(visit, look, "enter-refused");
            visit.page.navigate(gateway.baseUrl() + "/portal/enter/" + "A".repeat(43));
            look(visit, look, "enter-used");
        }
        try (var empty = Gateway.start();
                var visit = Visit.with(chromium, look.device(), look.scheme())) {
            visit.page.navigate(empty.baseUrl() + empty.machinesLink());
            visit.page.waitForURL("**/portal");
            visit.page.navigate(empty.baseUrl() + "/portal/payments");
            assertThat(visit.page.locator("h2")).hasText("No payments yet");
            look(visit, look, "payments-empty");
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void everythingWorksWithoutScripts(Device device) {
        try (var visit = Visit.withoutScripts(chromium, device)) {
            visit.page.navigate(gateway.baseUrl() + invitation("plain-" + device));
            visit.page.locator("#password").fill(PASSWORD);
            press(visit, "Open the portal");
            visit.page.locator("nav a", named("Payments")).click();
            openSearch(visit, device);
            visit.page.locator("#reference").fill("order 2302");
            visit.page.locator("#amount").fill("19.90");
            visit.page.locator("#card").fill("1005");
            visit.page.locator("#status").selectOption("Captured");
            press(visit, "Search");
            visit.look("portal-filtered-" + device);
            assertThat(visit.page.locator("tbody tr")).hasCount(1);
            assertThat(visit.page.locator("tbody")).containsText("Order 2302");
            visit.page
                    .locator(".chip", new Page.LocatorOptions().setHasText("order 2302"))
                    .click();
            visit.page
                    .locator(".chip", new Page.LocatorOptions().setHasText("19.90"))
                    .click();
            assertThat(visit.page.locator("tbody")).containsText("Order 2306");
            assertThat(visit.page.locator("tbody")).not().containsText("Unpaid");
            var id = gateway.paid("Auto");
            openSearch(visit, device);
            visit.page.locator("#reference").fill(id);
            press(visit, "Search");
            visit.page.locator("summary", named("Refund")).click();
            visit.page.locator("#Refund-amount").fill("2.50");
            press(visit, "Refund");

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The refund is made.");
            assertThat(visit.page.locator(".heading .mark")).hasText("Partly refunded");
            press(visit, "Sign out");
            assertThat(visit.page.locator("h1")).hasText("Sign in");
        }
    }

    @Test
    void everythingWorksByTheKeyboard() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            enter(visit);
            var id = gateway.paid("Auto");
            visit.page.reload();
            var keys = visit.page.keyboard();
            keys.press("Tab");
            assertThat(visit.page.locator(".skip")).isFocused();
            keys.press("Enter");
            for (int i = 0; i < 20 && !isFocused(visit.page.locator(".cover").first()); i++) {
                keys.press("Tab");
            }
            assertThat(visit.page.locator(".cover").first()).isFocused();
            keys.press("Enter");
            visit.page.waitForURL("**/" + id);
            for (int i = 0; i < 20 && !isFocused(visit.page.locator("summary", named("Refund"))); i++) {
                keys.press("Tab");
            }
            keys.press("Enter");
            keys.press("Tab");
            keys.type("1");
            keys.press("Enter");

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The refund is made.");
        }
    }

    @Test
    void anIdIsCopiedAndTwoQuickClicksRefundOnce() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            enter(visit);
            var id = gateway.paid("Auto");
            visit.page.navigate(gateway.baseUrl() + "/portal/payments/" + id);
            visit.page.locator("[data-copy]").first().click();
            assertThat(visit.page.locator("[data-copy]").first()).containsText("Copied");
            assertThat(visit.page.evaluate("navigator.clipboard.readText()")).isEqualTo(id);

            visit.page.locator("summary", named("Refund")).click();
            visit.page.locator("#Refund-amount").fill("3");
            button(visit, "Refund").dblclick();

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The refund is made.");
            assertThat(gateway.get("/payment-intents/" + id)
                            .ok()
                            .path("refundedAmount")
                            .asLong())
                    .isEqualTo(300);
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    /** On a phone it is folded away. */
    private static void openSearch(Visit visit, Device device) {
        var fold = visit.page.locator(".fold summary");
        assertThat(fold).isVisible(new LocatorAssertions.IsVisibleOptions().setVisible(device != Device.DESKTOP));
        if (device != Device.DESKTOP) {
            fold.click();
        }
    }

    private static void look(Visit visit, Look look, String name) {
        var full = "portal-" + name + "-" + look.device().name().toLowerCase(Locale.ROOT) + "-"
                + look.scheme().name().toLowerCase(Locale.ROOT);
        visit.look(full);
        Axe.mustFindNothing(visit, full);
    }

    /** By the link that a gateway prints; its page sends its form by itself. */
    private static void enter(Visit visit) {
        visit.page.navigate(gateway.baseUrl() + gateway.machinesLink());
        visit.page.waitForURL("**/portal");
        visit.page.navigate(gateway.baseUrl() + "/portal/payments");
    }

    private static String invitation(String name) {
        var person = Person.of(name.toLowerCase(Locale.ROOT) + "@shop.example", "Robin Ward");
        return "/portal/enter/" + gateway.people().team().add(gateway.firstAccount(), person, Role.Support);
    }

    private static void open(Visit visit, String state) {
        visit.page.navigate(gateway.baseUrl() + "/portal/payments/" + payments.get(state));
        gateway.clock().advance(Duration.ofMillis(1));
    }

    private static Page.LocatorOptions named(String text) {
        return new Page.LocatorOptions().setHasText(Pattern.compile("^" + text + "$"));
    }

    private static boolean isFocused(Locator locator) {
        return (Boolean) locator.evaluate("element => element === document.activeElement");
    }

    private static void press(Visit visit, String name) {
        button(visit, name).click();
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
