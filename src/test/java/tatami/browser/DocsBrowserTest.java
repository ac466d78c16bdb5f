package tatami.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.Gateway;
import tatami.browser.AxeBrowserTest.Look;
import tatami.browser.Visit.Device;

/** The API reference as developers use it: reading, finding, copying and trying. */
@Tag("browser")
class DocsBrowserTest {

    private static final int MOST_BYTES = 150_000;

    static final List<Look> LOOKS = AxeBrowserTest.LOOKS;

    private static Chromium chromium;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
            chromium.close();
        }
    }

    /** What is rendered by the same template is looked at a few times, not fifty: axe takes long. */
    @ParameterizedTest
    @FieldSource("LOOKS")
    void nothingKeepsAnybodyOut(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            open(visit);
            visit.page.evaluate("""
                    () => {
                        const kept = ["PaymentIntents_CreatePaymentIntent", "Refunds_Create", "Event", "Webhooks_DeleteSecret"];
                        for (const operation of document.querySelectorAll(".operation")) {
                            if (!kept.includes(operation.id)) {
                                operation.remove();
                            }
                        }
                        [...document.querySelectorAll(".thing")].slice(2).forEach(thing => thing.remove());
                        document.querySelectorAll("main details").forEach(each => each.open = true);
                    }""");
            tryIt(visit, "Refunds_Create");
            tryToCreate(visit);

            Axe.mustFindNothing(visit, "with everything open");
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKS")
    void itFitsEveryScreen(Look look) {
        try (var visit = Visit.with(chromium, look.device(), look.scheme())) {
            var name = ("docs-" + look.device() + "-" + look.scheme()).toLowerCase(Locale.ROOT);
            open(visit);
            // Whole, it is longer than a picture can be.
            visit.page.evaluate("""
                    () => [...document.querySelectorAll(".operation, .thing")]
                        .filter(each => !["PaymentIntents_CreatePaymentIntent", "Refunds_Create", "Event"].includes(each.id))
                        .forEach(each => each.remove())""");
            tryToCreate(visit);
            visit.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
            visit.look(name);
        }
    }

    @Test
    void itIsLightAndAsksNobodyElse() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var requests = new ArrayList<Request>();
            visit.page.onRequest(requests::add);

            var page = visit.page.navigate(gateway.baseUrl() + "/docs");

            assertThat(page.headerValue("content-encoding")).isEqualTo("gzip");
            assertThat(requests).as("all that the page needs comes with it").hasSize(1);
            assertThat(requests.getFirst().sizes().responseBodySize).isBetween(10_000, MOST_BYTES);
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @Test
    void withoutScriptsEverythingCanBeRead() {
        try (var visit = Visit.withoutScripts(chromium, Device.DESKTOP)) {
            open(visit);

            assertThat(visit.page.locator("nav a[href='#Refunds_Create']")).isVisible();
            assertThat(operation(visit, "Refunds_Create")).containsText("idempotencyKey");
            assertThat(operation(visit, "Refunds_Create").locator("pre.command"))
                    .containsText("curl -s");
            assertThat(visit.page.locator("#filter")).isHidden();
            assertThat(visit.page.getByRole(AriaRole.BUTTON)).hasCount(0);
        }
    }

    @Test
    void theFilterKeepsWhatHasAllOfItsWords() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit);
            visit.page.keyboard().press("/");
            visit.page.keyboard().type("REFUND post");

            assertThat(visit.page.locator("[data-words]:visible")).hasCount(1);
            assertThat(visit.page.locator("#found")).hasText("1 found");
            visit.page.keyboard().press("Enter");
            assertThat(visit.page).hasURL(Pattern.compile(".*#Refunds_Create"));
            visit.page.locator("#filter").fill("");
            assertThat(visit.page.locator("[data-words]:visible"))
                    .hasCount(visit.page.locator("[data-words]").count());
        }
    }

    @Test
    void whatIsShownCanBeCopied() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            open(visit);

            visit.page.locator("#test-cards").getByRole(AriaRole.BUTTON).first().click();
            assertThat(visit.page.evaluate("navigator.clipboard.readText()")).isEqualTo("4456530000001005");
            operation(visit, "PaymentIntents_Get")
                    .locator(".framed .copier")
                    .first()
                    .click();
            assertThat((String) visit.page.evaluate("navigator.clipboard.readText()"))
                    .startsWith("curl -s " + gateway.baseUrl() + "/payment-intents/pi_sandbox_")
                    .contains("Authorization: Basic $KEY");
        }
    }

    /** A whole life, by the page alone: names that were answered are there for what comes next. */
    @Test
    void aPaymentCanBeTriedFromItsBeginningToItsRefund() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit);
            tryToCreate(visit);
            send(visit, tryIt(visit, "Devices_Pay"), "200");
            assertThat(operation(visit, "Devices_Pay").locator(".outcome")).containsText("DEPOSITED");
            var refund = tryIt(visit, "Refunds_Create");
            assertThat(refund.getByLabel("Idempotency-Key")).hasValue("");
            send(visit, refund, "200");
            var got = tryIt(visit, "PaymentIntents_Get");
            send(visit, got, "200");
            assertThat(got.locator(".outcome")).containsText("\"refundedAmount\": 400");
            var unknown = tryIt(visit, "SetupIntents_GetById");
            unknown.locator("input").last().fill("si_sandbox_nobody");
            send(visit, unknown, "404");
            assertThat(unknown.locator(".outcome")).containsText("There is no setup intent with this id.");
        }
    }

    @Test
    void theKeyIsKeptInMemoryAlone() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            var requests = new ArrayList<Request>();
            visit.page.onRequest(requests::add);
            open(visit);
            tryToCreate(visit);

            assertThat(tryIt(visit, "PaymentIntents_Get").locator("input").first())
                    .hasValue(gateway.secretKey());
            assertThat(requests).noneMatch(request -> request.url().contains(gateway.secretKey()));
            assertThat(visit.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])"))
                    .isEqualTo("[{},{},\"\"]");
            open(visit);
            visit.page.reload();
            assertThat(tryIt(visit, "PaymentIntents_Get").locator("input").first())
                    .hasValue("");
        }
    }

    @Test
    void aLiveKeyIsWarnedOf() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            open(visit);
            var opened = tryIt(visit, "PaymentIntents_Get");

            opened.locator("input").first().fill("sk_prod_x");
            assertThat(opened.locator(".note")).containsText("real money");
            opened.locator("input").first().fill("sk_sandbox_x");
            assertThat(opened.locator(".note")).not().containsText("real money");
        }
    }

    private static void tryToCreate(Visit visit) {
        var create = tryIt(visit, "PaymentIntents_CreatePaymentIntent");
        create.locator(".masked").fill(gateway.secretKey());
        send(visit, create, "200");
    }

    private static Locator tryIt(Visit visit, String id) {
        operation(visit, id).locator(".opener").click();
        return operation(visit, id).locator(".try");
    }

    private static void send(Visit visit, Locator panel, String status) {
        panel.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send"))
                .click();
        assertThat(panel.locator(".outcome .status")).hasText(status);
    }

    private static Locator operation(Visit visit, String id) {
        return visit.page.locator("#" + id);
    }

    private static void open(Visit visit) {
        visit.page.navigate(gateway.baseUrl() + "/docs");
    }
}
