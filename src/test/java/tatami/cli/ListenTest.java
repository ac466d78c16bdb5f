package tatami.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;
import static tatami.cli.FakeGateway.event;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Gateway;
import tatami.webhooks.Receiver;
import tatami.webhooks.Receiver.Answer;
import tatami.webhooks.Receiver.Arrival;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./tatami listen} beside a real gateway, and beside what is none. */
class ListenTest {

    private static final String KEY = "sk_sandbox_only-for-the-tests";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Gateway gateway;
    private Receiver receiver;

    @BeforeEach
    void start() {
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        receiver = Receiver.plain();
    }

    @AfterEach
    void stop() {
        gateway.close();
        receiver.close();
    }

    @Test
    void eachEventIsShownAsItHappens() {
        try (var shell = Shell.start(here(), "listen")) {
            shell.greeting();
            var intent = gateway.paid("Auto");

            var time = DateTimeFormatter.ofPattern("HH:mm:ss")
                    .withZone(ZoneId.systemDefault())
                    .format(gateway.clock().instant());
            assertThat(shell.lines(6))
                    .containsExactly(
                            time + "  payment_intent.created         Created",
                            "          " + intent,
                            time + "  payment_intent.status_updated  Captured",
                            "          " + intent,
                            time + "  payment.successful             Captured",
                            "          " + intent);
        }
    }

