package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Await;
import tatami.Crowd;
import tatami.Gateway;
import tatami.accounts.AccountId;
import tatami.db.DatabaseFailure;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.payments.Found.Extent;

/** Whatever happens, every payment is found by what it is now, once. */
class IndexerTest {

    /** Another writer's change, in a transaction that is not over yet. */
    private static final Sql CANCEL = Sql.of("""
            WITH changed AS (
                UPDATE payment_intent
                SET status = 'Canceled'
                WHERE id = :id
                RETURNING account_id
            )
            INSERT INTO event (id, account_id, type, data, created_at)
            SELECT 'evt_of_' || :id, account_id, 'payment_intent.status_updated',
                json_build_object('paymentIntentId', :id::text), now()
            FROM changed
            """);

    private static final Sql CANCEL_ALL = Sql.of("""
            WITH changed AS (
                UPDATE payment_intent
                SET status = 'Canceled'
                WHERE status = 'Created'
                RETURNING id, account_id
            )
            INSERT INTO event (id, account_id, type, data, created_at)
            SELECT 'evt_of_' || id, account_id, 'payment_intent.status_updated',
                json_build_object('paymentIntentId', id), now()
            FROM changed
            """);

    private static final Sql FILL_ANEW = Sql.of("UPDATE payment_search_progress SET filled_to = ''");

    /** As in a database that came from another server, which was far ahead. */
    private static final Sql COME_FROM_ELSEWHERE = Sql.of("UPDATE payment_search_progress SET xid = xid + 1000000000");

    private static final Sql EVENTS_FROM_ELSEWHERE = Sql.of("UPDATE event SET xid = xid + 1000000000");

    private static final Sql BREAK = Sql.of("""
            ALTER TABLE payment_search_progress ADD CONSTRAINT broken CHECK (xid < 0) NOT VALID
            """);

    private static final Sql MEND = Sql.of("ALTER TABLE payment_search_progress DROP CONSTRAINT broken");

    private static final Sql LOCK = Sql.of("SELECT xid FROM payment_search_progress FOR UPDATE");

    private static final Sql SEARCHES = Sql.of("SELECT count(*) AS rows FROM payment_search");

