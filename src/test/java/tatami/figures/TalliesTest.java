package tatami.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.accounts.AccountId;
import tatami.accounts.Environment;
import tatami.checkout.MoodyAcquirer;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.kit.Ids;
import tools.jackson.databind.JsonNode;

/** Sums of operations, held against the operations themselves and against the ledger. */
class TalliesTest {

    private static final String GOOD = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final Currency GBP = Currency.getInstance("GBP");

    private Gateway gateway;
    private MoodyAcquirer acquirer;
    private Books books;
    private String key;
    private AccountId account;

    @BeforeEach
    void start() {
        gateway = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
        books = new Books(gateway);
        open(ZoneId.of("Europe/London"));
        sale(gateway.secretKey(), 100, "GBP");
        gateway.clock().advance(Duration.ofHours(1));
        gateway.tally();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Every fifth hour something else, for a week: while clocks change, or a month ends at a quarter past. */
    @ParameterizedTest
    @CsvSource({
        "Europe/London, 2027-03-27T12:00:00Z",
        "Australia/Lord_Howe, 2027-04-02T12:00:00Z",
        "Asia/Kathmandu, 2027-03-28T12:00:00Z"
    })
    void figuresAreWhatTheOperationsAndTheLedgerSayInAnyZone(ZoneId zone, Instant start) {
        gateway.clock().set(start);
        open(zone);
        var other = gateway.openAccount("Another shop");
        for (int step = 0; step < 30; step++) {
            gateway.clock().advance(Duration.ofMinutes(317).plusSeconds(step));
            live(step, List.of("GBP", "EUR", "JPY").get(step % 3));
            if (step % 7 == 0) {
                sale(other, 500, "GBP");
                gateway.tally();
            }
            if (step % 10 == 0) {
                mustAgree(zone);
            }
        }
        mustAgree(zone);
        while (gateway.tally() > 0) {
            mustAgree(zone);
        }
        assertThat(books.number("SELECT count(*) FROM tally WHERE account_id = '" + account + "'"))
                .isPositive();
    }

    /** A quarter is not held back by one operation, and the operation is not lost. */
    @Test
    void whatIsAnsweredLateIsAddedToItsOwnQuarter() {
        var held = pay(create("GBP", 1_000, "Manual"), GOOD);
        sale(key, 300, "GBP");
        var asked = Tallies.quarter(gateway.clock().instant());
        acquirer.be(Mood.DUMB);
        post("/payment-intents/" + held + "/captures", "{\"amount\":700}");
        gateway.clock().advance(Duration.ofHours(2));
        assertThat(gateway.tally()).isPositive();
        assertThat(captured(asked)).isEqualTo(300);
        gateway.clock().advance(Duration.ofDays(2));
        catchUp();
        assertThat(mark()).isAfter(asked.plus(Duration.ofDays(2)));

        acquirer.be(Mood.FINE);
        gateway.resolve();
        assertThat(captured(asked)).as("not yet summed up").isEqualTo(1_000);
        assertThat(gateway.tally()).isEqualTo(1);
        assertThat(captured(asked)).as("summed up").isEqualTo(1_000);
        assertThat(books.number("SELECT count(*) FROM tally_late")).isZero();
        assertThat(gateway.tally()).isZero();
        assertThat(captured(asked)).isEqualTo(1_000);
    }

    @Test
    void whoDiesBetweenLeavesNothingHalfDone() {
        sale(key, 900, "GBP");
        var asked = Tallies.quarter(gateway.clock().instant());
        gateway.clock().advance(Duration.ofHours(1));
        var before = mark();
        execute("ALTER TABLE tally_mark ADD CONSTRAINT died CHECK (until = '" + before + "') NOT VALID");
        try {
            assertThatThrownBy(gateway::tally).hasMessageContaining("died");
        } finally {
            execute("ALTER TABLE tally_mark DROP CONSTRAINT died");
        }
        assertThat(mark()).isEqualTo(before);
        assertThat(captured(asked)).isEqualTo(900);
        assertThat(books.number("SELECT count(*) FROM tally WHERE account_id = '" + account + "'"))
                .isZero();

        gateway.tally();

        assertThat(captured(asked)).isEqualTo(900);
        assertThat(books.number("SELECT sum(amount) FROM tally WHERE account_id = '" + account + "'"))
                .isEqualTo(900);
    }

    @Test
    void manyGatewaysSumUpOnce() {
        var asked = Tallies.quarter(gateway.clock().instant());
        sale(key, 900, "GBP");
        gateway.clock().advance(Duration.ofHours(5));
        try (var second = Gateway.beside(gateway)) {
            second.clock().set(gateway.clock().instant());
            Crowd.atOnce(40, at -> at % 2 == 0 ? gateway::tally : second::tally);
        }

        assertThat(captured(asked)).isEqualTo(900);
        assertThat(books.number("SELECT sum(amount) FROM tally WHERE account_id = '" + account + "'"))
                .isEqualTo(900);
    }

    /** Until ten minutes have passed, somebody may still be writing into it. */
    @Test
    void aQuarterRestsForTenMinutesBeforeItIsSummedUp() {
        var quarter = Tallies.quarter(gateway.clock().instant()).plus(Duration.ofMinutes(15));
        gateway.clock().set(quarter.plusSeconds(30));
        sale(key, 900, "GBP");
        gateway.clock().set(quarter.plus(Duration.ofMinutes(25)).minusMillis(1));
        catchUp();
        assertThat(mark()).isEqualTo(quarter);

        gateway.clock().advance(Duration.ofMillis(1));
        gateway.tally();

        assertThat(mark()).isEqualTo(quarter.plus(Duration.ofMinutes(15)));
    }

    /** The id, by which operations are found, is older than the asking by as long as the shopper was away. */
    @Test
    void aPaymentThatWasLongAtTheBanksPageIsCountedWhereItWasAsked() {
        var quarter = Tallies.quarter(gateway.clock().instant()).plus(Duration.ofMinutes(30));
        gateway.clock().set(quarter.minus(Duration.ofMinutes(14)));
        var id = new Ids(gateway.clock()).nextUuid();
        gateway.clock().set(quarter.plusSeconds(20));
        var sale = sale(key, 900, "GBP");
        execute("""
                INSERT INTO operation (id, payment_intent_id, account_id, kind, currency, amount, payment, asked_at,
                    outcome, settled_at)
                SELECT '%s', payment_intent_id, account_id, kind, currency, 50, payment, asked_at, outcome, settled_at
                FROM operation WHERE payment_intent_id = '%s'
                """.formatted(id, sale));
        assertThat(captured(quarter)).isEqualTo(950);

        gateway.clock().advance(Duration.ofHours(1));
        gateway.tally();

        assertThat(captured(quarter)).isEqualTo(950);
        assertThat(captured(quarter.minus(Duration.ofMinutes(15)))).isZero();
    }

    private void open(ZoneId zone) {
        key = gateway.openAccount(Environment.Sandbox, "A shop", zone);
        account = gateway.account(key).id();
    }

    private void catchUp() {
        while (gateway.tally() > 0) {
            // a day at a time
        }
    }

    private void live(int step, String currency) {
        switch (step % 6) {
            case 0 -> sale(key, 1_000 + step, currency);
            case 1 -> pay(create(currency, 700, "Auto"), DECLINED);
            case 2 -> {
                var held = pay(create(currency, 2_000, "Manual"), GOOD);
                gateway.clock().advance(Duration.ofMinutes(40));
                post("/payment-intents/" + held + "/captures", "{\"amount\":1500}");
            }
            case 3 -> post("/payment-intents/" + pay(create(currency, 900, "Manual"), GOOD) + "/reversal", "");
            case 4 -> post("/payment-intents/" + sale(key, 400, currency) + "/reversal", "");
            default -> {
                var sold = sale(key, 800, currency);
                gateway.clock().advance(Duration.ofMinutes(20));
                gateway.send(gateway.requestAs(key, "/payment-intents/" + sold + "/refunds")
                                .header("Content-Type", "application/json")
                                .header("idempotencyKey", "key")
                                .POST(BodyPublishers.ofString("{\"amount\":300}")))
                        .ok();
            }
        }
    }

    private void mustAgree(ZoneId zone) {
        var first = LocalDate.ofInstant(gateway.clock().instant(), zone).minusDays(12);
        var borders = new TreeSet<Instant>();
        for (int day = 0; day <= 14; day++) {
            borders.add(first.plusDays(day).atStartOfDay(zone).toInstant());
        }
        var figures = gateway.tallies().figures(account, borders);
        var told = new TreeMap<String, String>();
        for (var from : borders.headSet(borders.last())) {
            var day = from.atZone(zone).toLocalDate();
            var until = day.plusDays(1).atStartOfDay(zone).toInstant();
            for (var currency : figures.currencies()) {
                var sums = figures.between(currency, from, until);
                if (!sums.equals(Sums.NONE)) {
                    told.put(
                            day + " " + currency,
                            String.join(
                                    "/",
                                    List.of(
                                            "" + sums.payments(),
                                            "" + sums.declined(),
                                            "" + sums.captured(),
                                            "" + sums.reversed(),
                                            "" + sums.refunded())));
                }
            }
        }
        assertThat(told).isEqualTo(operations(zone)).isNotEmpty();
        for (var currency : figures.currencies()) {
            assertThat(figures.between(currency, borders.first(), borders.last())
                            .net())
                    .isEqualTo(ledger(currency));
        }
    }

    private Map<String, String> operations(ZoneId zone) {
        var days = new TreeMap<String, String>();
        books.rows("""
                        SELECT (o.asked_at AT TIME ZONE '%s')::date || ' ' || o.currency || '=' || concat_ws('/',
                            count(*) FILTER (WHERE o.outcome = 'Approved' AND o.kind IN ('Sale', 'Authorize')),
                            count(*) FILTER (WHERE o.outcome = 'Declined' AND o.kind IN ('Sale', 'Authorize')),
                            coalesce(sum(o.amount) FILTER (WHERE o.outcome = 'Approved' AND o.kind IN ('Sale', 'Capture')), 0),
                            coalesce(sum(l.amount) FILTER (WHERE o.kind = 'Reverse'), 0),
                            coalesce(sum(l.amount) FILTER (WHERE o.kind = 'Refund'), 0))
                        FROM operation o LEFT JOIN ledger_entry l ON l.operation_id = o.id
                        WHERE o.account_id = '%s'
                        GROUP BY (o.asked_at AT TIME ZONE '%s')::date, o.currency
                        HAVING count(*) FILTER (WHERE o.kind <> 'Reverse' OR l.id IS NOT NULL) > 0
                        """.formatted(zone, account, zone))
                .forEach(row -> days.put(row.split("=", 2)[0], row.split("=", 2)[1]));
        return days;
    }

    private long ledger(Currency currency) {
        return books.number("""
                SELECT coalesce(sum(CASE debit WHEN 'AcquirerReceivable' THEN amount ELSE -amount END), 0)
                FROM ledger_entry WHERE account_id = '%s' AND currency = '%s'
                """.formatted(account, currency));
    }

    private long captured(Instant quarter) {
        var borders = new TreeSet<>(List.of(quarter, quarter.plus(Duration.ofMinutes(15))));
        return gateway.tallies()
                .figures(account, borders)
                .between(GBP, borders.first(), borders.last())
                .captured();
    }

    private Instant mark() {
        return Instant.ofEpochSecond(books.number("SELECT extract(epoch FROM until)::bigint FROM tally_mark"));
    }

    private String sale(String key, long minor, String currency) {
        return pay(create(key, currency, minor, "Auto"), GOOD);
    }

    private String pay(JsonNode intent, String card) {
        gateway.pay(intent, card).ok();
        return intent.path("id").asString();
    }

    private JsonNode create(String currency, long minor, String mode) {
        return create(key, currency, minor, mode);
    }

    private JsonNode create(String key, String currency, long minor, String mode) {
        return gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"captureMode":"%s","amount":{"value":%d,"currencyCode":"%s"},"reference":"Order 1"}
                                """.formatted(mode, minor, currency))))
                .ok();
    }

    private void post(String path, String json) {
        gateway.send(gateway.requestAs(key, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private void execute(String sql) {
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
