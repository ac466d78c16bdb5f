package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.AcquirerBetween;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;

/** Any write may be repeated with its key: the first answer comes again, and nothing is done twice. */
class IdempotencyKeyTest {

    private static final String INTENT = """
            {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 1"}""";

    private static final AtomicInteger KEYS = new AtomicInteger();

    private static Gateway gateway;
    private static volatile CountDownLatch hold = new CountDownLatch(0);
    private static volatile CountDownLatch held = new CountDownLatch(0);

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(IdempotencyKeyTest::slow);
    }

    @AfterAll
    static void stop() {
        new Books(gateway).mustAgree();
        gateway.close();
    }

    @Test
    void theSameRequestAgainGetsTheFirstAnswerWordByWordAndCreatesNothing() {
        var key = key();

        var first = post("/payment-intents", INTENT, key).ok();
        var again = post("/payment-intents", INTENT, key);

        assertThat(again.text()).isEqualTo(first.toString());
        assertThat(replayed(again)).isTrue();
        assertThat(again.response().headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(post("/payment-intents", INTENT, key()).ok().path("id")).isNotEqualTo(first.path("id"));
    }

    @Test
    void aPartThatIsCapturedTwiceByTheSameKeyIsCapturedOnce() {
        var id = gateway.paid("Manual");
        var path = "/payment-intents/" + id + "/captures";
        var key = key();

        var answers = Crowd.atOnce(20, _ -> () -> post(path, "{\"amount\":100}", key));

        assertThat(answers.stream().map(Answer::status)).contains(200).isSubsetOf(200, 409);
        assertThat(new Books(gateway).captured(id)).isEqualTo(100);
        assertThat(post(path, "{\"amount\":100}", key).status()).isEqualTo(200);
        assertThat(new Books(gateway).captured(id)).isEqualTo(100);
    }

    @Test
    void manyWhoCreateAtOnceWithOneKeyGetOneIntent() {
        var key = key();

        var answers = Crowd.atOnce(50, _ -> () -> post("/payment-intents", INTENT, key));

        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> answer.json().path("id").asString())
                        .collect(Collectors.toSet()))
                .hasSize(1);
    }

    @Test
    void aVerbThatThePathDoesNotKnowIsRefusedAndNotKept() {
        var key = key();

        assertThat(post("/webhooks/events", "{}", key).status()).isEqualTo(405);
        assertThat(post("/payment-intents", INTENT, key).status()).isEqualTo(200);
    }

    @Test
    void aRequestThatIsStillServedIsAConflictAndNotServedTwice() throws Exception {
        var id = gateway.paid("Manual");
        var path = "/payment-intents/" + id + "/captures";
        var key = key();
        hold = new CountDownLatch(1);
        held = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> post(path, "{\"amount\":1000}", key));
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();

            var meanwhile = post(path, "{\"amount\":1000}", key);

            assertThat(meanwhile.status()).isEqualTo(409);
            assertThat(meanwhile.text()).contains("has no answer yet");
            hold.countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(replayed(post(path, "{\"amount\":1000}", key))).isTrue();
        } finally {
            hold.countDown();
        }
    }

    @Test
    void aRequestWhoseGatewayDiedIsNeverServedAgain() throws SQLException {
        var key = key();
        post("/payment-intents", INTENT, key).ok();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("UPDATE first_answer SET status = NULL, content_type = NULL, sealed = NULL WHERE key = '"
                    + key + "'");
        }

        gateway.clock().advance(Duration.ofHours(1));

        assertThat(post("/payment-intents", INTENT, key).status()).isEqualTo(409);
    }

    @Test
    void anotherBodyAnotherPathOrAnotherVerbIsRefused() {
        var key = key();
        var id = post("/payment-intents", INTENT, key).ok().path("id").asString();

        for (var other : List.of(
                write("POST", "/payment-intents", INTENT.replace("1000", "1001"), key),
                write("POST", "/payment-intents?x=1", INTENT, key),
                write("POST", "/setup-intents", INTENT, key),
                write("DELETE", "/payment-intents/" + id, "", key))) {
            var answer = gateway.send(other);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text()).contains("was used for another request");
        }
        assertThat(gateway.get("/payment-intents/" + id).ok().path("status").asString())
                .isEqualTo("Created");
    }

    @Test
    void anAnswerWithoutABodyComesAgainToo() {
        var id = gateway.post("/payment-intents", INTENT).ok().path("id").asString();
        var key = key();

        var first = gateway.send(write("DELETE", "/payment-intents/" + id, "", key));
        var again = gateway.send(write("DELETE", "/payment-intents/" + id, "", key));

        assertThat(first.status()).as(first.toString()).isBetween(200, 204);
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(replayed(again)).isTrue();
    }

    @Test
    void whatWasRefusedChangedNothingAndMayBeMendedAndSentAgain() {
        var key = key();

        assertThat(post("/payment-intents", "{\"amount\":7}", key).status()).isEqualTo(400);
        assertThat(post("/payment-intents", "{", key).status()).isEqualTo(400);
        assertThat(post("/payment-intents/pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA/reversal", "", key)
                        .status())
                .isEqualTo(400);
        var mended = post("/payment-intents", INTENT, key);

        assertThat(mended.status()).isEqualTo(200);
        assertThat(replayed(mended)).isFalse();
        assertThat(replayed(post("/payment-intents", INTENT, key))).isTrue();
    }

    @Test
    void aKeyIsItsAccountsOwnAndForgottenAfterADay() {
        var key = key();
        var stranger = gateway.openAccount("Stranger");
        var ours = post("/payment-intents", INTENT, key).ok().path("id").asString();

        var theirs = gateway.send(gateway.requestAs(stranger, "/payment-intents")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(INTENT)));

        assertThat(theirs.ok().path("id").asString()).isNotEqualTo(ours);
        gateway.clock().advance(Duration.ofHours(24).plusSeconds(1));
        assertThat(gateway.forgetFirstAnswers()).isGreaterThanOrEqualTo(2);
        assertThat(post("/payment-intents", INTENT, key).ok().path("id").asString())
                .isNotEqualTo(ours);
    }

    @Test
    void readsAndStrangersAreLeftAlone() {
        var key = key();

        assertThat(replayed(
                        gateway.send(gateway.request("/payment-intents/none").header("Idempotency-Key", key))))
                .isFalse();
        var unsigned = gateway.send(gateway.open("/payment-intents")
                .header("Idempotency-Key", key)
                .header("version", Gateway.VERSION)
                .POST(BodyPublishers.ofString(INTENT)));
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(post("/payment-intents", INTENT, key).status()).isEqualTo(200);
    }

    @Test
    void aKeyWithASpaceIsNone() {
        var answer = post("/payment-intents", INTENT, "a b");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Idempotency-Key");
    }

    @Test
    void aKeyIsNotTooLong() {
        assertThat(post("/payment-intents", INTENT, "k".repeat(255)).status()).isEqualTo(200);
        var answer = post("/payment-intents", INTENT, "k".repeat(256));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Idempotency-Key");
    }

    /** An answer holds the secret with which a shopper pays. */
    @Test
    void noAnswerIsKeptInClear() throws SQLException {
        var secret = post("/payment-intents", INTENT, key())
                .ok()
                .path("clientSessionSecret")
                .asString();
        var kept = new HashSet<String>();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT a::text || encode(sealed, 'escape') FROM first_answer a")) {
            while (rows.next()) {
                kept.add(rows.getString(1));
            }
        }

        assertThat(kept)
                .isNotEmpty()
                .noneMatch(row -> row != null && (row.contains(secret) || row.contains("clientSession")));
    }

    private static boolean replayed(Answer answer) {
        return answer.response().headers().firstValue("Idempotency-Replayed").isPresent();
    }

    private static String key() {
        return "key-" + KEYS.incrementAndGet();
    }

    private static Answer post(String path, String body, String key) {
        return gateway.send(write("POST", path, body, key));
    }

    private static HttpRequest.Builder write(String method, String path, String body, String key) {
        return gateway.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(method, BodyPublishers.ofString(body));
    }

    private static Acquirer slow(Acquirer real) {
        return new AcquirerBetween(real) {
            @Override
            public Optional<Outcome> perform(Operation operation) {
                held.countDown();
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.perform(operation);
            }
        };
    }
}
