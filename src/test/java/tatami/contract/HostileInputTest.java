package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.contract.RawHttp.Reply;
import tatami.fuzz.Words;

/** Whatever is sent, the answer is a refusal in good order, and nothing was done. */
class HostileInputTest {

    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\tat |tatami\\.[a-z]+\\.[A-Z]|java\\.lang|io\\.helidon|tools\\.jackson|org\\.postgresql");

    private static final String EVERYTHING = """
            {"customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
             "shippingDetails":{"collectionRequired":true},
             "payment":{"tipsAllowed":true,"customAmountAllowed":true}}""";

    private static Gateway gateway;
    private static RawHttp raw;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        raw = new RawHttp(gateway);
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET  /  HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::zz]:99999999\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00ff\u00fe HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /<>\"{}|\\^` HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /payment-intents/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://elsewhere/payment-intents/x HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: -5\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: two\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 99999999999999999999\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 99999999\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}{}{",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 2, 5\r\n\r\n{}{}{",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n{}\r\n0\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: gzip\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}\r\n",
                "POST /payment-intents/pi_x/reversal HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "POST /payment-intents HTTP/1.1\r\nHost: a\r\n{auth}Content-Encoding: nonsense\r\nContent-Length: 2\r\n\r\n{}"
            })
    void whatIsHardlyHttpGetsAnAnswerOrAHangUp(String request) {
        var before = rows.counts();

        var reply = raw.exchange(request.replace("{auth}", authorized()));

        mustBeInGoodOrder(reply, request);
        assertThat(rows.counts()).isEqualTo(before);
    }

    /** The only answer of the five hundreds that is the client's fault. */
    @Test
    void anOlderHttpIsNotSpoken() {
        var reply = raw.exchange("GET /health/live HTTP/1.0\r\nHost: a\r\n\r\n");

        assertThat(reply.status()).isEqualTo(505);
        Wire.problem(reply.body(), 505);
    }

    @Test
    void headersHaveAnEnd() {
        mustBeInGoodOrder(
                raw.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(200_000) + "\r\n\r\n"), "one huge header");
        mustBeInGoodOrder(
                raw.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(50_000) + "\r\n"),
                "fifty thousand headers");
        mustBeInGoodOrder(raw.exchange("GET /" + "a".repeat(200_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"), "a huge path");
    }

    /** A body on this answer would be taken for the beginning of the next one. */
    @ParameterizedTest
    @ValueSource(strings = {"/payment-intents", "/payment-intents/x", "/nothing", "/api/payments/x"})
    void aHeadIsAnsweredWithoutABody(String path) {
        var both = raw.untilClosed("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        var first = both.substring(0, both.indexOf("\r\n\r\n") + 4);
        assertThat(both.substring(first.length())).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health/live",
        "GET, /nothing",
        "POST, /payment-intents",
        "DELETE, /payment-intents/x",
        "PUT, /payment-intents"
    })
    void whoAsksToCloseTheConnectionFindsItClosed(String verb, String path) {
        var all = raw.untilClosed(
                verb + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(all).startsWith("HTTP/1.1 ").contains("Connection: close");
    }

    /** Else what is left of a body would be taken for requests of its own. */
    @Test
    void nothingIsReadBehindABodyThatWasTooLarge() {
        var chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
        var smuggled = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

        var all = raw.untilClosed("POST /payment-intents HTTP/1.1\r\nHost: a\r\n" + authorized()
                + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17) + smuggled);

        assertThat(all).doesNotContain("\"live\"").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void aBodyThatNobodyReadDoesNotSpoilTheNextRequest() {
        var all = raw.untilClosed("POST /payment-intents/pi_x/reversal HTTP/1.1\r\nHost: a\r\n" + authorized()
                + "Content-Length: 7\r\n\r\n{\"a\":1}"
                + "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(all).contains("{\"status\":\"live\"}");
    }

    /** Reading forms must not take longer and longer the longer they are: whoever has an id may post one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/checkout/{id}",
                "/checkout/{id}/three-ds",
                "/sandbox/three-ds/challenge",
                "/sandbox/three-ds/answer",
                "/sandbox/three-ds/device-data"
            })
    void aLongFormIsReadAtOnce(String path) {
        var id = Wire.id(gateway.create("Auto"));
        for (var form :
                new String[] {"x".repeat(150_000), "=".repeat(150_000), "a&".repeat(75_000), "%".repeat(150_000)}) {
            var reply = raw.exchange("POST " + path.replace("{id}", id) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                    + form);
            mustBeInGoodOrder(reply, path + " with " + form.substring(0, 2) + "…");
        }
    }

    /** Each field of the hosted page in turn, with everything asked for: wrong, huge, or slow to look through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount",
                "tip",
                "own-tip",
                "email",
                "billing-country",
                "billing-line1",
                "billing-line2",
                "billing-city",
                "billing-region",
                "billing-postcode",
                "shipping-name",
                "shipping-notes",
                "shipping-same",
                "shipping-country",
                "shipping-postcode",
                "card-number",
                "expiry",
                "cvv",
                "name",
                "total",
                "secret",
                "consent",
                "update"
            })
    void nonsenseInAFormIsAnsweredAtOnce(String field) {
        var intent = gateway.post("/payment-intents", Wire.body("\"config\":" + EVERYTHING))
                .ok();
        for (var nonsense : Words.TYPED) {
            var form = "secret=" + Wire.secret(intent) + "&tip=own&" + field + "=" + nonsense;
            var began = System.nanoTime();
            var reply = raw.exchange("POST /checkout/" + Wire.id(intent) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                    + "\r\n\r\n" + form);
            mustBeInGoodOrder(reply, field + "=" + nonsense.substring(0, Math.min(30, nonsense.length())));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).as(field).isLessThan(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/checkout/{id}", "/checkout/{id}/three-ds", "/sandbox/three-ds/answer"})
    void aPageTakesNoOffenceAtAnOddContentType(String path) {
        var id = Wire.id(gateway.create("Auto"));
        for (var type : new String[] {"application/json; charset=\"", ";", "x", "multipart/form-data", "*/*"}) {
            var reply = raw.exchange("POST " + path.replace("{id}", id) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: " + type + "\r\nContent-Length: 3\r\n\r\na=b");
            mustBeInGoodOrder(reply, path + " as " + type);
        }
    }

    @Test
    void aRequestWithManyFaultsIsAnsweredBriefly() {
        var lines = "{\"quantity\":\"x\",\"caption\":{},\"amountTotal\":{\"value\":\"y\",\"currencyCode\":\"ZZZ\"}},"
                        .repeat(499)
                + "{}";

        var answer = gateway.post("/payment-intents", Wire.body("\"itemLines\":[" + lines + "]"));

        Wire.problem(answer, 400);
        assertThat(answer.text().length())
                .as("some clients read four kilobytes and no more")
                .isLessThan(4096);
    }

    @Test
    void aLongNameIsNotRepeatedToItsSender() {
        var answer = gateway.post("/payment-intents", Wire.body("\"metadata\":{\"" + "k".repeat(100_000) + "\":{}}"));

        Wire.problem(answer, 400);
        assertThat(answer.text().length()).isLessThan(4096);
    }

    @Test
    void namesInMetadataHaveAnEndToo() {
        Wire.problem(
                gateway.post("/payment-intents", Wire.body("\"metadata\":{\"" + "k".repeat(100_000) + "\":\"v\"}")),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"description\":\"a\\u0000b\"", "\"description\":\"\\ud800\"", "\"metadata\":{\"\\ud800\":\"v\"}",
                "\"metadata\":{\"a\\u0000\":\"v\"}", "\"metadata\":{\"a\":\"\\udc00\"}",
                        "\"description\":1e99999999999999",
                "\"ignored\":1e99999999999999", "\"description\":\"\\ud800\\u0041\""
            })
    void whatCannotBeStoredIsRefused(String fields) {
        var before = rows.counts();

        Wire.problem(gateway.post("/payment-intents", Wire.body(fields)), 400);

        assertThat(rows.counts()).isEqualTo(before);
    }

    @Test
    void textsInEveryScriptComeBackAsTheyWere() {
        var text = "naïve 漢字 \ud83d\ude80 \u202e عربى \u200b \ufffd \\u0041 <b>&amp;</b> ' OR 1=1 -- ${x} %s";
        var quoted = text.replace("\\", "\\\\");

        var intent = Wire.create(
                gateway, "\"description\":\"" + quoted + "\",\"metadata\":{\"" + quoted + "\":\"" + quoted + "\"}");

        var read = Wire.get(gateway, Wire.id(intent));
        assertThat(read.path("description").asString()).isEqualTo(text);
        assertThat(read.path("metadata").path(text).asString()).isEqualTo(text);
    }

    private static void mustBeInGoodOrder(Reply reply, String request) {
        assertThat(reply.status()).as(request + "\n\nanswered\n" + reply.body()).isLessThan(500);
        if (reply.body().isEmpty()) {
            return;
        }
        assertThat(INSIDES.matcher(reply.body()).find())
                .as(request + "\n\nanswered\n" + reply.body())
                .isFalse();
        var isJson = reply.headers().getOrDefault("content-type", "").startsWith("application/json");
        if (reply.status() >= 400 && isJson) {
            try {
                Wire.problem(reply.body(), reply.status());
            } catch (RuntimeException e) {
                throw new AssertionError(request + "\n\nanswered\n" + reply.body(), e);
            }
        }
        if (reply.status() >= 400 && !isJson) {
            assertThat(reply.headers().get("content-type")).as(request).startsWith("text/html");
        }
    }

    private static String authorized() {
        return "Authorization: Basic " + gateway.secretKey()
                + "\r\nversion: 2022-04-07\r\nContent-Type: application/json\r\n";
    }
}
