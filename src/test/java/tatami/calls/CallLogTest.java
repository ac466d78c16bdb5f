package tatami.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Await;
import tatami.Crowd;
import tatami.Gateway;
import tatami.accounts.AccountId;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;

/** The request log: what is remembered, by many at once, and for how long. Each test has an account of its own. */
class CallLogTest {

    private static final CallFilter ALL = new CallFilter(false, null, null, null);
    private static final CallFilter FAILED = new CallFilter(true, null, null, null);
    private static final String PAN = "4456530000001005";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Gateway gateway;

    private String key;
    private AccountId account;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void openAccount() {
        key = gateway.openAccount("Shop");
        account = gateway.account(key).id();
    }

    @Test
    void aCallIsRememberedWithHowItEndedAndWhatWasWrong() {
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        gateway.send(gateway.requestAs(key, "/payment-intents")
                .header("Content-Type", "application/json")
                .header("User-Agent", "Shop/1.0")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString("{\"amount\":{\"value\":-1,\"currencyCode\":\"GBP\"}}")));
        gateway.send(gateway.requestAs(key, "/payment-intents/pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA")
                .GET());

        var lines = lines(gateway, 2);

        var get = lines.stream()
                .filter(line -> line.method().equals("GET"))
                .findFirst()
                .orElseThrow();
        var post = lines.stream()
                .filter(line -> line.method().equals("POST"))
                .findFirst()
                .orElseThrow();
        assertThat(post.route()).isEqualTo("/payment-intents");
        assertThat(post.status()).isEqualTo(400);
        assertThat(post.trace()).isEqualTo(trace);
        assertThat(post.version()).isEqualTo(Gateway.VERSION);
        assertThat(post.agent()).isEqualTo("Shop/1.0");
        assertThat(post.fields()).contains("Reference");
        assertThat(get.status()).isEqualTo(404);
        assertThat(get.subject()).isEqualTo("pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(get.route()).isEqualTo("/payment-intents/{id}");
        assertThat(get.problem()).contains("no payment intent");
    }

    @Test
    void onlyWhatAKeyHasSignedIsRemembered() {
        gateway.send(gateway.open("/payment-intents").GET());
        gateway.send(
                gateway.requestAs("sk_sandbox_" + "A".repeat(43), "/webhooks").GET());
        gateway.send(gateway.open("/health/live").GET());
        gateway.send(gateway.requestAs(key, "/webhooks").GET());

        assertThat(lines(gateway, 1)).hasSize(1);
    }

