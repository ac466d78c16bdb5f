package tatami.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.metrics.Backlog;

/** Deliveries as the courier takes, sends and records them. They are written by the event's own statement. */
final class DeliveryStore {

    /**
     * Takes due deliveries in hand: of each subscription the oldest, as many as there is room for, and
     * none that comes after another of its subject which has not been tried yet. A dead gateway's come
     * due again when their lease ends.
     *
     * <p>The work list grows from nothing to thousands within a second, long before statistics know of
     * it, and no plan may depend on its size. {@code OFFSET 0} is a fence: what stands behind it is looked
     * up for each row. An insert that always conflicts is an update that finds each row by its key.
     */
    private static final Sql CLAIM = Sql.of("""
            WITH due AS (
                SELECT d.*
                FROM webhook_subscription s
                LEFT JOIN unnest(:busy::text[], :rooms::text[]) AS b (id, room) ON b.id = s.id
                CROSS JOIN LATERAL (
                    SELECT w.subscription_id, w.event_seq, w.event_id, w.subject, w.state, w.next_try_at
                    FROM webhook_delivery w
                    WHERE w.subscription_id = s.id
                      AND w.next_try_at <= :now
                      AND (w.leased_until IS NULL OR w.leased_until <= :now)
                      AND NOT EXISTS (
                          SELECT
                          FROM webhook_delivery earlier
                          WHERE earlier.subscription_id = w.subscription_id
                            AND earlier.subject = w.subject
                            AND earlier.event_seq < w.event_seq
                            AND earlier.untried
                          OFFSET 0
                      )
                    ORDER BY w.next_try_at, w.event_seq
                    LIMIT coalesce(b.room::integer, :room)
                    FOR UPDATE OF w SKIP LOCKED
                ) AS d
                LIMIT :most
            ), claimed AS (
                INSERT INTO webhook_delivery AS w (
                    subscription_id, event_seq, event_id, subject, state, next_try_at)
                SELECT *
                FROM due
                ON CONFLICT (subscription_id, event_seq) DO UPDATE
                SET leased_until = :lease_ends,
                    tries = w.tries + 1
                RETURNING w.subscription_id, w.event_seq, w.event_id, w.tries, w.earlier_tries
            )
            SELECT c.*, e.type, e.account_id, e.created_at, e.data, s.url,
                k.id AS secret_id, k.value AS secret, k.created_at AS secret_created_at, k.last_used_at
            FROM claimed c
            CROSS JOIN LATERAL (SELECT * FROM event WHERE id = c.event_id OFFSET 0) AS e
            CROSS JOIN LATERAL (SELECT * FROM webhook_subscription WHERE id = c.subscription_id OFFSET 0) AS s
            CROSS JOIN LATERAL (
                SELECT * FROM webhook_secret WHERE subscription_id = c.subscription_id AND active OFFSET 0) AS k
            ORDER BY c.event_seq
            """);

    /**
     * Writes the log and settles what is still ours to settle: not what another gateway took when our
     * lease had ended, unless we know that it arrived. Somebody who changes a subscription's secrets is
     * not waited for; when one was last used is not that important.
     *
     * <p>An insert that always conflicts, as {@link #CLAIM}. What it would insert were the row gone, since
     * its subscription is, goes the way of that.
     */
    private static final Sql RECORD = Sql.of("""
            WITH done AS (
                SELECT *
                FROM json_to_recordset(:attempts::json) AS a (
                    subscription text, seq bigint, event text, number integer, state text, next timestamptz,
                    began timestamptz, milliseconds integer, status integer, failure text, answer text,
                    secret text)
            ), settled AS (
                INSERT INTO webhook_delivery AS d (
                    subscription_id, event_seq, event_id, subject, state, tries, next_try_at, settled_at)
                SELECT subscription, seq, event, event, state, number, next,
                    CASE WHEN state = 'Waiting' THEN NULL ELSE :now::timestamptz END
                FROM done
                ON CONFLICT (subscription_id, event_seq) DO UPDATE
                SET state = excluded.state,
                    untried = false,
                    leased_until = NULL,
                    next_try_at = excluded.next_try_at,
                    settled_at = excluded.settled_at
                WHERE d.state = 'Waiting'
                  AND (d.tries = excluded.tries OR excluded.state = 'Delivered')
            ), used AS (
                UPDATE webhook_secret
                SET last_used_at = :now
                WHERE id = ANY (ARRAY(
                    SELECT id
                    FROM webhook_secret
                    WHERE id = ANY (ARRAY(SELECT secret FROM done))
                      AND (last_used_at IS NULL OR last_used_at < :stale)
                    ORDER BY id
                    FOR UPDATE SKIP LOCKED
                ))
            )
            INSERT INTO webhook_attempt (
                subscription_id, event_seq, try, began_at, milliseconds, status, failure, answer)
            SELECT subscription, seq, number, began, milliseconds, status, failure, answer
            FROM done
            """);

    /** In the precision in which a person cares when a secret was last used; each time would be a write. */
    private static final Duration STALE = Duration.ofSeconds(10);

    private static final Sql SEND_AGAIN = Sql.of("""
            UPDATE webhook_delivery
            SET state = 'Waiting',
                earlier_tries = tries,
                next_try_at = :now,
                settled_at = NULL
            WHERE subscription_id = :subscription
              AND event_seq = (SELECT seq FROM event WHERE id = :event)
              AND (leased_until IS NULL OR leased_until <= :now)
            """);

