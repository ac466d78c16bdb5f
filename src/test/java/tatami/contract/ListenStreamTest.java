package tatami.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tatami.Await;
import tatami.Gateway;
import tatami.webhooks.Receiver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /webhooks/listen}, the stream behind {@code ./tatami listen}. Each test has an account of its own. */
class ListenStreamTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Gateway gateway;

    @TempDir
    private static Path directory;

    private String key;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void openAccount() {
        key = gateway.openAccount("Shop");
    }

    @Test
    void theFirstLineHasTheSecretAndTheNumberAfterWhichEventsAreTold() {
        create();

        try (var stream = listen("")) {
            assertThat(stream.response.headers().firstValue("content-type")).hasValue("application/x-ndjson");
            assertThat(stream.response.headers().firstValue("cache-control")).hasValue("no-store");
            assertThat(stream.greeting).matches("\\{\"secret\":\"[A-Za-z0-9+/_=-]{22,}\",\"after\":[0-9]+}");
            var newest = new Rows(gateway).read("SELECT max(seq) FROM event").getFirst();
            assertThat(stream.after()).isEqualTo(Long.parseLong(newest));
        }
    }

    @Test
    void eachEventIsTheVeryTextThatASubscriberGetsInTheirOrder() {
        try (var receiver = Receiver.plain();
                var stream = listen("")) {
            subscribe(receiver, "payment_intent.created", "payment_intent.status_updated");
            var first = create();
            cancel(first);
            var second = create();
            gateway.deliver();
            gateway.deliver();

            var heard = List.of(stream.next(), stream.next(), stream.next());

            assertThat(heard).extracting(ListenStreamTest::intent).containsExactly(first, first, second);
            assertThat(heard)
                    .extracting(line -> line.path("body").asString())
                    .containsExactlyInAnyOrderElementsOf(receiver.arrivals().stream()
                            .map(Receiver.Arrival::text)
                            .toList());
            assertThat(heard).extracting(line -> line.path("seq").asLong()).isSorted();
            assertThat(heard).allMatch(line -> List.copyOf(line.propertyNames()).equals(List.of("seq", "body")));
        }
    }

    @Test
    void anothersEventsAreNotTold() {
        var own = key;
        var strangers = gateway.openAccount("Stranger");
        try (var stream = listen("?after=0")) {
            key = strangers;
            IntStream.range(0, 20).forEach(_ -> create());
            gateway.create("Auto");
            key = own;
            var mine = create();

            assertThat(intent(stream.next())).isEqualTo(mine);
        }
    }

    @Test
    void whoWasAwayResumesAfterTheLastEventThatWasHeard() {
        var intents = IntStream.range(0, 5).mapToObj(_ -> create()).toList();
        long second;
        try (var stream = listen("?after=0")) {
            assertThat(stream.after()).isZero();
            stream.next();
            second = stream.next().path("seq").asLong();
        }

        try (var stream = listen("?after=" + second)) {
            assertThat(stream.after()).isEqualTo(second);
            var later = create();

            assertThat(IntStream.range(0, 4).mapToObj(_ -> intent(stream.next())))
                    .containsExactly(intents.get(2), intents.get(3), intents.get(4), later);
        }
    }

    @Test
    void moreThanABatchIsToldWholeAndOnce() {
        var intents = IntStream.range(0, 510).mapToObj(_ -> create()).toList();

        try (var stream = listen("?after=0")) {
            assertThat(IntStream.range(0, 510).mapToObj(_ -> intent(stream.next())))
                    .containsExactlyElementsOf(intents);
        }
    }

    @Test
    void severalListenersHearEverything() {
        try (var one = listen("");
                var other = listen("")) {
            var intent = create();

            assertThat(intent(one.next())).isEqualTo(intent);
            assertThat(intent(other.next())).isEqualTo(intent);
        }
    }

    @Test
    void eventsOfAnotherGatewayOnTheSameDatabaseAreToldToo() {
        try (var beside = Gateway.beside(gateway);
                var stream = listen("")) {
            var intent = Wire.id(beside.send(Wire.json(beside.requestAs(key, "/payment-intents"), Wire.body("")))
                    .ok());

            assertThat(intent(stream.next())).isEqualTo(intent);
        }
    }

    /** Numbers are given before the commit, and whoever committed later must not be forgotten. */
    @Test
    void anEventThatBecomesVisibleAfterALaterOneIsTold() throws SQLException {
        var account = accountId();
        try (var stream = listen("");
                var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO event (id, account_id, type, data, created_at)
                    VALUES ('evt_sandbox_slow', '%s', 'payment_intent.created', '{"paymentIntentId":"slow"}', now())
                    """.formatted(account));
            var quick = create();
            var before = stream.next();
            connection.commit();
            var late = stream.next();
            var after = create();

            assertThat(intent(before)).isEqualTo(quick);
            assertThat(intent(late)).isEqualTo("slow");
            assertThat(late.path("seq").asLong()).isLessThan(before.path("seq").asLong());
            assertThat(intent(stream.next())).as("and nothing is told twice").isEqualTo(after);
        }
    }

    @Test
    void theSecretIsAlwaysTheSameForAnAccountAndAnotherForAnother() {
        String first;
        String second;
        try (var stream = listen("");
                var again = listen("?after=0")) {
            first = stream.secret();
            second = again.secret();
        }
        var others = gateway.openAccount("Another");

        assertThat(second).isEqualTo(first);
        assertThat(secretOf(gateway, others)).isNotEqualTo(first);
        try (var beside = Gateway.beside(gateway)) {
            assertThat(secretOf(beside, key)).isEqualTo(first);
        }
    }

    @Test
    void theSecretOutlivesARestart() {
        var before = Gateway.start();
        var account = before.openAccount("Shop");
        var secret = secretOf(before, account);
        before.close();

        try (var after = Gateway.beside(before)) {
            assertThat(secretOf(after, account)).isEqualTo(secret);
        }
    }

    @Test
    void whoGoesAwayEndsTheStreamAndNobodyComplains() {
        var logs = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        logs.start();
        root.addAppender(logs);
        try {
            var others = listening();
            var streams = IntStream.range(0, 5).mapToObj(_ -> listen("")).toList();
            var ours = without(listening(), others);
            assertThat(ours).hasSize(5);
            streams.forEach(Stream::close);

            Await.until("the streams have ended", Duration.ofSeconds(10), () -> {
                create(); // to somebody who is gone
                return Collections.disjoint(listening(), ours);
            });

            assertThat(logs.list)
                    .filteredOn(
                            event -> event.getLevel().isGreaterOrEqual(Level.WARN) || event.getThrowableProxy() != null)
                    .isEmpty();
        } finally {
            root.detachAppender(logs);
        }
    }

    @Test
    void aGatewayThatStopsEndsItsStreamsAtOnce() {
        var stopping = Gateway.start();
        var streams = IntStream.range(0, 5)
                .mapToObj(_ -> Stream.of(stopping.request("/webhooks/listen")))
                .toList();

        var began = System.nanoTime();
        stopping.close();
        var took = Duration.ofNanos(System.nanoTime() - began);

        streams.forEach(Stream::mustEnd);
        assertThat(took).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "x",
                "evt_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
                "%00",
                "%20",
                "1234567890123456789",
                "0x1",
                "1,2",
                "%D9%A1"
            })
    void afterIsANumber(String after) {
        Wire.invalid(
                gateway.get("/webhooks/listen?after=" + after),
                "after: The query parameter after must be the number of an event.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?after=", "?after=999999999999999999", "?other=1", "/", "/?after=0"})
    void theseListen(String query) {
        try (var stream = listen(query)) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nobodyListensWithoutAKeyOrAVersion() {
        var path = "/webhooks/listen";

        Wire.problem(
                gateway.send(
                        gateway.open(path).header("version", Gateway.VERSION).GET()),
                401);
        Wire.problem(gateway.send(gateway.requestAs("sk_sandbox_nobodys", path).GET()), 401);
        Wire.invalidField(
                gateway.send(gateway.open(path)
                        .header("Authorization", "Basic " + key)
                        .GET()),
                "version");
        Wire.invalidField(
                gateway.send(gateway.open(path)
                        .header("Authorization", "Basic " + key)
                        .header("version", "2022-04-06")
                        .GET()),
                "version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void listeningIsAllThatCanBeDone(String verb) {
        var before = new Rows(gateway).everything();

        for (var path : List.of("/webhooks/listen", "/webhooks/listen/", "/webhooks/listen?after=0")) {
            Wire.problem(gateway.send(gateway.request(path).method(verb, BodyPublishers.ofString("{}"))), 405);
        }

        assertThat(new Rows(gateway).everything()).isEqualTo(before);
    }

    private Stream listen(String query) {
        return Stream.of(gateway.requestAs(key, "/webhooks/listen" + query));
    }

    private static String secretOf(Gateway gateway, String key) {
        try (var stream = Stream.of(gateway.requestAs(key, "/webhooks/listen"))) {
            return stream.secret();
        }
    }

    private String create() {
        return Wire.id(gateway.send(Wire.json(gateway.requestAs(key, "/payment-intents"), Wire.body("")))
                .ok());
    }

    private void cancel(String intent) {
        gateway.send(gateway.requestAs(key, "/payment-intents/" + intent).DELETE())
                .ok();
    }

    private void subscribe(Receiver receiver, String... events) {
        gateway.send(Wire.json(
                        gateway.requestAs(key, "/webhooks"),
                        "{\"events\":[\"" + String.join("\",\"", events) + "\"],\"url\":\"" + receiver.url() + "\"}"))
                .ok();
    }

    private String accountId() {
        create();
        return new Rows(gateway)
                .read("SELECT account_id FROM event ORDER BY seq DESC LIMIT 1")
                .getFirst();
    }

    private static String intent(JsonNode line) {
        return JsonMapper.shared()
                .readTree(line.path("body").asString())
                .at("/data/paymentIntentId")
                .asString();
    }

    private static Set<String> without(Set<String> threads, Set<String> others) {
        return threads.stream().filter(thread -> !others.contains(thread)).collect(toSet());
    }

    /** The threads of this process that tell events to somebody. */
    private static Set<String> listening() {
        try {
            var dump = directory.resolve("threads-" + System.nanoTime()).toAbsolutePath();
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Arrays.stream(Files.readString(dump).split("\n(?=#)"))
                    .filter(thread -> thread.contains("tatami.webhooks.Listening.listen("))
                    .map(thread -> thread.substring(0, thread.indexOf(' ')))
                    .collect(toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One who listens. Lines are read as they come, and empty ones, which say nothing, are passed over. */
    private static final class Stream implements AutoCloseable {

        private static final String END = "the end";

        private final HttpResponse<InputStream> response;
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final String greeting;

        private Stream(HttpResponse<InputStream> response) {
            this.response = response;
            Thread.ofVirtual().start(this::read);
            greeting = line();
        }

        static Stream of(HttpRequest.Builder request) {
            try {
                return new Stream(CLIENT.send(request.GET().build(), BodyHandlers.ofInputStream()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        String secret() {
            return JsonMapper.shared().readTree(greeting).path("secret").asString();
        }

        long after() {
            return JsonMapper.shared().readTree(greeting).path("after").asLong();
        }

        JsonNode next() {
            return JsonMapper.shared().readTree(line());
        }

        void mustEnd() {
            assertThat(line()).isEqualTo(END);
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String line() {
            try {
                var line = lines.poll(10, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("Nothing was told within ten seconds.");
                }
                return line;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void read() {
            try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                reader.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
            } catch (IOException | UncheckedIOException _) {
                // we went away ourselves, or were cut off
            }
            lines.add(END);
        }
    }
}
