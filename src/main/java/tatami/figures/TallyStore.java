package tatami.figures;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Ids;

/**
 * Sums in PostgreSQL. Operations are found by their ids, which begin with the time: so reading some minutes of them
 * needs no index that payments would have to write.
 */
final class TallyStore {

    private static final Sql IS_DUE = Sql.of("""
            SELECT (m.until IS NULL OR m.until < :end) AND EXISTS (SELECT FROM operation)
                OR EXISTS (
                    SELECT
                    FROM tally_late l
                    JOIN operation o ON o.id = l.operation_id
                    WHERE o.outcome IS NOT NULL) AS due
            FROM tally_mark m
            WHERE m.singleton
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT until
            FROM tally_mark
            WHERE singleton
            FOR UPDATE SKIP LOCKED
            """);

    private static final Sql FIRST_ASKED = Sql.of("""
            SELECT asked_at
            FROM operation
            ORDER BY id
            LIMIT 1
            """);

    private static final Sql ADD = Sql.of("""
            WITH asked AS (
                SELECT id, account_id, date_bin('15 minutes', asked_at, 'epoch') AS quarter, kind, outcome,
                    currency, amount
                FROM tallied_operation
                WHERE id >= :first_id
                  AND id < :last_id
                  AND asked_at >= :from
                  AND asked_at < :until
            ), late AS (
                INSERT INTO tally_late (operation_id)
                SELECT id
                FROM asked
                WHERE outcome IS NULL
            )
            INSERT INTO tally (account_id, quarter, kind, outcome, currency, number, amount)
            SELECT account_id, quarter, kind, outcome, currency, count(*), sum(amount)
            FROM asked
            WHERE outcome IS NOT NULL
            GROUP BY account_id, quarter, kind, outcome, currency
            """);

    private static final Sql ADD_LATE = Sql.of("""
            WITH gone AS (
                DELETE FROM tally_late l
                USING operation o
                WHERE o.id = l.operation_id
                  AND o.outcome IS NOT NULL
                RETURNING l.operation_id AS id
            ), added AS (
                INSERT INTO tally (account_id, quarter, kind, outcome, currency, number, amount)
                SELECT o.account_id, date_bin('15 minutes', o.asked_at, 'epoch'), o.kind, o.outcome, o.currency,
                    count(*), sum(o.amount)
                FROM gone
                JOIN tallied_operation o ON o.id = gone.id
                GROUP BY 1, 2, 3, 4, 5
                ON CONFLICT (account_id, quarter, kind, outcome, currency) DO UPDATE
                SET number = tally.number + excluded.number, amount = tally.amount + excluded.amount
            )
            SELECT count(*) AS number
            FROM gone
            """);

    private static final Sql ADVANCE = Sql.of("""
            UPDATE tally_mark
            SET until = :until, since_id = :since_id
            WHERE singleton
            """);

    /**
     * One statement, so that the sums and what they leave out are of one moment. The borders are a subquery, so that
     * they are read once and not for every row: that took a hundred times as long as all the rest.
     */
    private static final Sql READ = Sql.of("""
            WITH mark AS (
                SELECT greatest(until, :from) AS at, greatest(since_id, :from_id) AS id
                FROM tally_mark
                WHERE singleton
            ), told AS (
                SELECT quarter AS at, kind, outcome, currency, number, amount
                FROM tally
                WHERE account_id = :account
                  AND quarter >= :from
                  AND quarter < :until
                UNION ALL
                SELECT asked_at, kind, outcome, currency, 1, amount
                FROM tallied_operation
                WHERE account_id = :account
                  AND id >= (SELECT id FROM mark)
                  AND asked_at >= (SELECT at FROM mark)
                  AND asked_at < :until
                  AND outcome IS NOT NULL
                UNION ALL
                SELECT o.asked_at, o.kind, o.outcome, o.currency, 1, o.amount
                FROM tally_late l
                JOIN tallied_operation o ON o.id = l.operation_id
                WHERE o.account_id = :account
                  AND o.asked_at >= :from
                  AND o.asked_at < :until
                  AND o.outcome IS NOT NULL
            )
            SELECT width_bucket(at, (SELECT :borders::timestamptz[])) AS behind, kind, outcome, currency,
                sum(number) AS number, sum(amount) AS amount
            FROM told
            GROUP BY 1, 2, 3, 4
            """);

    boolean isDue(Tx tx, Instant end) {
        return tx.sql(IS_DUE).bind("end", end).first(row -> row.flag("due")).orElseThrow();
    }

    /** Empty when another gateway is at it. */
    Optional<Mark> lock(Tx tx) {
        return tx.sql(LOCK).first(row -> new Mark(row.timeOrNull("until")));
    }

    Optional<Instant> firstAsked(Tx tx) {
        return tx.sql(FIRST_ASKED).first(row -> row.time("asked_at"));
    }

    /** Sums up what was asked between two borders, which nobody has done before. */
    void add(Tx tx, Instant from, Instant until) {
        tx.sql(ADD)
                .bind("first_id", Ids.leastUuid(Tallies.idsSince(from)))
                .bind("last_id", Ids.leastUuid(Tallies.idsUntil(until)))
                .bind("from", from)
                .bind("until", until)
                .run();
    }

    /** Adds what had no outcome when it was to be summed up, and has one now. */
    int addLate(Tx tx) {
        return Math.toIntExact(
                tx.sql(ADD_LATE).first(row -> row.number("number")).orElseThrow());
    }

    void advance(Tx tx, Instant until) {
        tx.sql(ADVANCE)
                .bind("until", until)
                .bind("since_id", Ids.leastUuid(Tallies.idsSince(until)))
                .runOne();
    }

    Figures read(Tx tx, AccountId account, List<Instant> borders) {
        var figures = new Figures();
        tx.sql(READ)
                .bind("account", account.value())
                .bind("from", borders.getFirst())
                .bind("from_id", Ids.leastUuid(Tallies.idsSince(borders.getFirst())))
                .bind("until", borders.getLast())
                .bind("borders", borders.stream().map(Instant::toString).toList())
                .list(row -> {
                    figures.add(borders.get((int) row.number("behind") - 1), tally(row));
                    return row;
                });
        return figures;
    }

    private static Tally tally(Row row) {
        return new Tally(
                row.name("kind", Tally.Kind.class),
                row.name("outcome", Tally.Outcome.class),
                Currency.getInstance(row.text("currency")),
                row.number("number"),
                row.number("amount"));
    }

    /** @param until null while nothing is summed up */
    record Mark(@Nullable Instant until) {}
}