    /** Keywords that stand in one of the tables and not in the other. */
    private static final Sql STRAY = Sql.of("""
            SELECT count(*) AS rows
            FROM (SELECT id, unnest(keywords) AS keyword FROM payment_search) AS s
            FULL JOIN payment_keyword k USING (id, keyword)
            LEFT JOIN payment_intent p USING (id)
            WHERE s.id IS NULL OR k.id IS NULL OR k.created_at <> p.created_at
            """);

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.start();
    }

    @AfterEach
    void stop() {
        assertThat(rows(STRAY)).isZero();
        gateway.close();
    }

    @Test
    void aPaymentIsFoundByWhatItIsNow() {
        var intent = gateway.create("Auto");
        gateway.index();
        assertThat(found(Status.Created)).hasSize(1);
        gateway.pay(intent, "5200000000001005").ok();
        gateway.index();

        assertThat(found(Status.Created)).isEmpty();
        assertThat(found(Status.Captured)).hasSize(1);
        assertThat(rows(SEARCHES)).isEqualTo(1);
    }

    @Test
    void inAGatewayAtWorkItIsFoundByItself() {
        gateway.work();
        gateway.create("Auto");

        Await.until(
                "found", Duration.ofSeconds(10), () -> !found(Status.Created).isEmpty());
    }

    @Test
    void whatHasChangedSinceIsNotShownAsItWas() {
        var intent = gateway.create("Auto");
        gateway.index();
        gateway.delete("/payment-intents/" + intent.path("id").asString()).ok();

        assertThat(found(Status.Created)).isEmpty();
        assertThat(found(Status.Canceled)).isEmpty();
        gateway.index();
        assertThat(found(Status.Canceled)).hasSize(1);
    }

    /** Events of a transaction that began first and ends last have lower numbers than others that were taken. */
    @Test
    void whoCommitsLateIsNotLost() {
        var slow = gateway.create("Auto").path("id").asString();
        gateway.index();
        gateway.database().transaction(tx -> {
            tx.sql(CANCEL).bind("id", slow).runOne();
            for (int i = 0; i < 3; i++) {
                gateway.create("Auto");
            }
            gateway.index();
            return tx;
        });
        gateway.index();

        assertThat(found(Status.Canceled)).hasSize(1);
        assertThat(found(Status.Created)).hasSize(3);
    }

    @Test
    void severalGatewaysDoTheWorkOnce() {
        try (var other = Gateway.beside(gateway)) {
            var answers = Crowd.atOnce(24, i -> () -> {
                if (i % 3 == 0) {
                    gateway.index();
                } else if (i % 3 == 1) {
                    other.index();
                } else {
                    gateway.paid("Auto");
                }
                return i;
            });
            gateway.index();
            other.index();

            assertThat(answers).hasSize(24);
            assertThat(found(Status.Captured)).hasSize(8);
            assertThat(found(Status.Created)).isEmpty();
        }
    }

    @Test
    void nobodyWaitsForTheGatewayThatWorks() {
        gateway.create("Auto");
        gateway.database().transaction(tx -> {
            tx.sql(LOCK).list(row -> row.number("xid"));

            gateway.index();
            return tx;
        });
        assertThat(found(Status.Created)).isEmpty();

        gateway.index();
        assertThat(found(Status.Created)).hasSize(1);
    }

    @Test
    void whoDiesInBetweenHasDoneNothing() {
        gateway.create("Auto");
        run(BREAK);

        assertThatThrownBy(gateway::index).isInstanceOf(DatabaseFailure.class);

        assertThat(rows(SEARCHES)).isZero();
        run(MEND);
        gateway.index();
        assertThat(found(Status.Created)).hasSize(1);
    }

    @Test
    void whatIsFromBeforeIsFilledInStepByStep() {
        fill(2_500);

        assertThat(find(Status.Captured).extent()).isEqualTo(Extent.Preparing);
        gateway.index();

        assertThat(rows(SEARCHES)).isEqualTo(2_501);
        assertThat(find(Status.Captured).extent()).isEqualTo(Extent.Everything);
        assertThat(found(filter(null, null, "order 2222", null))).hasSize(1);
    }

    /** Here one transaction has more than a step takes, and there are many small ones after it. */
    @Test
    void whoWasAwayCatchesUp() {
        fill(12_500);
        gateway.index();
        var changed = gateway.database().once(tx -> tx.sql(CANCEL_ALL).run());
        assertThat(changed).isGreaterThan(1_000);
        for (int i = 0; i < 20; i++) {
            gateway.create("Auto");
        }
        gateway.index();

        assertThat(found(Status.Created)).hasSize(20);
        assertThat(found(filter(Status.Canceled, null, "order 12404", null))).hasSize(1);
        assertThat(found(filter(Status.Canceled, null, "order 4", null))).hasSize(1);
    }

    /** A dump brings along numbers of transactions that the new server has not come to yet. */
    @Test
    void aRestoredDatabaseHealsItself() {
        gateway.paid("Auto");
        gateway.index();
        gateway.paid("Auto");
        run(EVENTS_FROM_ELSEWHERE);
        run(COME_FROM_ELSEWHERE);
        gateway.create("Auto");

        gateway.index();

        assertThat(found(Status.Captured)).hasSize(2);
        assertThat(found(Status.Created)).hasSize(1);
        gateway.paid("Auto");
        gateway.index();
        assertThat(found(Status.Captured)).hasSize(3);
    }

    @Test
    void whatWaitsIsCountedUntilItIsDone() {
        gateway.create("Auto");

        assertThat(gateway.searchBacklog().waiting()).isEqualTo(1);
        gateway.index();
        assertThat(gateway.searchBacklog().waiting()).isZero();
    }

    private void fill(int payments) {
        gateway.paid("Auto");
        gateway.index();
        ManyPayments.copy(gateway, gateway.firstAccount(), payments);
        fillAnew(gateway);
    }

    /** As after an upgrade: what there is was created by another version. */
    static void fillAnew(Gateway gateway) {
        gateway.database().once(tx -> tx.sql(FILL_ANEW).run());
    }

    private List<PaymentIntent> found(Status status) {
        return find(status).payments();
    }

    private Found find(Status status) {
        return new PaymentSearch(gateway.database()).find(account(), filter(status, null, "", null));
    }

    private List<PaymentIntent> found(Filter filter) {
        return new PaymentSearch(gateway.database()).find(account(), filter).payments();
    }

    private AccountId account() {
        return gateway.firstAccount();
    }

    static Filter filter(@Nullable Status status, @Nullable Total total, String reference, @Nullable String card) {
        return new Filter(
                status,
                total,
                reference,
                card,
                Search.EARLIEST,
                Search.LATEST,
                new Paging(Direction.Older, Cursor.TOP, 51));
    }

    private void run(Sql sql) {
        gateway.database().once(tx -> tx.sql(sql).run());
    }

    private long rows(Sql sql) {
        return gateway.database()
                .once((Tx tx) -> tx.sql(sql).first(row -> row.number("rows")).orElseThrow());
    }
}
