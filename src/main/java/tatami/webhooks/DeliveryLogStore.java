package tatami.webhooks;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.webhooks.Delivery.State;
import tatami.webhooks.Told.Try;

/** Deliveries and their tries as people look at them. */
final class DeliveryLogStore {

    /** With the last try, if any. */
    private static final Sql LIST = Sql.of("""
            SELECT d.state, d.tries, d.next_try_at, d.settled_at,
                e.id AS event_id, e.type, e.account_id, e.created_at, e.data,
                a.try, a.began_at, a.milliseconds, a.status, a.failure, a.answer
            FROM webhook_delivery d
            JOIN event e ON e.id = d.event_id
            LEFT JOIN LATERAL (
                SELECT *
                FROM webhook_attempt a
                WHERE a.subscription_id = d.subscription_id
                  AND a.event_seq = d.event_seq
                ORDER BY a.try DESC
                LIMIT 1
            ) AS a ON true
            WHERE d.subscription_id = :subscription
              AND (:state::text IS NULL OR d.state = :state)
              AND (:before::bigint IS NULL OR d.event_seq < :before)
            ORDER BY d.event_seq DESC
            LIMIT :limit
            """);

    /** The other way: the oldest of what is newer. */
    private static final Sql NEWER = Sql.of("""
            SELECT d.state, d.tries, d.next_try_at, d.settled_at,
                e.id AS event_id, e.type, e.account_id, e.created_at, e.data,
                a.try, a.began_at, a.milliseconds, a.status, a.failure, a.answer
            FROM webhook_delivery d
            JOIN event e ON e.id = d.event_id
            LEFT JOIN LATERAL (
                SELECT *
                FROM webhook_attempt a
                WHERE a.subscription_id = d.subscription_id
                  AND a.event_seq = d.event_seq
                ORDER BY a.try DESC
                LIMIT 1
            ) AS a ON true
            WHERE d.subscription_id = :subscription
              AND (:state::text IS NULL OR d.state = :state)
              AND d.event_seq > :after
            ORDER BY d.event_seq
            LIMIT :limit
            """);

    /** How the last deliveries of each of an account's subscriptions went. */
    private static final Sql PULSES = Sql.of("""
            SELECT s.id, p.delivered, p.waiting, p.exhausted
            FROM webhook_subscription s
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE state = 'Delivered') AS delivered,
                    count(*) FILTER (WHERE state = 'Waiting') AS waiting,
                    count(*) FILTER (WHERE state = 'Exhausted') AS exhausted
                FROM (
                    SELECT d.state
                    FROM webhook_delivery d
                    WHERE d.subscription_id = s.id
                    ORDER BY d.event_seq DESC
                    LIMIT :last
                ) AS l
            ) AS p
            WHERE s.account_id = :account
            """);

    private static final Sql HAS_EXHAUSTED = Sql.of("""
            SELECT EXISTS (
                SELECT
                FROM webhook_delivery
                WHERE subscription_id = :subscription
                  AND state = 'Exhausted'
            ) AS found
            """);

    /**
     * Of one subject, oldest first: what was tried by an index of its own, and the rest by the courier's, so that
     * writing a delivery costs nothing more. A subscription may be gone.
     */
    private static final Sql OF_SUBJECT = Sql.of("""
            SELECT d.subscription_id, d.state, e.id AS event_id, e.type, e.created_at, s.url
            FROM (
                SELECT t.subscription_id, t.event_seq, t.event_id, t.state
                FROM webhook_delivery t
                WHERE t.subject = :subject
                  AND NOT t.untried
                UNION ALL
                SELECT u.subscription_id, u.event_seq, u.event_id, u.state
                FROM webhook_subscription mine
                CROSS JOIN LATERAL (
                    SELECT *
                    FROM webhook_delivery w
                    WHERE w.subscription_id = mine.id
                      AND w.subject = :subject
                      AND w.untried
                    OFFSET 0
                ) AS u
                WHERE mine.account_id = :account
            ) AS d
            CROSS JOIN LATERAL (SELECT * FROM event WHERE id = d.event_id OFFSET 0) AS e
            LEFT JOIN webhook_subscription s ON s.id = d.subscription_id
            WHERE e.account_id = :account
            ORDER BY d.event_seq
            LIMIT :most
            """);

    private static final Sql SEQ = Sql.of("""
            SELECT d.event_seq
            FROM event e
            JOIN webhook_delivery d ON d.subscription_id = :subscription AND d.event_seq = e.seq
            WHERE e.id = :event
            """);

