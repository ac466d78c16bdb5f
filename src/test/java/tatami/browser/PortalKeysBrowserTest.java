package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Gateway;
import tatami.accounts.Account;
import tatami.accounts.ApiKeyId;
import tatami.accounts.Environment;
import tatami.accounts.NewApiKey;
import tatami.accounts.Scope;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;
import tatami.kit.Ids;
import tatami.users.Person;
import tatami.users.Role;

/** API keys in a real browser. */
@Tag("browser")
class PortalKeysBrowserTest {

    static final List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static final String PASSWORD = "four candles in a drawer";
    private static final String MADE = "alex.morgan@bluebell.example";

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
        var shop = gateway.account(gateway.openAccount("Bluebell Books"));
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, shop, look);
            visit.page.navigate(gateway.baseUrl() + "/portal/keys");
            look(visit, look, "one");
            visit.page.locator("#name").fill("Till at the front");
            visit.page.locator("#expires").selectOption("day");
            assertThat(visit.page.locator("#day")).isVisible();
            press(visit, "Make the key");
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Choose at least one scope.");
            look(visit, look, "refused");
            tick(visit, "Read");
            tick(visit, "Refunds");
            visit.page.locator("#expires").selectOption("90");
            assertThat(visit.page.locator("#day")).isHidden();
            press(visit, "Make the key");
            look(visit, look, "made");
            fill(shop);
            visit.page.navigate(gateway.baseUrl() + "/portal/keys");
            look(visit, look, "many");
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("Revoke"))
                    .first()
                    .click();
            look(visit, look, "revoke");
        }
        var live = gateway.account(gateway.openAccount(Environment.Live, "Bluebell Books"));
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, live, look);
            visit.page.navigate(gateway.baseUrl() + "/portal/keys");
            look(visit, look, "live");
        }
        try (var set = Gateway.start(Map.of("TATAMI_SANDBOX_SECRET_KEY", "sk_sandbox_" + "7".repeat(60)));
                var visit = Visit.with(chromium, look.device(), look.scheme())) {
            visit.page.navigate(set.baseUrl() + set.machinesLink());
            visit.page.waitForURL("**/portal");
            visit.page.navigate(set.baseUrl() + "/portal/keys");
            look(visit, look, "setting");
        }
    }

    @Test
    void aKeyIsCopiedAndIsGoneForWhoComesBack() {
        var shop = gateway.account(gateway.openAccount("Copy shop"));
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            enter(visit, shop, LOOKS.getFirst());
            visit.page.navigate(gateway.baseUrl() + "/portal/keys");
            visit.page.locator("#name").fill("Till");
            tick(visit, "Read");
            press(visit, "Make the key");
            visit.page.locator("[data-copy]").click();
            assertThat(visit.page.locator("[data-copy]")).containsText("Copied");
            var key = (String) visit.page.evaluate("navigator.clipboard.readText()");
            assertThat(gateway.send(gateway.requestAs(key, "/customers/none").GET())
                            .status())
                    .isEqualTo(200);
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("I have it"))
                    .click();
            assertThat(visit.page.locator("h1")).hasText("API keys");

            try {
                visit.page.goBack();
            } catch (PlaywrightException askedWhetherToSendAgain) {
                assertThat(askedWhetherToSendAgain).hasMessageContaining("ERR_CACHE_MISS");
            }

            assertThat(visit.page.content()).doesNotContain(key);
        }
    }

    @Test
    void aKeyIsMadeAndRevokedWithoutScripts() {
        var shop = gateway.account(gateway.openAccount("Plain shop"));
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            enter(visit, shop, LOOKS.getFirst());
            visit.page.navigate(gateway.baseUrl() + "/portal/keys");
            visit.page.locator("#name").fill("Till");
            tick(visit, "Webhooks");
            press(visit, "Make the key");
            assertThat(visit.page.locator("code")).containsText("sk_sandbox_");
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("I have it"))
                    .click();
            visit.page
                    .locator("a", new Page.LocatorOptions().setHasText("Revoke Till"))
                    .click();
            press(visit, "Revoke the key");

            assertThat(visit.page.locator(".keys li.ended")).containsText("Revoked");
        }
    }

    /** What some years leave. */
    private static void fill(Account shop) {
        var ids = new Ids(gateway.clock());
        var now = gateway.clock().instant();
        for (var name : List.of(
                "Booking system of the restaurant on the second floor, old",
                "Accounting",
                "Website",
                "Nightly export",
                "Trial")) {
            gateway.clock().advance(Duration.ofMinutes(7));
            var expires = name.equals("Trial") ? gateway.clock().instant().plusSeconds(60) : null;
            var scopes = name.equals("Website") ? Scope.ALL : Set.of(Scope.Read);
            var key = gateway.keys()
                    .create(shop, NewApiKey.of(ApiKeyId.next(ids), name, scopes, expires, now), MADE, _ -> {});
            gateway.send(gateway.requestAs(key, "/customers/none").GET());
        }
        gateway.keys().writeUses();
        var website = gateway.keys().list(shop.id()).get(2);
        gateway.keys().revoke(shop.id(), website.id(), _ -> {});
        gateway.clock().advance(Duration.ofMinutes(2));
    }

    private static void enter(Visit visit, Account shop, Look look) {
        var name = (shop.id().value().replaceAll("[^A-Za-z0-9]", "") + look.device()).toLowerCase(Locale.ROOT);
        var person = Person.of(name + "@bluebell.example", "Alex Morgan");
        var secret = gateway.people().team().add(shop.id(), person, Role.Owner);
        visit.page.navigate(gateway.baseUrl() + "/portal/enter/" + secret);
        visit.page.locator("#password").fill(PASSWORD);
        press(visit, "Open the portal");
        visit.page.waitForURL("**/portal");
    }

    private static void look(Visit visit, Look look, String name) {
        var full = "portal-keys-" + name + "-" + look.device().name().toLowerCase(Locale.ROOT) + "-"
                + look.scheme().name().toLowerCase(Locale.ROOT);
        visit.look(full);
        Axe.mustFindNothing(visit, full);
    }

    private static void tick(Visit visit, String scope) {
        visit.page.locator("[name=scope-" + scope + "]").check();
    }

    private static void press(Visit visit, String name) {
        visit.page
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }
}
