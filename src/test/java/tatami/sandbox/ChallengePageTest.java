package tatami.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tatami.sandbox.Sandbox.CHALLENGED;
import static tatami.sandbox.Sandbox.card;
import static tatami.sandbox.Sandbox.payment;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Authentication.Authenticated;
import tatami.acquiring.Authentication.Challenged;
import tatami.acquiring.Authentication.Failed;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.http.Pages;

/** The bank's page, as a browser meets it. */
class ChallengePageTest {

    private static final String RETURN_URL = "https://shop.example:8443/back?order=1&x=%22y";

    /** All that could break out of an attribute. */
    private static final String MD = "a\"b'<c>&d=é +%";

    private static final ChallengeReport REPORTED_SUCCESS = new ChallengeReport("", "SUCCESS");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Sandbox sandbox;
    private static WebServer server;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox();
        server = serve(sandbox);
    }

    @AfterAll
    static void close() {
        server.stop();
        HTTP.close();
        sandbox.close();
    }

    @Test
    void thePageShowsWhatIsPaidWithWhichCardAndTheCode() throws Exception {
        var page = post("challenge", Map.of("JWT", challenge(payment(Kind.Sale, 123_450), RETURN_URL), "MD", MD));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("£1,234.50", "•••• 1096", "sandbox", "<strong>1234</strong>")
                .contains("autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "<label for=\"code\">")
                .doesNotContain("role=\"alert\"");
    }

    @Test
    void theRightCodeSendsTheShopperBackWithTheResultAndTheShopsNoteUnchanged() throws Exception {
        var payment = payment(Kind.Sale, 1000);
        var asked = post("challenge", Map.of("JWT", challenge(payment, RETURN_URL), "MD", MD));

        var finished = answer(asked, "1234");

        assertThat(finished.statusCode()).isEqualTo(200);
        assertThat(finished.body()).contains("Payment confirmed", ">Continue</button>", ".submit()");
        assertThat(unescape(attribute(finished, "action"))).isEqualTo(RETURN_URL);
        assertThat(hidden(finished, "MD")).isEqualTo(MD);
        var report = new ChallengeReport(hidden(finished, "PaRes"), "");
        assertThat(sandbox.acquirer.conclude(payment.id(), report)).isEqualTo(new Authenticated());
    }

    @Test
    void theThirdWrongCodeFails() throws Exception {
        var payment = payment(Kind.Sale, 1000);
        var asked = post("challenge", Map.of("JWT", challenge(payment, RETURN_URL), "MD", MD));

        var once = answer(asked, "0000");
        var twice = answer(once, "<script>");
        var thrice = answer(twice, "1235");

        assertThat(once.body()).contains("role=\"alert\"", "2 tries left", "aria-invalid=\"true\"");
        assertThat(twice.body()).contains("1 try left").doesNotContain("<script>");
        assertThat(thrice.body()).contains("Payment not confirmed", "wrong too often");
        assertThat(answer(twice, "1234").body()).contains("Payment not confirmed");
        var report = new ChallengeReport(hidden(thrice, "PaRes"), "SUCCESS");
        assertThat(sandbox.acquirer.conclude(payment.id(), report)).isInstanceOf(Failed.class);
    }

    @Test
    void aCodeLeftEmptyIsNoTry() throws Exception {
        var asked = post("challenge", Map.of("JWT", challenge(payment(Kind.Sale, 1000), RETURN_URL), "MD", MD));

        var again = answer(answer(answer(asked, ""), " "), "");

        assertThat(again.body()).contains("One-time code").doesNotContain("role=\"alert\"");
    }

    @Test
    void cancellingFailsTheChallenge() throws Exception {
        var payment = payment(Kind.Sale, 1000);
        var jwt = challenge(payment, RETURN_URL);

        var finished = post("answer", Map.of("JWT", jwt, "MD", MD, "code", "1234", "cancel", "yes"));

        assertThat(finished.body()).contains("Payment cancelled", "PaRes");
        assertThat(sandbox.acquirer.conclude(payment.id(), REPORTED_SUCCESS)).isInstanceOf(Failed.class);
    }

    @Test
    void comingBackToAFinishedChallengeShowsItsEndAgain() throws Exception {
        var jwt = challenge(payment(Kind.Sale, 1000), RETURN_URL);
        post("answer", Map.of("JWT", jwt, "code", "1234"));

        var again = post("challenge", Map.of("JWT", jwt));

        assertThat(again.body()).contains("Payment confirmed", "PaRes");
    }

    @Test
    void anAppIsToldThatTheShopperCanReturn() throws Exception {
        var jwt = challenge(payment(Kind.Sale, 1000), "");

        var finished = post("answer", Map.of("JWT", jwt, "code", "1234"));

        assertThat(finished.statusCode()).isEqualTo(200);
        assertThat(finished.body()).contains("You can return to the app.").doesNotContain("<form", "<script");
    }

    @Test
    void tooLateIsFailedWithAWayBackThatWaitsForTheShopper() throws Exception {
        try (var late = new Sandbox()) {
            var payment = payment(Kind.Sale, 1000);
            var jwt = challenge(late, payment, RETURN_URL);
            var lateServer = serve(late);
            late.pass(Duration.ofMinutes(10));

            var finished = post(lateServer, "answer", form(Map.of("JWT", jwt, "code", "1234")));
            lateServer.stop();

            assertThat(finished.statusCode()).isEqualTo(400);
            assertThat(finished.body())
                    .contains("Too late", ">Continue</button>")
                    .doesNotContain(".submit()");
            assertThat(late.acquirer.conclude(payment.id(), REPORTED_SUCCESS)).isInstanceOf(Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenge", "answer"})
    void aRequestThatWeDidNotSignGetsAHelpfulPage(String path) throws Exception {
        var genuine = challenge(payment(Kind.Sale, 1000), RETURN_URL);
        var parts = genuine.split("\\.");
        var tampered = parts[0] + "." + parts[1].replaceFirst("^.", "X") + "." + parts[2];

        for (var jwt : new String[] {tampered, "nonsense", "", "..", genuine + "A"}) {
            var page = post(path, Map.of("JWT", jwt, "MD", MD, "code", "1234"));

            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(page.body())
                    .contains("Nothing was paid", "go back to the shop")
                    .doesNotContain("PaRes");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, ''",
        "application/x-www-form-urlencoded, JWT=%zz&MD=%",
        "application/x-www-form-urlencoded, &&&===",
        "application/json, '{}'",
        "text/plain, JWT=x",
        "nonsense, JWT=x"
    })
    void aBodyThatIsNoFormGetsTheSameHelp(String type, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri(server, "challenge"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();

        var page = HTTP.send(request, BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(400);
    }

    @Test
    void anAddressTypedByHandGetsHelpToo() throws Exception {
        var page = HTTP.send(HttpRequest.newBuilder(uri(server, "challenge")).build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(405);
        assertThat(page.headers().firstValue("Allow")).contains("POST");
        assertThat(page.body()).contains("start again from the shop");
    }

    @Test
    void aPageMayDoNothingButWhatItMust() throws Exception {
        var jwt = challenge(payment(Kind.Sale, 1000), RETURN_URL);
        var asked = post("challenge", Map.of("JWT", jwt));
        var finished = post("answer", Map.of("JWT", jwt, "code", "1234"));
        var nonce = attribute(finished, "script nonce");

        assertThat(header(asked, "Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .contains("form-action 'self';", "base-uri 'none'", "frame-ancestors *")
                .doesNotContain("unsafe");
        assertThat(header(finished, "Content-Security-Policy"))
                .contains("form-action 'self' https://shop.example:8443;", "script-src 'nonce-" + nonce + "';");
        assertThat(attribute(post("challenge", Map.of("JWT", jwt)), "style nonce"))
                .isNotEqualTo(nonce);
        assertThat(header(asked, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(asked, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(asked, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(asked.body() + finished.body()).doesNotContain("style=\"", "onclick", "src=", "@import");
    }

    @Test
    void deviceDataAreAnsweredWithABlankPage() throws Exception {
        var token = sandbox.acquirer.collectDeviceData(card(CHALLENGED, "020")).token();

        var page = post("device-data", Map.of("JWT", token));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<body></body>");
    }

    private static WebServer serve(Sandbox bank) {
        var routes = new ChallengeRoutes(bank.acquirer, new Pages());
        return WebServer.builder()
                .port(0)
                .routing(routing -> routing.register(ChallengeRoutes.PATH, routes))
                .build()
                .start();
    }

    private static String challenge(Operation payment, String returnUrl) {
        return challenge(sandbox, payment, returnUrl);
    }

    private static String challenge(Sandbox bank, Operation payment, String returnUrl) {
        var authentication = bank.acquirer.authenticate(payment, card(CHALLENGED, "020"), returnUrl);
        return ((Challenged) authentication).request();
    }

    /** Fills in the form of a page and sends it. */
    private static HttpResponse<String> answer(HttpResponse<String> asked, String code) throws Exception {
        var fields = Map.of("JWT", hidden(asked, "JWT"), "MD", hidden(asked, "MD"), "code", code);
        return post(attribute(asked, "action"), fields);
    }

    private static HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
        return post(server, path, form(fields));
    }

    private static HttpResponse<String> post(WebServer to, String path, String form)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(to, path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static URI uri(WebServer to, String path) {
        return URI.create("http://localhost:" + to.port() + ChallengeRoutes.PATH + "/" + path);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String hidden(HttpResponse<String> page, String name) {
        return unescape(attribute(page, "name=\"" + name + "\" value"));
    }

    private static String attribute(HttpResponse<String> page, String name) {
        var found = Pattern.compile(Pattern.quote(name) + "=\"([^\"]*)\"").matcher(page.body());
        assertThat(found.find()).as("%s in %s", name, page.body()).isTrue();
        return found.group(1);
    }

    private static String header(HttpResponse<String> page, String name) {
        return page.headers().firstValue(name).orElse("");
    }

    private static String unescape(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
