package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.words;

import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.accounts.Environment;
import tatami.db.Sql;
import tatami.kit.Balance;
import tatami.kit.Money;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.users.AuditLine;
import tatami.users.Role;
import tools.jackson.databind.JsonNode;

/** Settlements and files, held against the ledger itself. */
class PortalSettlementsTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Pattern FILE_NAME = Pattern.compile("attachment; filename=\"([a-z0-9.-]+)\"");

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** On the last Sunday of October the day in London has 25 hours; its first hour is still Saturday in UTC. */
    @Test
    void aDayIsTheAccountsOwnAlsoWhenClocksAreChanged() {
        var shop = shop("Clocks", LONDON);
        at("2026-10-24T22:59:59Z", () -> shop.sale("GBP", 100));
        at("2026-10-24T23:00:00Z", () -> shop.sale("GBP", 1_000));
        at("2026-10-25T23:59:59Z", () -> shop.sale("GBP", 10_000));
        at("2026-10-26T00:00:00Z", () -> shop.sale("GBP", 100_000));

        var report = shop.report("2026-10");

        assertThat(report)
                .containsExactly(
                        "2026-10-24,GBP,Sale,1,1.00", "2026-10-25,GBP,Sale,2,110.00", "2026-10-26,GBP,Sale,1,1000.00");
        assertThat(words(shop.get("/portal/settlements/2026-10")))
                .contains("Sun 25 Oct 2 £110.00 – £110.00")
                .contains("All in GBP 4 £1,111.00 – £1,111.00");
    }

    @Test
    void daysBeginWhereTheAccountIs() {
        var shop = shop("Kathmandu", ZoneId.of("Asia/Kathmandu")); // UTC+05:45
        at("2026-10-30T18:14:59Z", () -> shop.sale("GBP", 100));
        at("2026-10-30T18:15:00Z", () -> shop.sale("GBP", 200));

        assertThat(shop.report("2026-10")).containsExactly("2026-10-30,GBP,Sale,1,1.00", "2026-10-31,GBP,Sale,1,2.00");
    }

    @Test
    void everyMovementCountsOnceAndReportLedgerAndPagesComeToTheSamePenny() {
        var shop = shop("Everything", LONDON);
        at("2026-10-01T10:00:00Z", () -> {
            shop.refund(shop.sale("GBP", 1_001), 400);
            shop.reverse(shop.sale("GBP", 700));
            shop.capture(shop.hold("GBP", 2_000), 1_500);
            shop.reverse(shop.hold("GBP", 9_900)); // nothing was captured, so nothing moves
            shop.sale("EUR", 333);
            shop.sale("JPY", 5_000);
        });
        at("2026-10-02T10:00:00Z", () -> shop.refund(shop.lastSale, 5_000));

        var ledger = shop.ledger("2026-10");
        var day = words(shop.get("/portal/settlements/2026-10-01"));

        assertThat(shop.report("2026-10"))
                .containsExactly(
                        "2026-10-01,EUR,Sale,1,3.33",
                        "2026-10-01,GBP,Sale,2,17.01",
                        "2026-10-01,GBP,Capture,1,15.00",
                        "2026-10-01,GBP,Refund,1,-4.00",
                        "2026-10-01,GBP,Reverse,1,-7.00",
                        "2026-10-01,JPY,Sale,1,5000",
                        "2026-10-02,JPY,Refund,1,-5000");
        assertThat(sums(ledger, 8, 10)).isEqualTo(Map.of("EUR", "3.33", "GBP", "21.01", "JPY", "0"));
        assertThat(shop.owed()).isEqualTo(Map.of("EUR", "3.33", "GBP", "21.01", "JPY", "0"));
        assertThat(day)
                .contains("Payments 2 £17.01", "Captures 1 £15.00", "Refunds 1 -£4.00", "Reversals 1 -£7.00")
                .contains("All in GBP 5 £21.01", "All in EUR 1 €3.33", "All in JPY 1 JP¥5,000");
        assertThat(words(shop.get("/portal/settlements/2026-10")))
                .contains("Fri 2 Oct 1 – -JP¥5,000 -JP¥5,000")
                .contains("All in GBP 5 £32.01 -£11.00 £21.01");
    }

    @Test
    void theLedgersFileHasEveryEntryOnceAndInOrder() {
        var shop = shop("Long ledger", LONDON);
        var id = at("2026-09-30T12:00:00Z", () -> shop.sale("GBP", 100));
        copyEntries(id, 2_500, "2026-09-09T23:00:00Z");

        var ledger = shop.ledger("2026-09");

        assertThat(ledger).hasSize(2_501).doesNotHaveDuplicates();
        assertThat(ledger.stream().map(line -> line.split(",")[1]).toList()).isSorted();
        assertThat(ledger.getLast())
                .contains("2026-09-30,Sale," + id + ",", ",AcquirerReceivable,MerchantPayable,GBP,1.00,1.00");
        assertThat(shop.report("2026-09")).contains("2026-09-10,GBP,Sale,1440,1440.00", "2026-09-30,GBP,Sale,1,1.00");
        assertThat(words(shop.get("/portal/settlements/2026-09-10"))).contains("These are the first 100 of 1440.");
    }

    @Test
    void thePaymentsOfAListComeAsAFileWithAllItsPages() {
        var shop = shop("Long list", LONDON);
        var id = at("2026-09-30T12:00:00Z", () -> shop.sale("GBP", 1_234));
        at("2026-09-29T12:00:00Z", () -> shop.create("GBP", 500, "=1+1, \\\"please\\\"", "Auto"));
        gateway.index();
        copyIntents(id, 2_300);

        var all = shop.file("/portal/payments.csv");
        var captured = shop.file("/portal/payments.csv?status=Captured");
        var day = shop.file("/portal/payments.csv?from=2026-09-29&to=2026-09-29");

        assertThat(all).hasSize(2_302).doesNotHaveDuplicates();
        assertThat(captured).hasSize(2_301);
        assertThat(captured.getFirst())
                .contains(
                        id + ",2026-09-30T12:00:00Z,Captured,",
                        ",GBP,12.34,,12.34,12.34,12.34,0.00,",
                        "Mastercard,1005,");
        assertThat(day).hasSize(1);
        assertThat(day.getFirst()).contains("Created,\"'=1+1, \"\"please\"\"\",GBP,5.00,,5.00,0.00,0.00,0.00,,,,");
        assertThat(shop.get("/portal/payments?status=Captured").text())
                .contains("href=\"/portal/payments.csv?status=Captured\"");
    }

    @Test
    void whoTookAFileStandsInTheAuditLog() {
        var shop = shop("Audited", LONDON);

        shop.file("/portal/payments.csv?status=Captured");
        shop.report("2026-10");
        shop.ledger("2026-10-05");

        assertThat(gateway.people().audit().list(shop.account, new Paging(Direction.Older, Cursor.TOP, 10)).stream()
                        .filter(line -> line.what().equals("Export"))
                        .map(AuditLine::detail))
                .containsExactlyInAnyOrder(
                        Map.of("payments", "status=Captured"),
                        Map.of("settlements", "2026-10"),
                        Map.of("ledger", "2026-10-05"));
    }

    @Test
    void nobodySeesAnothersMoney() {
        var rich = shop("Rich", LONDON);
        at("2026-10-05T10:00:00Z", () -> rich.sale("GBP", 99_999));
        var poor = shop("Poor", LONDON);

        assertThat(poor.report("2026-10")).isEmpty();
        assertThat(poor.ledger("2026-10")).isEmpty();
        assertThat(poor.file("/portal/payments.csv")).isEmpty();
        assertThat(words(poor.get("/portal/settlements/2026-10"))).contains("Nothing moved");
        assertThat(words(poor.get("/portal/settlements/2026-10-05"))).contains("Nothing moved");
        for (var path : List.of(
                "/portal/settlements/2026-10", "/portal/settlements/2026-10/ledger.csv", "/portal/payments.csv")) {
            assertThat(location(new Visitor(gateway).get(path))).startsWith("/portal/sign-in");
        }
    }

    @Test
    void theLinkLeadsToThisMonthAndTheFormToAnyOther() {
        gateway.clock().set(Instant.parse("2026-10-31T11:00:00Z")); // in Auckland it is November
        var visitor = new Shop("Links", ZoneId.of("Pacific/Auckland")).reader();

        assertThat(location(visitor.get("/portal/settlements"))).isEqualTo("/portal/settlements/2026-11");
        assertThat(location(visitor.get("/portal/settlements?period=2026-02")))
                .isEqualTo("/portal/settlements/2026-02");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portal/settlements/yesterday",
                "/portal/settlements/%00",
                "/portal/settlements/2026-02-30",
                "/portal/settlements/0000-01/ledger.csv",
                "/portal/settlements/99999-01/report.csv",
                "/portal/settlements?period=%F0%9F%92%A9",
                "/portal/payments.csv?status=Nonsense",
                "/portal/payments.csv?from=%00"
            })
    void nonsenseIsNoFile(String path) {
        var answer = shop("Nonsense", LONDON).get(path);

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.response().headers().firstValue("Content-Disposition"))
                .isEmpty();
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    private static Shop shop(String name, ZoneId zone) {
        return new Shop(name, zone);
    }

    private static <T> T at(String time, Supplier<T> deed) {
        gateway.clock().set(Instant.parse(time));
        return deed.get();
    }

    private static void at(String time, Runnable deed) {
        gateway.clock().set(Instant.parse(time));
        deed.run();
    }

    /** As many sales of one pound each as minutes, of one and the same payment. */
    private static void copyEntries(String intent, int count, String start) {
        run("""
                WITH copied AS (
                    INSERT INTO operation (id, payment_intent_id, account_id, kind, currency, amount, payment,
                        asked_at, outcome, message, auth_code, settled_at)
                    SELECT gen_random_uuid(), payment_intent_id, account_id, kind, currency, amount, payment,
                        at, outcome, message, auth_code, at
                    FROM operation, generate_series(0, %d - 1) AS n,
                        LATERAL (SELECT '%s'::timestamptz + n * interval '1 minute') AS t (at)
                    WHERE payment_intent_id = '%s'
                    RETURNING id, account_id, currency, amount, asked_at
                )
                INSERT INTO ledger_entry (operation_id, account_id, debit, credit, currency, amount, created_at)
                SELECT id, account_id, 'AcquirerReceivable', 'MerchantPayable', currency, amount, asked_at
                FROM copied
                """.formatted(count, start, intent));
    }

    /** So many payments like this one. */
    private static void copyIntents(String intent, int count) {
        run("""
                CREATE TEMPORARY TABLE one AS SELECT * FROM payment_intent WHERE id = '%s';
                INSERT INTO payment_intent
                SELECT (jsonb_populate_record(one, jsonb_build_object('id', 'pi_sandbox_' || lpad(n::text, 22, '0')))).*
                FROM one, generate_series(1, %d) AS n;
                INSERT INTO payment_search
                SELECT i.id, s.keywords
                FROM one, payment_intent i, payment_search s
                WHERE s.id = one.id AND i.id <> one.id AND i.account_id = one.account_id AND i.status = one.status;
                INSERT INTO payment_keyword
                SELECT unnest(s.keywords), i.created_at, i.id
                FROM one, payment_intent i, payment_search s
                WHERE s.id = i.id AND i.id <> one.id AND i.account_id = one.account_id AND i.status = one.status;
                DROP TABLE one
                """.formatted(intent, count));
    }

    private static void run(String sql) {
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sums of a column for each currency. */
    private static Map<String, String> sums(List<String> lines, int currency, int amount) {
        var sums = new TreeMap<String, Balance>();
        for (var line : lines) {
            var cells = line.split(",");
            var code = Money.currency(cells[currency]).orElseThrow();
            var minor = Long.parseLong(cells[amount].replace(".", ""));
            sums.merge(cells[currency], new Balance(minor, code), Balance::plus);
        }
        return sums.values().stream()
                .collect(Collectors.toMap(sum -> sum.currency().getCurrencyCode(), Balance::plain));
    }

    /** A merchant who sells, and later reads. */
    private static final class Shop {

        /** After all that is sold here. */
        private static final Instant READING = Instant.parse("2026-11-10T10:00:00Z");

        private final String key;
        private final AccountId account;
        private @Nullable Visitor reader;
        private String lastSale = "";

        Shop(String name, ZoneId zone) {
            key = gateway.openAccount(Environment.Sandbox, name, zone);
            account = gateway.account(key).id();
        }

        String sale(String currency, long minor) {
            lastSale = pay(create(currency, minor, "Order", "Auto"));
            return lastSale;
        }

        String hold(String currency, long minor) {
            return pay(create(currency, minor, "Order", "Manual"));
        }

        JsonNode create(String currency, long minor, String reference, String captureMode) {
            return post("/payment-intents", """
                    {"amount":{"value":%d,"currencyCode":"%s"},"reference":"%s","captureMode":"%s"}
                    """.formatted(minor, currency, reference, captureMode));
        }

        void capture(String id, long minor) {
            post("/payment-intents/" + id + "/captures", "{\"amount\":%d}".formatted(minor));
        }

        void refund(String id, long minor) {
            var request = gateway.requestAs(key, "/payment-intents/" + id + "/refunds")
                    .header("Content-Type", "application/json")
                    .header("idempotencyKey", "refund-" + id)
                    .POST(BodyPublishers.ofString("{\"amount\":%d,\"refundReason\":\"r\"}".formatted(minor)));
            gateway.send(request).ok();
        }

        void reverse(String id) {
            post("/payment-intents/" + id + "/reversal", "");
        }

        /** What the whole ledger owes this merchant, for each currency. */
        Map<String, String> owed() {
            var owed = new TreeMap<String, Balance>();
            gateway.database()
                    .once(tx -> tx.sql(Sql.of("""
                            SELECT currency, credit, amount
                            FROM ledger_entry
                            WHERE account_id = :account
                            """))
                            .bind("account", account.value())
                            .list(row -> {
                                var amount = Money.of(row.number("amount"), row.text("currency"))
                                        .balance();
                                var sign = row.text("credit").equals("MerchantPayable") ? amount : amount.negated();
                                return owed.merge(row.text("currency"), sign, Balance::plus);
                            }));
            return owed.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, sum -> sum.getValue().plain()));
        }

        List<String> report(String period) {
            return file("/portal/settlements/" + period + "/report.csv");
        }

        List<String> ledger(String period) {
            return file("/portal/settlements/" + period + "/ledger.csv");
        }

        /** Its lines, without the heads of the columns. */
        List<String> file(String path) {
            var answer = get(path);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.response()
                            .headers()
                            .firstValue("Content-Disposition")
                            .orElseThrow())
                    .matches(FILE_NAME);
            var lines = List.of(answer.text().split("\r\n"));
            assertThat(lines.getFirst()).matches("[a-z_,]+");
            return lines.subList(1, lines.size());
        }

        Answer get(String path) {
            gateway.clock().set(READING);
            return reader().get(path);
        }

        Visitor reader() {
            if (reader == null) {
                reader = Visitor.invited(gateway, account, account + "@shop.example", Role.Viewer);
            }
            return reader;
        }

        private String pay(JsonNode intent) {
            gateway.pay(intent, "5200000000001005").ok();
            return intent.path("id").asString();
        }

        private JsonNode post(String path, String body) {
            return gateway.send(gateway.requestAs(key, path)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body)))
                    .ok();
        }
    }
}