    private static final Sql SEND_EXHAUSTED_AGAIN = Sql.of("""
            UPDATE webhook_delivery
            SET state = 'Waiting',
                earlier_tries = tries,
                next_try_at = :now,
                settled_at = NULL
            WHERE ctid = ANY (ARRAY(
                SELECT ctid
                FROM webhook_delivery
                WHERE subscription_id = :subscription
                  AND state = 'Exhausted'
                  AND settled_at <= :now
                LIMIT :most
            ))
              AND state = 'Exhausted'
            """);

    /** Due is what a courier may take: not what one of them has in hand. */
    private static final Sql BACKLOG = Sql.of("""
            SELECT count(*) AS waiting,
                min(next_try_at) FILTER (
                    WHERE next_try_at <= :now AND (leased_until IS NULL OR leased_until <= :now)) AS oldest
            FROM (
                SELECT next_try_at, leased_until
                FROM webhook_delivery
                WHERE next_try_at IS NOT NULL
                LIMIT :most
            ) AS w
            """);

    private static final Sql FORGET_ATTEMPTS = Sql.of("""
            DELETE FROM webhook_attempt
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM webhook_attempt WHERE began_at < :before LIMIT :most))
            """);

    private static final Sql FORGET_SETTLED = Sql.of("""
            DELETE FROM webhook_delivery
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM webhook_delivery WHERE settled_at < :before LIMIT :most))
              AND settled_at < :before
            """);

    private static final Sql FORGET_ORPHANS = Sql.of("""
            DELETE FROM webhook_delivery
            WHERE ctid = ANY (ARRAY(
                SELECT d.ctid
                FROM webhook_delivery d
                WHERE d.next_try_at IS NOT NULL
                  AND NOT EXISTS (SELECT FROM webhook_subscription s WHERE s.id = d.subscription_id)
                LIMIT :most
            ))
            """);

    Backlog backlog(Tx tx, Instant now) {
        return tx.sql(BACKLOG)
                .within(Backlog.PATIENCE)
                .bind("now", now)
                .bind("most", Backlog.MOST)
                .first(row -> Backlog.since(row.number("waiting"), row.timeOrNull("oldest"), now))
                .orElseThrow();
    }

    /**
     * @param rooms how many more each of these subscriptions may have in hand; all others {@code room}
     * @return in the order of their events
     */
    List<Delivery> claim(
            Tx tx, Instant now, Instant leaseEnds, Map<SubscriptionId, Integer> rooms, int room, int most) {
        var busy = List.copyOf(rooms.entrySet());
        return tx.sql(CLAIM)
                .bind("now", now)
                .bind("lease_ends", leaseEnds)
                .bind("busy", busy.stream().map(entry -> entry.getKey().value()).toList())
                .bind(
                        "rooms",
                        busy.stream().map(entry -> entry.getValue().toString()).toList())
                .bind("room", room)
                .bind("most", most)
                .list(DeliveryStore::read);
    }

    void record(Tx tx, List<Attempt> attempts, Instant now) {
        tx.sql(RECORD)
                .bindJson("attempts", attempts.stream().map(Recorded::of).toList())
                .bind("now", now)
                .bind("stale", now.minus(STALE))
                .run();
    }

    /** Whether there is such a delivery, and nobody has it in hand. */
    boolean sendAgain(Tx tx, SubscriptionId subscription, String eventId, Instant now) {
        return tx.sql(SEND_AGAIN)
                        .bind("subscription", subscription.value())
                        .bind("event", eventId)
                        .bind("now", now)
                        .run()
                == 1;
    }

    /** At most {@code most} of those that were given up before now. */
    int sendExhaustedAgain(Tx tx, SubscriptionId subscription, Instant now, int most) {
        return tx.sql(SEND_EXHAUSTED_AGAIN)
                .bind("subscription", subscription.value())
                .bind("now", now)
                .bind("most", most)
                .run();
    }

    int forgetAttempts(Tx tx, Instant before, int most) {
        return tx.sql(FORGET_ATTEMPTS).bind("before", before).bind("most", most).run();
    }

    int forgetSettled(Tx tx, Instant before, int most) {
        return tx.sql(FORGET_SETTLED).bind("before", before).bind("most", most).run();
    }

    /** What still waits for a subscription that was deleted. */
    int forgetOrphans(Tx tx, int most) {
        return tx.sql(FORGET_ORPHANS).bind("most", most).run();
    }

    private static Delivery read(Row row) {
        return new Delivery(
                new SubscriptionId(row.text("subscription_id")),
                row.number("event_seq"),
                Math.toIntExact(row.number("tries")),
                Math.toIntExact(row.number("earlier_tries")),
                EventLogStore.message(row),
                row.text("url"),
                new SigningSecret(
                        row.text("secret_id"),
                        row.text("secret"),
                        true,
                        row.time("secret_created_at"),
                        row.timeOrNull("last_used_at")));
    }

    /** An attempt as {@link #RECORD} reads it. */
    private record Recorded(
            String subscription,
            long seq,
            String event,
            int number,
            String state,
            @Nullable String next,
            String began,
            long milliseconds,
            @Nullable Integer status,
            @Nullable String failure,
            String answer,
            String secret) {

        static Recorded of(Attempt attempt) {
            var delivery = attempt.delivery();
            var next = attempt.nextTryAt();
            return new Recorded(
                    delivery.subscription().value(),
                    delivery.eventSeq(),
                    delivery.message().id(),
                    delivery.tries(),
                    attempt.state().name(),
                    next == null ? null : next.toString(),
                    attempt.beganAt().toString(),
                    attempt.milliseconds(),
                    attempt.reply().status(),
                    attempt.reply().failure(),
                    attempt.reply().answer(),
                    delivery.secret().id());
        }
    }
}