    /** Card numbers, keys and secrets in every place of a request: none of them is in any row. */
    @Test
    void noCardNumberKeyOrSecretIsKeptWhereverItStood() throws SQLException {
        var intent = gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"" + PAN
                                        + "\"}")))
                .ok();
        var secrets = List.of(
                PAN,
                "4456 5300 0000 1005",
                key,
                intent.path("clientSessionSecret").asString());
        var sent = 1;
        for (var secret : secrets) {
            var inPath = secret.replace(" ", "%20");
            for (var path : List.of(
                    "/payment-intents/" + inPath,
                    "/customers/" + inPath,
                    "/webhooks/" + inPath + "/secrets",
                    "/webhooks?x=" + inPath)) {
                gateway.send(gateway.requestAs(key, path)
                        .header("User-Agent", "Shop " + secret)
                        .GET());
                sent++;
            }
            for (var body : List.of(
                    "{\"" + secret + "\":1}",
                    "{\"amount\":\"" + secret + "\",\"reference\":\"" + secret + secret + secret + secret + "\"}",
                    "{\"amount\":{\"value\":1,\"currencyCode\":\"" + secret + "\"},\"reference\":\"a\",\"metadata\":{\""
                            + secret + "\":{}}}",
                    secret)) {
                gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .header("idempotencyKey", secret)
                        .POST(BodyPublishers.ofString(body)));
                sent++;
            }
            gateway.send(gateway.open("/webhooks")
                    .header("Authorization", "Basic " + key)
                    .header("version", secret)
                    .GET());
            sent++;
        }
        lines(gateway, sent);

        var rows = rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(sent);
        for (var row : rows) {
            for (var secret : secrets) {
                assertThat(row).doesNotContain(secret);
            }
            assertThat(row.replaceAll("[^0-9a-z]", "")).doesNotContain(PAN);
        }
    }

    @Test
    void aBurstCostsSomeHundredRowsAndKeepsItsLastCallsAndItsFailures() {
        var log = gateway.calls();
        IntStream.range(0, 150).forEach(i -> log.remember(call(i, 500)));
        Crowd.atOnce(8, which -> () -> {
            IntStream.range(0, 2_500).forEach(i -> log.remember(call(which * 2_500 + i, 200)));
            return which;
        });
        log.remember(call(99_999, 200));

        assertThat(gateway.flushCalls()).isBetween(Recent.CALLS + 150, Recent.CALLS + 150 + 10);

        assertThat(gateway.flushCalls()).isZero();
        assertThat(all(FAILED)).hasSize(150);
        assertThat(all(ALL))
                .hasSize(Recent.CALLS + 150)
                .extracting(CallLine::milliseconds)
                .contains(99_999L);
    }

    @Test
    void manyAccountsTogetherFillNoMoreMemoryThanIsForThem() {
        var recent = new Recent();
        for (int i = 0; i < Recent.ALL + 500; i++) {
            recent.add(call(new AccountId("acc_" + i), i, 200, Instant.EPOCH));
        }
        assertThat(recent.take()).hasSize(Recent.ALL);

        recent.add(call(0, 200));
        assertThat(recent.take()).hasSize(1);
    }

    @Test
    void twoGatewaysWriteOneLog() {
        try (var second = Gateway.beside(gateway)) {
            gateway.send(gateway.requestAs(key, "/webhooks").GET()).ok();
            second.send(second.requestAs(key, "/webhooks/events").GET()).ok();
            flushed(second, 1);

            assertThat(lines(gateway, 2)).extracting(CallLine::status).containsExactly(200, 200);
        }
    }

    @Test
    void aGatewayThatStopsWritesItsLastCalls() {
        var second = Gateway.beside(gateway);
        second.send(second.requestAs(key, "/webhooks").GET()).ok();
        second.close();

        assertThat(lines(gateway, 1)).hasSize(1);
    }

    @Test
    void whatIsOldOrTooMuchIsForgottenTheFailuresApart() {
        var now = gateway.clock().instant();
        write(now.minus(CallLog.KEPT).minusSeconds(1), 200, 3);
        write(now.minus(Duration.ofDays(6)), 500, 10);
        write(now, 200, CallLog.KEPT_GOOD + 40);
        write(now, 400, CallLog.KEPT_FAILED - 3);

        assertThat(gateway.forgetCalls()).isEqualTo(3 + 40 + 7);

        assertThat(all(FAILED))
                .hasSize(CallLog.KEPT_FAILED)
                .filteredOn(line -> line.status() == 500)
                .hasSize(3);
        assertThat(all(ALL)).hasSize(CallLog.KEPT_GOOD + CallLog.KEPT_FAILED);
        assertThat(gateway.forgetCalls()).isZero();
    }

    @Test
    void pagesFollowOneAnotherBothWays() {
        write(gateway.clock().instant(), 200, 25);
        var first = page(Direction.Older, Cursor.TOP);
        var second = page(Direction.Older, place(first.getLast()));
        var third = page(Direction.Older, place(second.getLast()));

        assertThat(third).hasSize(5);
        assertThat(Stream.of(first, second, third)
                        .flatMap(List::stream)
                        .map(CallLine::id)
                        .distinct())
                .hasSize(25);
        assertThat(page(Direction.Newer, place(third.getFirst()))).isEqualTo(second);
        assertThat(gateway.calls().list(gateway.firstAccount(), ALL, new Paging(Direction.Older, Cursor.TOP, 10)))
                .noneMatch(line -> line.route().equals("/made-up"));
    }

    private void write(Instant from, int status, int count) {
        var log = gateway.calls();
        for (int i = 0; i < count; i++) {
            log.remember(call(account, i, status, from.plusMillis(i)));
            if (i % Recent.FAILURES == Recent.FAILURES - 1) {
                gateway.flushCalls();
            }
        }
        gateway.flushCalls();
    }

    private Call call(int milliseconds, int status) {
        return call(account, milliseconds, status, gateway.clock().instant());
    }

    private static Call call(AccountId account, int milliseconds, int status, Instant at) {
        return new Call(
                account,
                at,
                "GET",
                "/made-up",
                "/made-up",
                status,
                milliseconds,
                "0".repeat(32),
                Gateway.VERSION,
                null,
                null,
                List.of());
    }

    /** What was answered is told a moment later. */
    private List<CallLine> lines(Gateway by, int count) {
        flushed(by, count);
        return all(ALL);
    }

    private void flushed(Gateway by, int count) {
        Await.until(count + " calls in the log", SOON, () -> {
            by.flushCalls();
            return all(ALL).size() >= count;
        });
    }

    private List<CallLine> all(CallFilter filter) {
        return gateway.calls().list(account, filter, new Paging(Direction.Older, Cursor.TOP, 20_000));
    }

    private List<CallLine> page(Direction direction, Cursor cursor) {
        return gateway.calls().list(account, ALL, new Paging(direction, cursor, 10));
    }

    private static Cursor place(CallLine line) {
        return new Cursor(line.at(), line.id());
    }

    private static List<String> rows() throws SQLException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement();
                var results = statement.executeQuery("SELECT t::text FROM api_call t")) {
            while (results.next()) {
                rows.add(results.getString(1));
            }
        }
        return rows;
    }
}
