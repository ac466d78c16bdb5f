package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.contract.RawHttp.Reply;

/** Whatever is sent, the answer is a refusal in good order, and nothing was done. */
class HostileInputTest {

    private static final int REQUESTS = Integer.getInteger("requests", 4_000);

    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\tat |tatami\\.[a-z]+\\.[A-Z]|java\\.lang|io\\.helidon|tools\\.jackson|org\\.postgresql");

    private static final String EVERYTHING = """
            {"customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
             "shippingDetails":{"collectionRequired":true},
             "payment":{"tipsAllowed":true,"customAmountAllowed":true}}""";

    /** As forms spell it. */
    private static final List<String> NONSENSE = List.of(
            "",
            "%00",
            "%ED%A0%80",
            "%F0%9F%92%A5".repeat(2_000),
            "%3Cscript%3E%22%27%26",
            "%0D%0AX:+y",
            "-1",
            "0",
            "1e9",
            "%D9%A3.%D9%A5",
            "999999999999",
            "9999999999999999999999",
            ",.,.,.",
            "1.".repeat(50_000),
            "1,".repeat(50_000),
            "1+".repeat(450_000),
            "4-4/".repeat(50_000),
            "1".repeat(200_000),
            "+".repeat(200_000),
            "a@".repeat(50_000),
            "US",
            "own",
            "yes");

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

    /** To repeat a run: {@code -Dseed=…}; to search all night: {@code -Drequests=…}. */
    @Test
    void thousandsOfHostileRequestsAreRefusedAndChangeNothing() {
        var seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("HostileInputTest: -Dseed=" + seed);
        var log = "/webhooks/" + subscription() + "/deliveries";
        var ids = new ArrayList<String>();
        var secrets = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var intent = gateway.create(i % 2 == 0 ? "Auto" : "Manual");
            ids.add(Wire.id(intent));
            secrets.add(Wire.secret(intent));
        }
        var setups = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            var setup = gateway.createSetup(i % 2 == 0 ? "NoShow" : "Unscheduled");
            setups.add(Wire.id(setup));
            secrets.add(Wire.secret(setup));
        }
        var allIds = Stream.concat(ids.stream(), setups.stream()).toList();
        var customer = Wire.id(gateway.post("/customers", "{}").ok());
        var events = gateway.get(log + "?limit=20")
                .ok()
                .valueStream()
                .map(delivery -> delivery.path("eventId").asString())
                .toList();
        var hostile = new Hostile(seed, gateway.secretKey(), allIds, secrets, log.split("/")[2], events, customer);
        var expected = new TreeMap<>(rows.counts());

        for (int i = 0; i < REQUESTS; i++) {
            var request = hostile.next();
            var what = "-Dseed=" + seed + ", request " + i + "\n" + request;
            var reply = answered(request.bytes(), what);
            mustBeInGoodOrder(reply, what);
            if (reply.status() == 200) {
                expect(request, expected);
            } else if (reply.status() == 204) {
                assertThat(request.path()).as(what).isEqualTo("/customers/" + customer);
                expected.merge("public.customer", -1L, Long::sum);
            }
        }

        assertThat(rows.counts()).as("rows, with -Dseed=" + seed).isEqualTo(expected);
        for (var id : ids) {
            assertThat(Wire.status(gateway, id)).isIn("Created", "Canceled");
        }
        for (var setup : setups) {
            assertThat(Wire.setupStatus(gateway, setup)).isIn("Created", "Canceled");
        }
        gateway.post("/payment-intents/search", "{\"cursor\":{\"limit\":100}}").ok();
        gateway.paid("Auto");
        assertThat(gateway.get(log + "?state=Waiting&limit=500").ok()).hasSizeGreaterThanOrEqualTo(ids.size());
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
        for (var nonsense : NONSENSE) {
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

    private static String subscription() {
        var events = "{\"events\":[\"payment_intent.created\"],\"url\":\"https://shop.example/\"}";
        return Wire.id(gateway.post("/webhooks", events).ok());
    }

    private static Reply answered(byte[] request, String what) {
        try {
            return raw.exchange(request);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + what);
        }
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

    /** The few requests that are not hostile after all may do what they say, and no more. */
    private static void expect(Hostile.Request request, TreeMap<String, Long> counts) {
        var path = request.path().replaceAll("[?;].*|/$", "");
        if (request.verb().equalsIgnoreCase("POST")
                && path.matches(
                        "//?payment-intents|/%70ayment-intents|/payment-intents/.*/?\\.\\.|/payment-intents/\\.\\./payment-intents")) {
            counts.merge("public.payment_intent", 1L, Long::sum);
            counts.merge("public.event", 1L, Long::sum);
            counts.merge("public.webhook_delivery", 1L, Long::sum);
        } else if (request.verb().equalsIgnoreCase("POST") && path.equals("/customers")) {
            counts.merge("public.customer", 1L, Long::sum);
        } else if (path.startsWith("/setup-intents/")) {
            return; // of changes to setup intents nobody is told
        } else if (request.verb().equalsIgnoreCase("POST") && path.endsWith("/refresh-client-session-secret")
                || request.verb().equals("DELETE")) {
            counts.merge("public.event", 1L, Long::sum);
        }
    }

    private static String authorized() {
        return "Authorization: Basic " + gateway.secretKey()
                + "\r\nversion: 2022-04-07\r\nContent-Type: application/json\r\n";
    }
}
