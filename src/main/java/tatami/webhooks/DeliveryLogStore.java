package tatami.webhooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.webhooks.Delivery.State;

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

    /** @param before an event's place among all events; null from the newest on */
    List<Told> list(Tx tx, SubscriptionId subscription, @Nullable State state, @Nullable Long before, int limit) {
        return tx.sql(LIST)
                .bind("subscription", subscription.value())
                .bind("state", state)
                .bind("before", before)
                .bind("limit", limit)
                .list(DeliveryLogStore::read);
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

    /**
     * A delivery and what was tried.
     *
     * @param tries how many were begun; one more than are listed while one is under way
     * @param attempts oldest first
     */
    record Told(
            Message message,
            State state,
            long tries,
            @Nullable Instant nextTryAt,
            @Nullable Instant settledAt,
            List<Try> attempts) {

        Told with(Told next) {
            var both = new ArrayList<>(attempts);
            both.addAll(next.attempts);
            return new Told(message, state, tries, nextTryAt, settledAt, List.copyOf(both));
        }
    }

    /**
     * @param status null when nothing came back, and then {@code failure} says why
     * @param answer the beginning of the answer's body
     */
    record Try(
            long number,
            Instant beganAt,
            long milliseconds,
            @Nullable Long status,
            @Nullable String failure,
            String answer) {}
}
