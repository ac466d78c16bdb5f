package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.browser.Visit.Device;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;

/** The hosted page of a setup intent in a real browser. What it looked like is left in target/screenshots. */
@Tag("browser")
class SetupBrowserTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "4456530000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    private static final String SHORT_TERMS = "If you do not come, we charge the first night to this card.";

    /** As hotels write them: longer than the box, with lists and empty lines. */
    private static final String LONG_TERMS = """
            1. Your booking

            The Harbour Inn keeps your room until 11 in the evening of the day of arrival. If \
            you will be later, call us and we keep it for the whole night.

            2. If you cancel

              – up to three days before: nothing is charged
              – later than that: the first night
              – if you do not come: the first night

            3. How we charge

            We charge the card that you leave here, once, within 14 days after the booked day of \
            arrival, and tell you by e-mail before we do. Breakfast, parking and other extras that you did \
            not use are never charged.

            4. If you change your mind

            Write to us and we delete the card. A booking without a card is kept until six in the evening.
            """.strip();

    private static Chromium chromium;
    private static Shop shop;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        shop = Shop.open();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            shop.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperAgreesAndLeavesACard(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var id = open(visit, everything(LONG_TERMS));

            field(visit, "email").fill("me@home.example");
            type(visit, FRICTIONLESS);
            label(visit).click();
            assertThat(field(visit, "consent")).isChecked();
            visit.look(name(device) + "-setup-filled");
            save(visit);

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aChallengeIsAnsweredAtTheBank(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var id = open(visit, plain());

            agreeAndSave(visit, CHALLENGED);
            var code = visit.page.getByLabel("One-time code");
            assertThat(code).isFocused();
            visit.look(name(device) + "-setup-bank");
            code.fill("1234");
            button(visit, "Confirm").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void whoDoesNotTickTheBoxIsToldSoThereAndNothingIsSent() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var id = open(visit, plain());
            type(visit, FRICTIONLESS);

            save(visit);

            var consent = field(visit, "consent");
            assertThat(consent).isFocused();
            assertThat(consent).hasAccessibleDescription("Tick the box if you agree. Your card is saved only then.");
            assertThat(visit.page.locator(".error:visible")).hasCount(1);
            assertThat(field(visit, "card-number")).hasValue("4456 5300 0000 1005");
            visit.look("phone-setup-not-agreed");
            visit.page.keyboard().press("Space");
            assertThat(visit.page.locator(".error:visible")).hasCount(0);
            save(visit);

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void withoutScriptsEverythingWorksToo() {
        try (var visit = Visit.withoutScripts(chromium, Device.PHONE)) {
            var id = open(visit, plain());

            agreeAndSave(visit, DECLINED);
            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("It was not saved.");
            assertThat(field(visit, "consent")).isChecked();
            type(visit, CHALLENGED);
            save(visit);
            button(visit, "Continue to your bank").click();
            visit.page.getByLabel("One-time code").fill("1234");
            button(visit, "Confirm").click();
            button(visit, "Continue").click();

            mustBeAtTheShop(visit, id);
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void theKeyboardAloneReadsTheTermsAgreesAndSaves(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            var id = open(visit, members(LONG_TERMS, ""));
            var keyboard = visit.page.keyboard();

            keyboard.press("Tab"); // the way back to the shop
            keyboard.press("Tab");
            var terms = visit.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Terms"));
            assertThat(terms).isFocused();
            keyboard.press("End");
            visit.page.waitForFunction("() => document.getElementById('terms').scrollTop > 50");
            visit.look(name(device) + "-setup-terms-read");
            for (var typed : new String[] {FRICTIONLESS, "1229", "020", "A Shopper"}) {
                keyboard.press("Tab");
                keyboard.type(typed);
            }
            keyboard.press("Tab");
            assertThat(field(visit, "consent")).isFocused();
            keyboard.press("Space");
            keyboard.press("Tab");
            assertThat(button(visit, "Save card")).isFocused();
            keyboard.press("Enter");

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void theSandboxFillsInItsCardAndLeavesTheAnswerToTheShopper() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var id = open(visit, plain());

            button(visit, "Fill it in").click();
            assertThat(field(visit, "consent")).isFocused();
            assertThat(field(visit, "consent")).not().isChecked();
            visit.page.keyboard().press("Space");
            save(visit);

            mustBeAtTheShop(visit, id);
        }
    }

    @Test
    void theButtonIsPressedOnce() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit, plain());
            visit.page.evaluate("document.getElementById('pay').submit = () => {}");

            agreeAndSave(visit, FRICTIONLESS);

            assertThat(button(visit, "Saving…")).isDisabled();
        }
    }

    @Test
    void theBoxIsLargeEnoughForAThumb() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            open(visit, plain());

            var target = label(visit).boundingBox();

            assertThat(target.height).isGreaterThanOrEqualTo(44);
            assertThat(target.width).isGreaterThan(300);
            visit.page.touchscreen().tap(target.x + target.width - 3, target.y + 3); // the far corner is a part of it
            assertThat(field(visit, "consent")).isChecked();
        }
    }

    @ParameterizedTest
    @EnumSource(Device.class)
    void aShopperWhoWaitsHearsTheEnd(Device device) {
        try (var visit = Visit.with(chromium, device)) {
            open(visit, plain());
            be(Mood.DUMB);

            agreeAndSave(visit, FRICTIONLESS);
            assertThat(visit.page.locator("h1")).hasText("Your card is being checked");
            visit.look(name(device) + "-setup-processing");
            be(Mood.FINE);
            gateway.clock().advance(Duration.ofSeconds(30));
            gateway.resolve();

            assertThat(visit.page.getByRole(AriaRole.ALERT)).containsText("Your card could not be saved");
            visit.look(name(device) + "-setup-failed");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
    void everyPageFitsItsScreenByDayAndByNight(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix = name(device) + "-" + scheme.name().toLowerCase() + "-setup-";
            open(visit, everything(LONG_TERMS));
            visit.look(prefix + "everything");

            open(visit, members(SHORT_TERMS, ",\"merchantInitiatedTransactionType\":\"Unscheduled\""));
            visit.look(prefix + "plain");
            agreeAndSave(visit, DECLINED);
            assertThat(visit.page.getByRole(AriaRole.ALERT)).isFocused();
            visit.look(prefix + "declined");

            open(
                    visit,
                    members(SHORT_TERMS, ",\"config\":{},\"intendedAmount\":{\"value\":0,\"currencyCode\":\"GBP\"}"));
            visit.look(prefix + "nothing-known");
            agreeAndSave(visit, FRICTIONLESS);
            assertThat(visit.page.locator("h1")).hasText("Card saved");
            visit.look(prefix + "saved");

            var saved = open(visit, everything(LONG_TERMS));
            field(visit, "email").fill("me@home.example");
            agreeAndSave(visit, FRICTIONLESS);
            mustBeAtTheShop(visit, saved);
            visit.page.navigate(gateway.baseUrl() + "/checkout/" + saved);
            assertThat(visit.page.locator("h1")).hasText("Card already saved");
            visit.look(prefix + "already-saved");
            visit.page.getByText("The terms you agreed to").click();
            visit.look(prefix + "agreed");
        }
    }

    @ParameterizedTest
    @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
    void whatIsVeryLongOrOverFitsToo(Device device, ColorScheme scheme) {
        try (var visit = Visit.with(chromium, device, scheme)) {
            var prefix = name(device) + "-" + scheme.name().toLowerCase() + "-setup-";
            var huge = open(visit, """
                    "terms":"%s","intendedAmount":{"value":999999999999,"currencyCode":"GBP"},
                    "merchantInitiatedTransactionType":"NoShow","description":"%s",
                    "config":{"title":"%s","cancelUrl":"%s/cart","details":{"showReference":true}}
                    """.formatted("x".repeat(10_240), "a".repeat(300), "W".repeat(100), shop.url()));
            visit.look(prefix + "long");

            var name = "The Harbour Inn at Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
            open(visit, gateway.openAccount(name), members(LONG_TERMS, ""));
            visit.look(prefix + "long-name");

            visit.page.navigate(gateway.baseUrl() + "/checkout/" + huge);
            gateway.delete("/setup-intents/" + huge).ok();
            visit.page.reload();
            assertThat(visit.page.locator("h1")).hasText("This link is no longer valid");
            visit.look(prefix + "closed");

            visit.page.navigate(gateway.baseUrl() + "/checkout/si_sandbox_nobody");
            assertThat(visit.page.locator("h1")).hasText("We cannot find this page");
            visit.look(prefix + "unknown");

            open(visit, members("تُخصم الليلة الأولى من هذه البطاقة إن لم تأتِ.\\nOne night is charged.", ""));
            visit.look(prefix + "two-ways");
        }
    }

    private static void agreeAndSave(Visit visit, String number) {
        type(visit, number);
        field(visit, "consent").check();
        save(visit);
    }

    private static void type(Visit visit, String number) {
        field(visit, "card-number").pressSequentially(number);
        field(visit, "expiry").fill("12 / 29");
        field(visit, "cvv").fill("020");
        field(visit, "name").fill("A Shopper");
    }

    private static void save(Visit visit) {
        button(visit, "Save card").click();
    }

    private static void mustBeAtTheShop(Visit visit, String id) {
        assertThat(visit.page.locator("h1")).hasText("The shop");
        assertThat(visit.page.url()).endsWith("/thanks?booking=7&id=" + id);
        assertThat(gateway.get("/setup-intents/" + id).ok().path("status").asString())
                .isEqualTo("Authorized");
        visit.mustHaveBeenQuiet(gateway.baseUrl(), shop.url());
    }

    private static Locator field(Visit visit, String id) {
        return visit.page.locator("#" + id);
    }

    private static Locator label(Visit visit) {
        return visit.page.locator("label[for=consent]");
    }

    private static Locator button(Visit visit, String name) {
        return visit.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Creates a setup intent and opens its page. */
    private static String open(Visit visit, String members) {
        return open(visit, gateway.secretKey(), members);
    }

    private static String open(Visit visit, String secretKey, String members) {
        var id = gateway.send(gateway.requestAs(secretKey, "/setup-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"reference\":\"Booking 7\"," + members + "}")))
                .ok()
                .path("id")
                .asString();
        visit.page.navigate(gateway.baseUrl() + "/checkout/" + id);
        return id;
    }

    private static String plain() {
        return members(SHORT_TERMS, "");
    }

    private static String everything(String terms) {
        return members(terms, """
                ,"description":"A double room with a view of the harbour, two nights from 14 May",
                "config":{"title":"The Harbour Inn","redirectUrl":"%1$s/thanks?booking=7","cancelUrl":"%1$s/cart",
                    "customerEmail":{"collectionRequired":true},"details":{"showReference":true}}
                """.formatted(shop.url()));
    }

    /** @param more members, with a comma before; they take the places of the usual ones */
    private static String members(String terms, String more) {
        var members = new StringBuilder("\"terms\":\"" + terms.replace("\n", "\\n") + "\"");
        if (!more.contains("intendedAmount")) {
            members.append(",\"intendedAmount\":{\"value\":12000,\"currencyCode\":\"GBP\"}");
        }
        if (!more.contains("merchantInitiatedTransactionType")) {
            members.append(",\"merchantInitiatedTransactionType\":\"NoShow\"");
        }
        if (!more.contains("\"config\"")) {
            members.append(",\"config\":{\"redirectUrl\":\"%1$s/thanks?booking=7\",\"cancelUrl\":\"%1$s/cart\"}"
                    .formatted(shop.url()));
        }
        return members + more;
    }

    private static String name(Device device) {
        return device.name().toLowerCase();
    }
}
