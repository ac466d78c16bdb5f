package tatami.payments;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Money;
import tatami.metrics.Backlog;

/** Keywords as the indexer keeps them, and how far it is. */
final class IndexStore {

    /** Without a lock: who finds nothing to do writes nothing, not even that. */
    private static final Sql LOOK = Sql.of("""
            SELECT p.xid, p.filled_to, s.horizon, s.next, EXISTS (
                SELECT
                FROM event
                WHERE xid >= p.xid
                  AND xid < s.horizon
            ) AS has_events
            FROM payment_search_progress p
            CROSS JOIN (
                SELECT pg_snapshot_xmin(now)::text::bigint AS horizon, pg_snapshot_xmax(now)::text::bigint AS next
                FROM pg_current_snapshot() AS now
            ) AS s
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT singleton
            FROM payment_search_progress
            FOR UPDATE SKIP LOCKED
            """);

    /**
     * The payments of the oldest events that were not taken yet; of one transaction all or none. All these are
     * committed, so that this statement sees the payments as the events left them, or as they were later.
     */
    private static final Sql CHANGED = Sql.of("""
            WITH taken AS MATERIALIZED (
                SELECT xid, data ->> 'paymentIntentId' AS id
                FROM event
                WHERE xid >= :from
                  AND xid < :until
                ORDER BY xid
                FETCH FIRST :most ROWS WITH TIES
            )
            SELECT n.next, p.*
            FROM (SELECT CASE WHEN count(*) < :most THEN :until ELSE max(xid) + 1 END AS next FROM taken) AS n
            LEFT JOIN (SELECT DISTINCT id FROM taken) AS t ON true
            LEFT JOIN LATERAL (
                SELECT id, account_id, created_at, status, currency,
                    amount + coalesce(tips_amount, 0) AS total,
                    right(payment #>> '{card,number}', 4) AS card_ending,
                    purchase ->> 'reference' AS reference
                FROM payment_intent
                WHERE id = t.id
                OFFSET 0
            ) AS p ON true
            """);

    private static final Sql EARLIER = Sql.of("""
            SELECT id, account_id, created_at, status, currency,
                amount + coalesce(tips_amount, 0) AS total,
                right(payment #>> '{card,number}', 4) AS card_ending,
                purchase ->> 'reference' AS reference
            FROM payment_intent
            WHERE id > :after
            ORDER BY id
            LIMIT :most
            """);

    /** Each row is found by its key, whatever statistics say: behind a fence, and then by where it lies. */
    private static final Sql PLACE = Sql.of("""
            WITH wanted AS MATERIALIZED (
                SELECT w.*, coalesce(s.keywords, '{}') AS had
                FROM json_to_recordset(:payments::json) AS w (id text, created timestamptz, keywords bigint[])
                LEFT JOIN LATERAL (SELECT keywords FROM payment_search WHERE id = w.id OFFSET 0) AS s ON true
            ), removed AS (
                DELETE FROM payment_keyword
                WHERE ctid = ANY (ARRAY(
                    SELECT k.place
                    FROM wanted w
                    CROSS JOIN LATERAL unnest(w.had) AS old (keyword)
                    CROSS JOIN LATERAL (
                        SELECT ctid AS place
                        FROM payment_keyword
                        WHERE keyword = old.keyword
                          AND created_at = w.created
                          AND id = w.id
                        OFFSET 0
                    ) AS k
                    WHERE old.keyword <> ALL (w.keywords)
                ))
            ), added AS (
                INSERT INTO payment_keyword (keyword, created_at, id)
                SELECT new.keyword, w.created, w.id
                FROM wanted w
                CROSS JOIN LATERAL unnest(w.keywords) AS new (keyword)
                WHERE new.keyword <> ALL (w.had)
            )
            INSERT INTO payment_search AS s (id, keywords)
            SELECT id, keywords
            FROM wanted
            ON CONFLICT (id) DO UPDATE
            SET keywords = excluded.keywords
            WHERE s.keywords <> excluded.keywords
            """);

