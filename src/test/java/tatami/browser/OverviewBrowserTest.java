package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Books;
import tatami.Gateway;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer;
import tatami.checkout.MoodyAcquirer.Mood;

/** The portal's first page and its settings in a real browser. */
@Tag("browser")
class OverviewBrowserTest {

    static final List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static final byte[] LOGO = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40"><circle cx="20" cy="20" r="16" fill="#8b1e3f"/>
            <rect x="48" y="12" width="104" height="16" rx="8" fill="#274b7d"/></svg>
            """.strip().getBytes(StandardCharsets.UTF_8);

    private static Chromium chromium;
    private static Gateway busy;
    private static Gateway quiet;
    private static MoodyAcquirer acquirer;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        quiet = Gateway.start();
        busy = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
        busy.clock().set(Instant.parse("2027-05-15T11:37:00Z"));
        PortalShop.fill(busy);
        tallies(busy);
        worry(busy);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            quiet.close();
            busy.close();
            chromium.close();
        }
    }

    /** Two months in a shop that has a busy noon and quiet Sundays, and some guests who pay in yen. */
    private static void tallies(Gateway gateway) {
        new Books(gateway).rows("""
                INSERT INTO tally (account_id, quarter, kind, outcome, currency, number, amount)
                SELECT '%s', quarter, kind, outcome, currency, number, number * price
                FROM generate_series('2027-04-01T07:00Z'::timestamptz, '2027-05-20T15:15Z', '15 minutes') AS quarter,
                    (VALUES ('Sale', 'Approved', 'GBP', 3817, 6), ('Sale', 'Declined', 'GBP', 2100, 1),
                        ('Refund', 'Approved', 'GBP', 1900, 0), ('Sale', 'Approved', 'JPY', 4400, 0))
                    AS what (kind, outcome, currency, price, most),
                    LATERAL (SELECT least(extract(hour FROM quarter)::int - 6, 19 - extract(hour FROM quarter)::int)
                        * (CASE extract(dow FROM quarter)::int WHEN 0 THEN 1 ELSE 3 END) AS rush) AS day,
                    LATERAL (SELECT (rush * most + hashtext(quarter || kind || currency) %% 9) / 7 AS number) AS counted
                WHERE number > 0
                RETURNING '1'
                """.formatted(gateway.firstAccount()));
    }

    /** A hold runs out, another is to be captured, an acquirer is silent, and so is a receiver. */
    private static void worry(Gateway gateway) {
        gateway.clock().set(Instant.parse("2027-05-20T15:37:00Z"));
        var held = gateway.paid("Manual");
        var taken = gateway.post("/payment-intents", """
                        {"captureMode":"Manual","amount":{"value":23500,"currencyCode":"GBP"},"reference":"Room 7",
                         "autoExpireIn":"1.12:00:00","autoExpireAction":"Capture"}
                        """).ok();
        gateway.pay(taken, "5200000000001005").ok();
        acquirer.be(Mood.DUMB);
        gateway.post("/payment-intents/" + held + "/captures", "{\"amount\":1000}");
        gateway.clock().advance(Duration.ofMinutes(8));
        new Books(gateway).rows("""
                WITH receiver AS (
                    INSERT INTO webhook_subscription (id, account_id, url, created_at, updated_at)
                    VALUES ('sub_1', '%s', 'https://shop.example/hook', '2027-05-01', '2027-05-01')
                )
                INSERT INTO webhook_delivery (subscription_id, event_seq, event_id, subject, state, settled_at)
                SELECT 'sub_1', i, 'evt_' || i, 'pi_1', 'Exhausted', '2027-05-19' FROM generate_series(1, 12) AS i
                RETURNING '1'
                """.formatted(gateway.firstAccount()));
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theFirstPageFitsAndIsOpenToEverybody(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, quiet);
            assertThat(visit.page.locator("h2")).hasText("No payments yet");
            look(visit, look, "nothing");
        }
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, busy);
            assertThat(visit.page.locator(".chart")).hasCount(2);
            assertThat(visit.page.locator(".concerns > li")).hasCount(4);
            visit.page.locator("summary").first().click();
            look(visit, look, "busy");
            visit.page
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("JPY"))
                    .click();
            assertThat(visit.page.locator(".tiles .value").first()).containsText("¥");
            look(visit, look, "yen");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void theSettingsFitAndAreOpenToEverybody(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            enter(visit, quiet);
            for (var page : List.of("", "/branding", "/receipts")) {
                visit.page.navigate(quiet.baseUrl() + "/portal/settings" + page);
                look(visit, look, "settings" + page.replace('/', '-'));
            }
            visit.page.navigate(quiet.baseUrl() + "/portal/settings");
            visit.page.locator("#name").fill("\u202eskooB");
            button(visit, "Save").click();
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("characters that cannot be seen");
            look(visit, look, "settings-refused");
        }
    }

    @Test
    void aBrandIsSeenWhileItIsTypedAndThenSaved() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            enter(visit, quiet);
            visit.page.navigate(quiet.baseUrl() + "/portal/settings/branding");
            visit.page.locator("#colour").fill("#ffd400");
            assertThat(visit.page.locator(".sample.light .pay")).hasCSS("background-color", "rgb(255, 212, 0)");
            assertThat(visit.page.locator("#picker")).hasValue("#ffd400");
            visit.page.locator("#logo").setInputFiles(new FilePayload("logo.svg", "image/svg+xml", LOGO));
            assertThat(visit.page.locator(".sample.light img")).isVisible();
            visit.look("portal-settings-typed");
            button(visit, "Save").click();

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("It is saved.");
            assertThat(visit.page.locator(".sample.dark img")).isVisible();
            assertThat(visit.page.locator(".sample.light .pay")).hasCSS("background-color", "rgb(255, 212, 0)");
            visit.mustHaveBeenQuiet(quiet.baseUrl());
        }
    }

    @Test
    void aBrandIsSeenAndSavedWithoutScripts() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            visit.page.navigate(quiet.baseUrl() + quiet.machinesLink());
            button(visit, "Open the portal").click();
            visit.page.navigate(quiet.baseUrl() + "/portal/settings/branding");
            visit.page.locator("#colour").fill("#8b1e3f");
            button(visit, "Preview").click();
            assertThat(visit.page.locator(".sample.light .pay")).hasCSS("background-color", "rgb(139, 30, 63)");
            visit.look("portal-settings-plain");
            button(visit, "Save").click();

            assertThat(visit.page.getByRole(AriaRole.STATUS)).containsText("It is saved.");
        }
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void enter(Visit visit, Gateway gateway) {
        visit.page.navigate(gateway.baseUrl() + gateway.machinesLink());
        visit.page.waitForURL("**/portal");
    }

    private static void look(Visit visit, Look look, String name) {
        var full = "portal-overview-" + name + "-" + look.device().name().toLowerCase(Locale.ROOT) + "-"
                + look.scheme().name().toLowerCase(Locale.ROOT);
        visit.look(full);
        Axe.mustFindNothing(visit, full);
    }
}
