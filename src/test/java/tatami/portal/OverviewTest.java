package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.words;

import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.accounts.Environment;
import tatami.checkout.MoodyAcquirer;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.users.Role;
import tools.jackson.databind.JsonNode;

/** The portal's first page, as a browser without scripts shows it. */
class OverviewTest {

    private static final String GOOD = "5200000000001005";
    private static final String DECLINED = "4000000000000002";

    private Gateway gateway;
    private MoodyAcquirer acquirer;

    @BeforeEach
    void start() {
        gateway = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
        gateway.clock().set(Instant.parse("2027-05-19T10:00:00Z"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void whoHasNoPaymentYetIsToldHowTheFirstIsMade() {
        var page = owner().get("/portal");

        assertThat(words(page)).contains("No payments yet", "./tatami link").doesNotContain("Success rate");
        assertThat(words(owner().get("/portal/"))).contains("No payments yet");
    }

    @Test
    void todayStandsBesideYesterdayByThisTime() {
        sale(1_000, "GBP");
        gateway.clock().advance(Duration.ofHours(5));
        sale(5_000, "GBP"); // later than now, and so not beside it
        gateway.clock().set(Instant.parse("2027-05-20T09:07:00Z"));
        gateway.tally();
        sale(2_000, "GBP");
        pay(create(700, "GBP", "Auto"), DECLINED);
        gateway.refund(sale(400, "GBP"), 150, "key").ok();
        gateway.post("/payment-intents/" + sale(300, "GBP") + "/reversal", "").ok();
        pay(create(9_900, "GBP", "Manual"), GOOD);
        gateway.clock().set(Instant.parse("2027-05-20T11:20:00Z"));

        var page = words(owner().get("/portal"));

        assertThat(page)
                .contains("Thursday, 20 May, beside yesterday by 12:15")
                .contains("Captured £27.00 Net £22.50 Yesterday £10.00")
                .contains("Payments 4 Yesterday 1")
                .contains("Success rate 80.0\u00a0% 20.0\u00a0% declined: 1 of 5 Yesterday 100.0\u00a0%")
                .contains("Refunds £1.50 in 1 refund Yesterday £0.00")
                .contains("Reversed £3.00 in 1 reversal of captured payments Yesterday £0.00")
                .contains("10:00 to 11:00 £27.00 £0.00")
                .contains("11:00 to 12:00 £0.00 £10.00")
                .contains("16:00 to 17:00 £0.00 £50.00")
                .contains("Captured £87.00 Net £82.50 Last month £0.00", "The 19th £60.00 £0.00")
                .contains("As of 20 May 2027, 12:20:00 (Europe/London).", "Nothing needs your attention.");
    }

    /** Both are shown for the account's own day: a quarter past in UTC. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Asia/Kathmandu | 2027-05-31T18:14:00Z | 2027-05-31T18:16:00Z | Tuesday, 1 June
            Europe/London  | 2027-05-31T22:59:00Z | 2027-05-31T23:01:00Z | Tuesday, 1 June
            Etc/UTC        | 2027-05-31T23:59:00Z | 2027-06-01T00:01:00Z | Tuesday, 1 June
            """)
    void aDayAndAMonthEndWhereTheMerchantIs(ZoneId zone, Instant before, Instant after, String day) {
        var key = gateway.openAccount(Environment.Sandbox, "A shop", zone);
        gateway.clock().set(before);
        pay(create(key, 100, "EUR", "Auto"), GOOD);
        gateway.clock().set(after);
        pay(create(key, 30, "EUR", "Auto"), GOOD);
        gateway.clock().advance(Duration.ofMinutes(20));
        var account = gateway.account(key).id();

        var page = words(Visitor.invited(gateway, account, "viewer@shop.example", Role.Viewer)
                .get("/portal"));

        assertThat(page)
                .contains(day, "June 2027, beside May 2027 by the 1st")
                .contains("Captured €0.30 Yesterday €0.00", "Captured €0.30 Last month €0.00")
                .contains("The 31st €0.00 €1.00", "The 1st €0.30 €0.00");
    }

    @Test
    void theCurrencyThatIsUsedMostIsShownAndTheOthersAreOneClickAway() {
        sale(1_000, "GBP");
        sale(900, "JPY");
        sale(800, "JPY");
        var owner = owner();

        var most = words(owner.get("/portal"));
        var other = words(owner.get("/portal?currency=GBP"));

        assertThat(most).contains("JPY GBP", "Captured JP¥1,700");
        assertThat(other).contains("JPY GBP", "Captured £10.00");
        for (var nonsense : new String[] {"XXX", "%00", "%3Cscript%3E", "EUR"}) {
            assertThat(words(owner.get("/portal?currency=" + nonsense))).contains("Captured JP¥1,700");
        }
    }

    @Test
    void anotherAccountsPaymentsAreNotAmongThem() {
        sale(1_000, "GBP");
        var other = gateway.account(gateway.openAccount("Another shop")).id();

        var page = words(Visitor.invited(gateway, other, "viewer@other.example", Role.Viewer)
                .get("/portal"));

        assertThat(page).contains("No payments yet").doesNotContain("£10.00");
    }

    @Test
    void whoHasPaymentsThatNobodyPaidSeesZeros() {
        create(1_000, "EUR", "Auto");

        assertThat(words(owner().get("/portal")))
                .contains("Captured €0.00", "Success rate –", "Nobody has tried to pay")
                .contains("Nothing was captured today or yesterday.", "Nothing was captured this month or last.");
    }

    @Test
    void aHoldThatRunsOutAndAnAcquirerThatIsSilentAskForAttention() {
        var held = pay(create(2_000, "GBP", "Manual"), GOOD);
        var taken = pay(json("""
                {"captureMode":"Manual","amount":{"value":4000,"currencyCode":"GBP"},"reference":"Room 7",
                 "autoExpireIn":"5.00:00:00","autoExpireAction":"Capture"}
                """), GOOD);
        assertThat(words(owner().get("/portal"))).contains("Nothing needs your attention.");
        gateway.clock().advance(Duration.ofDays(4).plusMinutes(1));
        var silent = pay(create(700, "GBP", "Manual"), GOOD);
        acquirer.be(Mood.DUMB);
        gateway.post("/payment-intents/" + silent + "/captures", "{\"amount\":500}");
        assertThat(words(owner().get("/portal"))).doesNotContain("without an answer");
        gateway.clock().advance(Duration.ofMinutes(6));

        var page = owner().get("/portal");

        assertThat(words(page))
                .contains("1 request without an answer £5.00", "1 authorisation will soon be released £20.00")
                .contains("1 authorisation will soon be captured £40.00", "£40.00 Room 7 captured 24 May 2027, 11:00")
                .contains("£20.00 Order 1 released 26 May 2027, 11:00", "£5.00 Order 1 asked 23 May 2027, 11:01")
                .doesNotContain("Nothing needs your attention.");
        for (var id : new String[] {held, taken, silent}) {
            assertThat(page.text()).contains("/portal/payments/" + id);
        }
    }

    /** The first ones are shown, the most pressing first; a link leads to all. */
    @Test
    void manyHoldsAreCountedAndTheFirstAreShown() {
        for (int i = 1; i <= 7; i++) {
            pay(create(100 * i, i % 2 == 0 ? "EUR" : "GBP", "Manual"), GOOD);
            gateway.clock().advance(Duration.ofMinutes(1));
        }
        gateway.clock().advance(Duration.ofDays(5));

        var page = owner().get("/portal");

        assertThat(words(page))
                .contains("7 authorisations will soon be released", "£16.00", "€12.00", "£5.00 Order 1")
                .doesNotContain("€6.00 Order 1");
        assertThat(page.text()).contains("/portal/payments?status=Authorized");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_500})
    void webhooksThatWereGivenUpAskForAttention(int number) {
        sale(1_000, "GBP");
        exhausted(gateway.firstAccount().value(), "'2027-05-18'", number);
        exhausted("acc_sandbox_other", "'2027-05-18'", 3);
        assertThat(words(owner().get("/portal")))
                .contains(number == 1 ? "1 webhook was given up" : "More than 999 webhooks were given up");

        gateway.clock().advance(Duration.ofDays(30));
        assertThat(words(owner().get("/portal"))).contains("Nothing needs your attention.");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whoeverSeesThatWebhooksWereGivenUpIsLedThere(Role role) {
        sale(1_000, "GBP");
        exhausted(gateway.firstAccount().value(), "'2027-05-18'", 2);

        var page = Visitor.invited(gateway, role + "@shop.example", role).get("/portal");

        assertThat(words(page)).contains("2 webhooks were given up");
        assertThat(page.text()).contains("<a href=\"/portal/webhooks\">See the webhooks</a>");
    }

    /** A hundred thousand this month, ten thousand of them today; the limit is far above what is measured. */
    @Test
    void aHundredThousandPaymentsAMonthAreShownWithinHalfASecond() {
        sale(1_000, "GBP");
        many(100_000, "2027-05-01T00:00:00Z", "2027-05-18T22:00:00Z");
        many(20_000, "2026-12-01T00:00:00Z", "2027-04-30T22:00:00Z");
        while (gateway.tally() > 0) {
            // a day at a time
        }
        many(2_000, "2027-05-19T09:45:00Z", "2027-05-19T10:00:00Z");
        var owner = owner();
        owner.get("/portal");

        var times = LongStream.range(0, 9)
                .map(_ -> {
                    var begin = System.nanoTime();
                    assertThat(words(owner.get("/portal"))).contains("Payments 102,001", "Payments 2,001");
                    return (System.nanoTime() - begin) / 1_000_000;
                })
                .sorted()
                .toArray();

        System.getLogger("overview").log(System.Logger.Level.INFO, "Milliseconds: " + Arrays.toString(times));
        assertThat(times[times.length / 2]).isLessThan(500);
    }

    private void many(int number, String from, String until) {
        execute("""
                INSERT INTO payment_intent
                SELECT made.*
                FROM payment_intent AS p, generate_series(1, %1$d) AS i,
                    LATERAL (SELECT '%2$s'::timestamptz + ('%3$s'::timestamptz - '%2$s') * i / %1$d AS at) AS a,
                    LATERAL (SELECT a.at, a.at + interval '30 days' AS due) AS t,
                    LATERAL jsonb_populate_record(p, jsonb_build_object('id', 'pi_' || i || '%2$s', 'created_at', t.at,
                        'status', CASE WHEN i %% 4 > 0 THEN 'Captured' WHEN t.due > '%4$s' THEN 'Created' ELSE 'Canceled' END,
                        'due_at', CASE WHEN i %% 4 = 0 AND t.due > '%4$s' THEN t.due END)) AS made
                WHERE p.id = (SELECT id FROM payment_intent ORDER BY id COLLATE "C" DESC LIMIT 1)
                """.formatted(number, from, until, gateway.clock().instant()));
        execute("""
                INSERT INTO operation (id, payment_intent_id, account_id, kind, currency, amount, payment, asked_at,
                    outcome, settled_at)
                SELECT o.id, 'pi_' || i || '%2$s', p.account_id, 'Sale', 'GBP', 1000 + i %% 977, o.id, t.at, 'Approved', t.at
                FROM payment_intent AS p, generate_series(1, %1$d) AS i,
                    LATERAL (SELECT '%2$s'::timestamptz + ('%3$s'::timestamptz - '%2$s') * (i - 1) / %1$d AS at) AS t,
                    LATERAL (SELECT (lpad(to_hex((extract(epoch FROM t.at) * 1000)::bigint), 12, '0')
                        || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid AS id) AS o
                WHERE p.id = (SELECT id FROM payment_intent ORDER BY id COLLATE "C" DESC LIMIT 1)
                """.formatted(number, from, until));
    }

    private void exhausted(String account, String at, int number) {
        execute("""
                INSERT INTO account SELECT '%1$s', environment, trading_name, location_id, time_zone, created_at
                FROM account ON CONFLICT DO NOTHING;
                INSERT INTO webhook_subscription (id, account_id, url, created_at, updated_at)
                VALUES ('sub_%1$s', '%1$s', 'https://shop.example/hook', %2$s, %2$s);
                INSERT INTO webhook_delivery (subscription_id, event_seq, event_id, subject, state, settled_at)
                SELECT 'sub_%1$s', i, 'evt_' || i, 'pi_1', 'Exhausted', %2$s FROM generate_series(1, %3$d) AS i
                """.formatted(account, at, number));
    }

    private Visitor owner() {
        return Visitor.machinesOwner(gateway);
    }

    private String sale(long minor, String currency) {
        return pay(create(minor, currency, "Auto"), GOOD);
    }

    private String pay(JsonNode intent, String card) {
        gateway.pay(intent, card).ok();
        return intent.path("id").asString();
    }

    private JsonNode json(String json) {
        return gateway.post("/payment-intents", json).ok();
    }

    private JsonNode create(long minor, String currency, String mode) {
        return create(gateway.secretKey(), minor, currency, mode);
    }

    private JsonNode create(String key, long minor, String currency, String mode) {
        return gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"captureMode":"%s","amount":{"value":%d,"currencyCode":"%s"},"reference":"Order 1"}
                                """.formatted(mode, minor, currency))))
                .ok();
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