    private static final Sql MOVE = Sql.of("""
            UPDATE payment_search_progress
            SET xid = :xid,
                filled_to = :filled_to
            """);

    private static final Sql BACKLOG = Sql.of("""
            SELECT count(*) AS waiting, min(created_at) AS oldest
            FROM (
                SELECT e.created_at
                FROM payment_search_progress p
                JOIN event e ON e.xid >= p.xid
                LIMIT :most
            ) AS e
            """);

    /**
     * How far the indexer is, and could be.
     *
     * @param xid every event of a lower transaction was taken
     * @param filledTo payments from before were taken up to this id; null when all were
     * @param horizon every lower transaction has ended
     * @param next no transaction has begun from here on
     * @param hasEvents whether events wait that may be taken
     */
    record Progress(long xid, @Nullable String filledTo, long horizon, long next, boolean hasEvents) {

        boolean isDone() {
            return filledTo == null && !hasEvents && !isFromElsewhere();
        }

        /** A database that was restored into another server counts its transactions anew. */
        boolean isFromElsewhere() {
            return xid > next;
        }
    }

    /** A part of the work, and where the next one begins. */
    record Part<T>(List<Findable> payments, T next) {}

    Progress look(Tx tx) {
        return tx.sql(LOOK)
                .first(row -> new Progress(
                        row.number("xid"),
                        row.textOrNull("filled_to"),
                        row.number("horizon"),
                        row.number("next"),
                        row.flag("has_events")))
                .orElseThrow();
    }

    /** False when another gateway works at it. */
    boolean lock(Tx tx) {
        return tx.sql(LOCK).first(row -> row.flag("singleton")).isPresent();
    }

    /** @param until no event from here on; when there are few before, the next part begins here */
    Part<Long> changed(Tx tx, long from, long until, int most) {
        var payments = new ArrayList<Findable>();
        var nexts = tx.sql(CHANGED)
                .bind("from", from)
                .bind("until", until)
                .bind("most", most)
                .list(row -> {
                    if (row.textOrNull("id") != null) {
                        payments.add(read(row));
                    }
                    return row.number("next");
                });
        return new Part<>(payments, nexts.getFirst());
    }

    /** The next part begins after the id that it names; empty when this was the last. */
    Part<Optional<String>> earlier(Tx tx, String after, int most) {
        var payments = tx.sql(EARLIER).bind("after", after).bind("most", most).list(IndexStore::read);
        return new Part<>(
                payments,
                payments.size() < most
                        ? Optional.empty()
                        : Optional.of(payments.getLast().id().value()));
    }

    /** Each payment once. Only whoever has the lock may. */
    void place(Tx tx, List<Findable> payments) {
        if (!payments.isEmpty()) {
            var rows = payments.stream().map(Placed::of).toList();
            tx.sql(PLACE).bindJson("payments", rows).run();
        }
    }

    void move(Tx tx, long xid, @Nullable String filledTo) {
        tx.sql(MOVE).bind("xid", xid).bind("filled_to", filledTo).runOne();
    }

    Backlog backlog(Tx tx, Instant now) {
        return tx.sql(BACKLOG)
                .within(Backlog.PATIENCE)
                .bind("most", Backlog.MOST)
                .first(row -> Backlog.since(row.number("waiting"), row.timeOrNull("oldest"), now))
                .orElseThrow();
    }

    private static Findable read(Row row) {
        return new Findable(
                new PaymentIntentId(row.text("id")),
                new AccountId(row.text("account_id")),
                row.time("created_at"),
                row.name("status", Status.class),
                Total.of(Money.of(row.number("total"), row.text("currency"))),
                row.textOrNull("card_ending"),
                row.text("reference"));
    }

    /** A payment as {@link #PLACE} reads it. */
    private record Placed(String id, String created, List<Long> keywords) {

        static Placed of(Findable payment) {
            return new Placed(payment.id().value(), payment.createdAt().toString(), Keywords.of(payment));
        }
    }
}
