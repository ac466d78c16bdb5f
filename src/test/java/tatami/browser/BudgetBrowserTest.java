package tatami.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.browser.Visit.Device;

/** What a shopper's line has to carry before there is something to see, and how long that takes. */
@Tag("browser")
class BudgetBrowserTest {

    /** Headers included: about a second of a poor phone's line. */
    private static final long MOST_BYTES = 60_000;

    /** What people take for at once, on a machine that does nothing else; the tests run on busier ones. */
    private static final double LONGEST_WAIT_MS = 500;

    private static final int LOADS = 5;

    private static final String TERMS = """
            "intendedAmount":{"value":12000,"currencyCode":"GBP"},"terms":"Who does not come pays one night.",
            "merchantInitiatedTransactionType":"NoShow"
            """;

    /** Requests that make an intent, and the path that they are sent to. */
    static final List<List<String>> PAGES = List.of(
            List.of("/payment-intents", "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"}"),
            List.of(
                    "/payment-intents",
                    "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"}," + TogglesBrowserTest.ALL),
            List.of("/setup-intents", TERMS));

    private static Chromium chromium;
    private static Gateway gateway;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        gateway = Gateway.start();
        merchant = Merchant.open();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            merchant.close();
            gateway.close();
            chromium.close();
        }
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void theHostedPageIsLightAndAsksNobodyElse(List<String> made) {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var requests = record(visit);

            var page = visit.page.navigate(hosted(made));

            assertThat(page.headerValue("content-encoding")).isEqualTo("gzip");
            assertThat(transferred(requests)).isBetween(1_000L, MOST_BYTES);
            assertThat(requests).as("all that a page needs comes with it").hasSize(1);
            visit.mustHaveBeenQuiet(gateway.baseUrl());
        }
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void theHostedPageIsSeenWithinHalfASecond(List<String> made) {
        var address = hosted(made);

        assertThat(firstSeen(visit -> {
                    visit.page.navigate(address);
                    return visit.page.mainFrame();
                }))
                .isBetween(0.1, LONGEST_WAIT_MS);
    }

    @Test
    void theComponentIsLightAndAsksNobodyElse() {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var requests = record(visit);

            Embedded.open(visit, merchant, gateway, gateway.create("Auto"), "");

            var ours = requests.stream()
                    .filter(request -> request.url().startsWith(gateway.baseUrl()))
                    .toList();
            assertThat(ours).hasSizeGreaterThanOrEqualTo(2);
            assertThat(transferred(ours)).isBetween(1_000L, MOST_BYTES);
            visit.mustHaveBeenQuiet(gateway.baseUrl(), merchant.origin());
        }
    }

    @Test
    void theComponentsFormIsSeenWithinHalfASecond() {
        assertThat(firstSeen(visit -> {
                    Embedded.open(visit, merchant, gateway, gateway.create("Auto"), "");
                    return visit.page.frames().stream()
                            .filter(frame -> frame.url().startsWith(gateway.baseUrl() + "/payments/v1/card"))
                            .findFirst()
                            .orElseThrow();
                }))
                .isBetween(0.1, LONGEST_WAIT_MS);
    }

    /** The component's frames, each as a page of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/card", "/payments/v1/code", "/payments/v1/wallets", "/payments/v1/bank"})
    void eachFrameIsLight(String path) {
        try (var visit = Visit.with(chromium, Device.PHONE)) {
            var requests = record(visit);

            visit.page.navigate(gateway.baseUrl() + path);

            assertThat(transferred(requests)).isBetween(500L, MOST_BYTES);
        }
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void theHostedPageMayDoWhatItDoesAndNothingElse(List<String> made) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            assertThat(policy(visit.page.navigate(hosted(made))))
                    .isEqualTo(
                            "default-src 'none'; script-src 'nonce-…'; style-src 'nonce-…'; form-action 'self'; "
                                    + "base-uri 'none'; frame-ancestors 'none'; img-src data:; connect-src 'self'; frame-src 'self'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/card", "/payments/v1/code", "/payments/v1/wallets", "/payments/v1/bank"})
    void noFrameRunsWhatIsNotItsOwn(String path) {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            assertThat(policy(visit.page.navigate(gateway.baseUrl() + path)))
                    .startsWith("default-src 'none'; script-src 'nonce-…'; style-src 'nonce-…'; ")
                    .doesNotContain("unsafe");
        }
    }

    /** What the browser itself says of a nonce that is not the page's. */
    @Test
    void aScriptThatIsNotThePagesOwnDoesNotRun() {
        try (var visit = Visit.with(chromium, Device.DESKTOP)) {
            visit.page.navigate(hosted(PAGES.getFirst()));

            visit.page.evaluate("""
                    () => {
                        const script = document.createElement("script");
                        script.textContent = "document.title = 'Taken'";
                        document.body.append(script);
                    }""");

            assertThat(visit.page.title()).isNotEqualTo("Taken");
        }
    }

    /** In the middle of five loads, after one that warms the gateway up. */
    private static double firstSeen(Function<Visit, Frame> load) {
        return Stream.generate(() -> {
                    try (var visit = Visit.with(chromium, Device.PHONE)) {
                        return firstPaint(load.apply(visit));
                    }
                })
                .limit(1 + LOADS)
                .skip(1)
                .sorted()
                .toList()
                .get(LOADS / 2);
    }

    /** When the frame first showed something of its own, in milliseconds since it was asked for. */
    private static double firstPaint(Frame frame) {
        var paint = frame.waitForFunction(
                        "() => performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0]")
                .jsonValue();
        return ((Number) paint).doubleValue();
    }

    private static List<Request> record(Visit visit) {
        var requests = new ArrayList<Request>();
        visit.page.onRequestFinished(request -> {
            if (!request.url().startsWith("data:")) {
                requests.add(request);
            }
        });
        return requests;
    }

    private static long transferred(List<Request> requests) {
        return requests.stream()
                .map(Request::sizes)
                .mapToLong(sizes -> sizes.responseHeadersSize + sizes.responseBodySize)
                .sum();
    }

    private static String policy(Response page) {
        return page.headerValue("content-security-policy").replaceAll("'nonce-[^']+'", "'nonce-…'");
    }

    private static String hosted(List<String> made) {
        var id = gateway.post(made.getFirst(), "{\"reference\":\"Order 234\"," + made.getLast() + "}")
                .ok()
                .path("id")
                .asString();
        return gateway.baseUrl() + "/checkout/" + id;
    }
}