    @Test
    void firstItSaysWhereItListensAndWithWhatItSigns() throws Exception {
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            var secret = shell.greeting();

            assertThat(shell.out())
                    .contains("  Listening to    " + gateway.baseUrl() + "\n")
                    .contains("  Events          all\n")
                    .contains("  Forwarding to   " + receiver.url() + "\n")
                    .contains("  Signing secret  " + secret + "\n");
            assertThat(secret).isEqualTo(stream(0).path("secret").asString());
        }
    }

    @Test
    void theVeryBytesAreForwardedAndSignedTwice() throws Exception {
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            var secret = shell.greeting();
            gateway.create("Auto");

            var arrival = receiver.take();

            assertThat(arrival.text()).isEqualTo(stream(1).path("body").asString());
            assertThat(arrival.exchange().getRequestMethod()).isEqualTo("POST");
            assertThat(arrival.exchange().getRequestURI()).hasToString("/hook");
            assertThat(arrival.header("Content-Type")).isEqualTo("application/json");
            assertThat(arrival.header("User-Agent")).isEqualTo("Tatami-Webhooks/1");
            assertThat(arrival.header("dojo-signature")).isEqualTo(signature(secret, arrival.body()));
            assertThat(arrival.header("webhook-id")).isEqualTo(arrival.eventId());
            assertThatCode(() -> verifyAsPublished(arrival, secret)).doesNotThrowAnyException();
        }
    }

    @Test
    void eventsOfAnIntentArriveInTheirOrderAndOneAtATime() {
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            var intent = gateway.paid("Auto");
            gateway.refund(intent, 1000, "one").ok();

            var told = List.of(receiver.take(), receiver.take(), receiver.take(), receiver.take());

            assertThat(told.stream().map(arrival -> arrival.event() + " " + arrival.status()))
                    .containsExactly(
                            "payment_intent.created Created",
                            "payment_intent.status_updated Captured",
                            "payment.successful Captured",
                            "payment_intent.status_updated Refunded");
            assertThat(receiver.mostAtOnce()).isEqualTo(1);
        }
    }

    @Test
    void theAnswerStandsBesideTheIntent() {
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            var intent = gateway.create("Auto").path("id").asString();

            assertThat(shell.lines(2).getLast()).matches(" {10}" + intent + "  200 in [0-9]+ ms");
        }
    }

    @Test
    void aRefusalIsShownWithWhatTheReceiverSaidAndIsNotSentAgain() {
        receiver.answer(arrival -> arrival.event().endsWith("created")
                ? Answer.of(500, "\n\n  \u001b[31mno such order: \u0007 12 " + "x".repeat(100) + "\nat line 3\n")
                : Answer.of(200));
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            var intent = gateway.paid("Auto");

            var lines = shell.lines(5);
            assertThat(lines.get(1)).matches(" {10}" + intent + "  500 in [0-9]+ ms");
            assertThat(lines.get(2))
                    .startsWith("          no such order:   12 xxx")
                    .endsWith("xxx...")
                    .hasSize(80);
            assertThat(lines.get(3)).endsWith("  payment_intent.status_updated  Captured");
            assertThat(receiver.arrivals()).extracting(Arrival::event).containsOnlyOnce("payment_intent.created");
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        receiver.answer(_ -> Answer.of(307).with("Location", "/elsewhere"));
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            gateway.create("Auto");
            gateway.create("Auto");

            assertThat(shell.lines(4))
                    .element(1)
                    .asString()
                    .endsWith(" ms, not followed")
                    .contains("  307 in ");
            assertThat(receiver.arrivals())
                    .extracting(arrival -> arrival.exchange().getRequestURI().getPath())
                    .containsOnly("/hook");
        }
    }

    @Test
    void whyThereIsNoAnswerIsSaidInPlainWords() throws IOException {
        assertThat(answerOf("http://localhost:" + unusedPort() + "/hook")).endsWith("  no answer: connection refused");
        assertThat(answerOf(gateway.baseUrl().replace("http:", "https:")))
                .endsWith("  no answer: it does not speak TLS");
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var caller = deaf.accept()) {
                    caller.getInputStream().readNBytes(100);
                } catch (IOException _) {
                    // the test is over
                }
            });
            assertThat(answerOf("http://localhost:" + deaf.getLocalPort())).endsWith("  no answer: connection closed");
        }
    }

    /** As the client throws it; asking a name server could take its time. */
    @Test
    void aHostThatIsNotThereIsToldFromOneThatRefuses() {
        var unknown = new ConnectException();
        unknown.initCause(new ConnectException().initCause(new UnresolvedAddressException()));

        assertThat(Words.reason(unknown)).isEqualTo("no such host");
        assertThat(Words.reason(new ConnectException())).isEqualTo("connection refused");
    }

    @Test
    void aReceiverThatDoesNotAnswerHoldsUpTheNextEventForALimitedTime() {
        var never = new CountDownLatch(1);
        receiver.answer(arrival -> {
            if (arrival.event().endsWith("created")) {
                await(never);
            }
            return Answer.of(200);
        });
        var hasty = new Patience(
                Shell.PATIENCE.silence(),
                Duration.ofMillis(300),
                Shell.PATIENCE.pause(),
                Shell.PATIENCE.longestPause());
        try (var shell = Shell.start(here(), hasty, "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            gateway.paid("Auto");

            assertThat(shell.lineBeginning("pi_")).contains("  no answer: silent for ");
            assertThat(shell.lineBeginning("pi_")).contains("  200 in ");
        } finally {
            never.countDown();
        }
    }

    /** As some frameworks do, while Java takes localhost for 127.0.0.1. */
    @Test
    void aReceiverThatListensAtTheOtherLocalhostIsFound() throws IOException {
        var other = InetAddress.getByName("::1");
        assumeThat(other).isInstanceOf(Inet6Address.class);
        assumeThat(isBindable(other)).isTrue();
        var server = HttpServer.create(new InetSocketAddress(other, 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(answerOf("http://localhost:" + server.getAddress().getPort() + "/hook"))
                    .contains("  202 in ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void onlyWantedEventsAreShownAndForwarded() {
        try (var shell = Shell.start(
                here(),
                "listen",
                "--events",
                "payment.successful, payment_intent.updated",
                "--forward-to",
                receiver.url())) {
            shell.greeting();
            gateway.paid("Auto");
            gateway.paid("Auto");

            assertThat(receiver.take().event()).isEqualTo("payment.successful");
            assertThat(receiver.take().event()).isEqualTo("payment.successful");
            assertThat(shell.out())
                    .contains("  Events          payment.successful\n                  payment_intent.updated\n")
                    .doesNotContain("created");
        }
    }

    @Test
    void anUnknownEventIsRefusedWithAListOfWhatThereIs() {
        var shell = Shell.run(here(), "listen", "--events", "payment.succesful");

        assertThat(shell.end()).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("There is no event 'payment.succesful'.")
                .contains("\n  payment.successful\n");
    }

    @Test
    void whatHappenedWhileTheGatewayWasAwayIsHeardWhenItIsBack() {
        try (var relay = new Relay(URI.create(gateway.baseUrl()).getPort());
                var shell = Shell.start(Shell.kept(relay.url(), gateway.secretKey()), "listen")) {
            shell.greeting();
            var before = gateway.create("Auto").path("id").asString();
            assertThat(shell.lines(2).getLast()).endsWith(before);

            relay.cut();
            var meanwhile = gateway.create("Auto").path("id").asString();
            relay.mend();

            assertThat(shell.line())
                    .matches("..:..:..  The gateway has gone \\(connection closed\\) \\.\\.\\. back after [0-9]+ s\\.");
            assertThat(shell.lines(2).getLast()).endsWith(meanwhile);
            var after = gateway.create("Auto").path("id").asString();
            assertThat(shell.lines(2).getLast()).endsWith(after);
        }
    }

    @Test
    void aGatewayThatStopsIsWaitedForUntilItIsBackAndNothingIsToldTwice() {
        try (var fake = new FakeGateway()
                        .tells("secret", 10, event(11), "", event(13))
                        .answers(503, "application/problem+json", "{}")
                        .tells(
                                "secret",
                                10,
                                event(11),
                                event(12),
                                event(13),
                                event(14).substring(0, 40))
                        .tellsAndStays("secret", 10, event(11), event(14));
                var shell = Shell.start(Shell.kept(fake.url(), KEY), "listen")) {
            shell.greeting();

            assertThat(shell.lines(10).stream()
                            .map(line -> line.replaceAll("^\\S+ +| ?\\(.*", "").strip()))
                    .containsExactly(
                            "payment_intent.created         Created",
                            "pi_11",
                            "payment_intent.created         Created",
                            "pi_13",
                            "The gateway has gone",
                            "payment_intent.created         Created",
                            "pi_12",
                            "The gateway has gone",
                            "payment_intent.created         Created",
                            "pi_14");
            assertThat(fake.request()).isEqualTo("/webhooks/listen");
            assertThat(fake.request()).isEqualTo("/webhooks/listen?after=10");
        }
    }

    @Test
    void itListensAgainFromALittleBeforeTheLastEvent() {
        try (var fake = new FakeGateway()
                        .tells("secret", 10, event(5_011))
                        .tellsAndStays("secret", 4_011, event(5_011), event(5_012));
                var shell = Shell.start(Shell.kept(fake.url(), KEY), "listen")) {
            shell.lineBeginning("pi_5012");

            assertThat(fake.request()).isEqualTo("/webhooks/listen");
            assertThat(fake.request()).isEqualTo("/webhooks/listen?after=4011");
        }
    }

    @Test
    void aGatewayThatIsSilentForTooLongHasGone() {
        var hasty = new Patience(
                Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(1));
        try (var fake = new FakeGateway().tellsAndStays("secret", 10).tellsAndStays("secret", 10, event(11));
                var shell = Shell.start(Shell.kept(fake.url(), KEY), hasty, "listen")) {
            shell.greeting();

            assertThat(shell.line()).contains("The gateway has gone (silent for ");
            assertThat(shell.lineBeginning("pi_")).endsWith("pi_11");
        }
    }

    @Test
    void aGatewayWithAnotherDatabaseIsHeardFromItsBeginning() {
        try (var fake = new FakeGateway()
                        .tells("secret", 500, event(501))
                        .tells("another", 500)
                        .tellsAndStays("another", 0, event(1));
                var shell = Shell.start(Shell.kept(fake.url(), KEY), "listen")) {
            shell.lineBeginning("pi_501");

            assertThat(shell.lines(5).subList(1, 5))
                    .containsExactly(
                            "          It has another database now, and a new signing secret:",
                            "          another",
                            time("2026-02-03T04:05:06Z") + "  payment_intent.created         Created",
                            "          pi_1");
            assertThat(List.of(fake.request(), fake.request(), fake.request()))
                    .containsExactly("/webhooks/listen", "/webhooks/listen?after=500", "/webhooks/listen?after=0");
        }
    }

    @Test
    void aKeyThatIsNoLongerValidEndsIt() {
        try (var fake = new FakeGateway().tells("secret", 1).answers(401, "application/problem+json", "{}")) {
            var shell = Shell.run(Shell.kept(fake.url(), KEY), "listen");

            assertThat(shell.end()).isEqualTo(1);
            assertThat(shell.out()).endsWith("The gateway has gone (connection closed) ...\n");
            assertThat(shell.err()).startsWith("The gateway at " + fake.url() + " refuses the key in .tatami/keys.");
        }
    }

    @Test
    void aWrongKeyIsRefusedAtOnceAndNotRepeated() {
        var wrong = "sk_sandbox_wrong";

        var shell = Shell.run(here(), "listen", "--key", wrong);

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .isEqualTo("The gateway at " + gateway.baseUrl() + " refuses the key given with --key.\n"
                        + "Key and gateway must belong together: --key and --gateway name others.\n")
                .doesNotContain(wrong);
    }

    @Test
    void theKeyComesFromTheOptionTheEnvironmentOrTheDataDirectory() {
        var right = gateway.secretKey();
        var url = gateway.baseUrl();
        var named = new Cli.Defaults(
                url,
                Optional.of(right),
                () -> Optional.of("sk_sandbox_kept"),
                Shell.nothing().keys());
        var wrong = new Cli.Defaults(
                url,
                Optional.of("sk_sandbox_x"),
                Optional::empty,
                Shell.nothing().keys());

        try (var shell = Shell.start(named, "listen")) {
            shell.greeting();
        }
        try (var shell = Shell.start(Shell.nothing(), "listen", "--key=" + right, "--gateway", url + "/")) {
            shell.greeting();
        }
        assertThat(Shell.run(wrong, "listen").err()).contains(" refuses the key in TATAMI_SANDBOX_SECRET_KEY.");
        assertThat(named.toString()).doesNotContain(right);
    }

    @Test
    void withoutAKeyItSaysHowToGetOne() {
        var shell = Shell.run(Shell.nothing(), "listen");

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("There is no key in .tatami/keys yet. Start the gateway first: ./tatami\n"
                        + "A gateway elsewhere has another: name it in TATAMI_SANDBOX_SECRET_KEY, or with --key.\n");
    }

    @Test
    void aGatewayThatIsNotThereIsNotWaitedFor() throws IOException {
        var url = "http://localhost:" + unusedPort();

        var shell = Shell.run(Shell.kept(url, KEY), "listen");

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("The gateway at " + url + " cannot be reached: connection refused.\n"
                        + "Is it running? ./tatami starts one here, --gateway names another.\n");
    }

    @Test
    void whatIsNoGatewayIsSaidToBeNone() {
        try (var fake = new FakeGateway()
                .answers(404, "text/html", "<h1>Not found</h1>")
                .answers(200, "text/html", "<h1>Hello</h1>")
                .answers(200, "application/x-ndjson", "{}\n")
                .answers(302, "text/plain", "")) {
            for (var why : List.of("it answers 404", "it answers 200", "it does not greet", "it answers 302")) {
                var shell = Shell.run(Shell.kept(fake.url(), KEY), "listen");

                assertThat(shell.end()).isEqualTo(1);
                assertThat(shell.err())
                        .startsWith("There is no Tatami gateway at " + fake.url() + ", or one too old: " + why);
            }
        }
    }

    @Test
    void aRefusedVersionIsSaid() {
        try (var fake = new FakeGateway().answers(400, "application/problem+json", """
                {"title": "One or more validation errors occurred.", "status": 400,
                 "errors": {"version": ["The first version is 2027-01-01."]}}
                """)) {
            var shell = Shell.run(Shell.kept(fake.url(), KEY), "listen");

            assertThat(shell.end()).isEqualTo(1);
            assertThat(shell.err())
                    .isEqualTo("The gateway at " + fake.url() + " answers 400: The first version is 2027-01-01.\n");
        }
    }

    @Test
    void wrongOptionsAreRefused() {
        for (var wrong : List.of(
                List.of("--forward-to", "ftp://localhost"),
                List.of("--forward-to", "http://me:secret@localhost/"),
                List.of("--gateway", "http://"),
                List.of("--key", "sk_sandbox_x\nHost: elsewhere"),
                List.of("--forward-too", "x"),
                List.of("payment.successful"))) {
            var arguments = new java.util.ArrayList<>(List.of("listen"));
            arguments.addAll(wrong);

            var shell = Shell.run(here(), arguments.toArray(String[]::new));

            assertThat(shell.end()).as(wrong + "").isEqualTo(2);
            assertThat(shell.err()).isNotEmpty().doesNotContain("secret@").doesNotContain("\tat ");
        }
    }

    @Test
    void coloursChangeNoWord() {
        try (var plain = Shell.start(here(), "listen", "--forward-to", receiver.url());
                var coloured = Shell.inColours(here(), "listen", "--forward-to", receiver.url())) {
            plain.greeting();
            coloured.lineBeginning("docs/");
            coloured.line();
            gateway.create("Auto");

            var one = plain.lines(2);
            var other = coloured.lines(2);
            assertThat(other).allMatch(line -> line.contains("\u001b["));
            assertThat(other.stream()
                            .map(line -> line.replaceAll("\u001b\\[[0-9]*m", ""))
                            .map(ListenTest::timeless))
                    .isEqualTo(one.stream().map(ListenTest::timeless).toList());
            assertThat(plain.out()).doesNotContain("\u001b");
        }
    }

    @Test
    void everyLineFitsEightyColumns() {
        receiver.answer(_ -> Answer.of(503, "x".repeat(200)));
        try (var shell = Shell.start(here(), "listen", "--forward-to", receiver.url())) {
            shell.greeting();
            gateway.paid("Manual");
            shell.lines(6);

            assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
        }
        assertThat(Shell.run(here(), "listen", "--help").out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void theHelpNamesEveryOptionAndTheSaferPlaceForTheKey() {
        var shell = Shell.run(Shell.nothing(), "listen", "--help");

        assertThat(shell.end()).isZero();
        assertThat(shell.out())
                .contains(
                        "--forward-to",
                        "--events",
                        "--gateway",
                        "--key",
                        "TATAMI_SANDBOX_SECRET_KEY",
                        "not sent again");
    }

    private Cli.Defaults here() {
        return Shell.kept(gateway.baseUrl(), gateway.secretKey());
    }

    /** What is said of one forwarded event. */
    private String answerOf(String url) {
        try (var shell = Shell.start(here(), "listen", "--forward-to", url)) {
            shell.greeting();
            gateway.create("Auto");
            return shell.lines(2).getLast();
        }
    }

    /** A line of the gateway's own stream of everything: 0 is the greeting, 1 the first event. */
    private JsonNode stream(int index) throws Exception {
        var request = gateway.request("/webhooks/listen?after=0").build();
        try (var client = HttpClient.newHttpClient();
                var in = client.send(request, BodyHandlers.ofInputStream()).body()) {
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (int i = 0; i < index; i++) {
                lines.readLine();
            }
            return JSON.readTree(lines.readLine());
        }
    }

    private static String signature(String secret, byte[] body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.ofDelimiter("-").withUpperCase().formatHex(mac.doFinal(body));
    }

    private static void verifyAsPublished(Arrival arrival, String secret) throws Exception {
        var headers = Map.of(
                "webhook-id", List.of(arrival.header("webhook-id")),
                "webhook-timestamp", List.of(arrival.header("webhook-timestamp")),
                "webhook-signature", List.of(arrival.header("webhook-signature")));
        new Webhook(secret.getBytes(StandardCharsets.UTF_8))
                .verify(arrival.text(), HttpHeaders.of(headers, (_, _) -> true));
    }

    private static String time(String utc) {
        return DateTimeFormatter.ofPattern("HH:mm:ss")
                .withZone(ZoneId.systemDefault())
                .format(java.time.Instant.parse(utc));
    }

    private static String timeless(String line) {
        return line.replaceAll("[0-9]+ ms", "ms");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isBindable(InetAddress address) {
        try (var _ = new ServerSocket(0, 1, address)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
