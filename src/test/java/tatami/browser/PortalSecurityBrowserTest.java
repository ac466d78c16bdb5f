package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Gateway;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;
import tatami.users.Person;
import tatami.users.Role;
import tatami.users.Totp;

/** Two-step sign-in and one's own password, in a real browser. */
@Tag("browser")
class PortalSecurityBrowserTest {

    static final java.util.List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static final String PASSWORD = "four candles in a drawer";

    private static Chromium chromium;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
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
        var email = ("alex." + look.device() + "@bluebell.example").toLowerCase(Locale.ROOT);
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, email);
            visit.page.locator(".who").click();
            look(visit, look, "off");
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("Turn it on"))
                    .click();
            look(visit, look, "qr");
            visit.page.locator("#code").fill("000000");
            press(visit, "Turn it on");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("The code is not the one");
            look(visit, look, "qr-refused");
            var secret = visit.page.locator("[name=secret]").inputValue();
            visit.page.locator("#code").fill(code(secret));
            press(visit, "Turn it on");
            assertThat(visit.page.locator(".codes li")).hasCount(10);
            look(visit, look, "codes");
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("I have them"))
                    .click();
            look(visit, look, "on");
            visit.page.navigate(gateway.baseUrl() + "/portal/team");
            look(visit, look, "team");
            press(visit, "Sign out");

            signIn(visit, email);
            look(visit, look, "code");
            visit.page.locator("#code").fill("123456");
            press(visit, "Sign in");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("The code is wrong");
            look(visit, look, "code-refused");
            gateway.clock().advance(Duration.ofSeconds(30));
            visit.page.locator("#code").fill(code(secret));
            press(visit, "Sign in");
            visit.page.waitForURL("**/portal");
        }
    }

    @Test
    void everythingWorksWithoutScripts() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            enter(visit, "plain@bluebell.example");
            visit.page.locator(".who").click();
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("Turn it on"))
                    .click();
            visit.page
                    .locator("#code")
                    .fill(code(visit.page.locator("[name=secret]").inputValue()));
            press(visit, "Turn it on");
            var recovery = visit.page.locator(".codes li").first().textContent().strip();
            press(visit, "Sign out");
            signIn(visit, "plain@bluebell.example");
            visit.page.locator("#code").fill(recovery);
            press(visit, "Sign in");
            visit.page.locator(".who").click();
            assertThat(visit.page.locator(".explains")).containsText("9 recovery codes left");
            visit.page.locator("#old").fill(PASSWORD);
            visit.page.locator("#new").fill("six candles on a table");
            press(visit, "Change it");

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("The password is changed.");
            visit.page.locator("#password").fill("six candles on a table");
            press(visit, "Turn it off");
            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("Two-step sign-in is off.");
            assertThat(visit.page.title()).contains("Your sign-in");
        }
    }

    private static void enter(Visit visit, String email) {
        var secret = gateway.people().team().add(gateway.firstAccount(), Person.of(email, "Alex Morgan"), Role.Owner);
        visit.page.navigate(gateway.baseUrl() + "/portal/enter/" + secret);
        visit.page.locator("#password").fill(PASSWORD);
        press(visit, "Open the portal");
        visit.page.waitForURL("**/portal");
    }

    private static void signIn(Visit visit, String email) {
        visit.page.locator("#email").fill(email);
        visit.page.locator("#password").fill(PASSWORD);
        press(visit, "Sign in");
        assertThat(visit.page.locator("h1")).hasText("Your code");
    }

    private static void look(Visit visit, Look look, String name) {
        var full = "portal-security-" + name + "-" + look.device().name().toLowerCase(Locale.ROOT) + "-"
                + look.scheme().name().toLowerCase(Locale.ROOT);
        visit.look(full);
        Axe.mustFindNothing(visit, full);
    }

    private static String code(String secret) {
        return Totp.code(secret, gateway.clock().instant());
    }

    private static void press(Visit visit, String name) {
        visit.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }
}