    /** With all its tries, a row for each. */
    private static final Sql FIND = Sql.of("""
            SELECT d.state, d.tries, d.next_try_at, d.settled_at,
                e.id AS event_id, e.type, e.account_id, e.created_at, e.data,
                a.try, a.began_at, a.milliseconds, a.status, a.failure, a.answer
            FROM event e
            JOIN webhook_delivery d ON d.subscription_id = :subscription AND d.event_seq = e.seq
            LEFT JOIN webhook_attempt a ON a.subscription_id = d.subscription_id AND a.event_seq = d.event_seq
            WHERE e.id = :event
            ORDER BY a.try
            """);

    /** Counts no further than told: a receiver that is away for long leaves very many. */
    private static final Sql EXHAUSTED = Sql.of("""
            SELECT count(*) AS number
            FROM (
                SELECT
                FROM webhook_subscription s
                JOIN webhook_delivery d ON d.subscription_id = s.id AND d.state = 'Exhausted'
                WHERE s.account_id = :account
                  AND d.settled_at >= :since
                LIMIT :most
            ) AS found
            """);

    int exhausted(Tx tx, AccountId account, Instant since, int most) {
        return tx.sql(EXHAUSTED)
                .bind("account", account.value())
                .bind("since", since)
                .bind("most", most)
                .first(row -> (int) row.number("number"))
                .orElseThrow();
    }

    /** @param before an event's place among all events; null from the newest on */
    List<Told> list(Tx tx, SubscriptionId subscription, @Nullable State state, @Nullable Long before, int limit) {
        return tx.sql(LIST)
                .bind("subscription", subscription.value())
                .bind("state", state)
                .bind("before", before)
                .bind("limit", limit)
                .list(DeliveryLogStore::read);
    }

    /** Newest first, the nearest of those that are newer than {@code after}. */
    List<Told> listNewer(Tx tx, SubscriptionId subscription, @Nullable State state, long after, int limit) {
        return tx.sql(NEWER)
                .bind("subscription", subscription.value())
                .bind("state", state)
                .bind("after", after)
                .bind("limit", limit)
                .list(DeliveryLogStore::read)
                .reversed();
    }

    /** @param last how many of the newest of each are counted */
    Map<SubscriptionId, Pulse> pulses(Tx tx, AccountId account, int last) {
        var pulses = new HashMap<SubscriptionId, Pulse>();
        tx.sql(PULSES)
                .bind("account", account.value())
                .bind("last", last)
                .list(row -> pulses.put(
                        new SubscriptionId(row.text("id")),
                        new Pulse(row.number("delivered"), row.number("waiting"), row.number("exhausted"))));
        return pulses;
    }

    boolean hasExhausted(Tx tx, SubscriptionId subscription) {
        return tx.sql(HAS_EXHAUSTED)
                .bind("subscription", subscription.value())
                .first(row -> row.flag("found"))
                .orElseThrow();
    }

    List<Sent> ofSubject(Tx tx, AccountId account, String subject, int most) {
        return tx.sql(OF_SUBJECT)
                .bind("account", account.value())
                .bind("subject", subject)
                .bind("most", most)
                .list(row -> new Sent(
                        new SubscriptionId(row.text("subscription_id")),
                        row.textOrNull("url"),
                        row.text("event_id"),
                        row.text("type"),
                        row.time("created_at"),
                        row.name("state", State.class)));
    }

    /** The place among all events of one that was to be delivered to this subscription. */
    Optional<Long> seq(Tx tx, SubscriptionId subscription, String eventId) {
        return tx.sql(SEQ)
                .bind("subscription", subscription.value())
                .bind("event", eventId)
                .first(row -> row.number("event_seq"));
    }

    Optional<Told> find(Tx tx, SubscriptionId subscription, String eventId) {
        return tx
                .sql(FIND)
                .bind("subscription", subscription.value())
                .bind("event", eventId)
                .list(DeliveryLogStore::read)
                .stream()
                .reduce(Told::with);
    }

    private static Told read(Row row) {
        return new Told(
                EventLogStore.message(row),
                row.name("state", State.class),
                row.number("tries"),
                row.timeOrNull("next_try_at"),
                row.timeOrNull("settled_at"),
                row.numberOrNull("try") == null ? List.of() : List.of(readTry(row)));
    }

    private static Try readTry(Row row) {
        return new Try(
                row.number("try"),
                row.time("began_at"),
                row.number("milliseconds"),
                row.numberOrNull("status"),
                row.textOrNull("failure"),
                row.text("answer"));
    }
}
