package tatami.payments;

import java.time.Duration;
import java.util.List;
import tatami.accounts.AccountId;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Paging.Direction;

/** Finds payments by their keywords. */
final class SearchStore {

    /** People wait for it. Who looks for what is common in each part and hardly ever together is told, not kept. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Counted no further: with so few to look at, any other condition is compared within milliseconds. */
    private static final int FEW = 2_000;

    private static final Sql COUNT = Sql.of("""
            SELECT q.keyword, c.payments, progress.filled_to IS NULL AS complete
            FROM payment_search_progress progress
            CROSS JOIN unnest(:keywords::text[]::bigint[]) WITH ORDINALITY AS q (keyword, place)
            CROSS JOIN LATERAL (
                SELECT count(*) AS payments
                FROM (
                    SELECT
                    FROM payment_keyword
                    WHERE keyword = q.keyword
                      AND created_at >= :start
                      AND created_at <= :end
                    LIMIT :few
                ) AS k
            ) AS c
            ORDER BY c.payments, q.place
            """);

    /** Along the rarest keyword, newest first; what a payment has besides is compared one by one, behind a fence. */
    private static final Sql OLDER = Sql.of("""
            SELECT p.*
            FROM payment_keyword k
            CROSS JOIN LATERAL (
                SELECT
                FROM payment_search
                WHERE id = k.id
                  AND keywords @> :keywords::text[]::bigint[]
                OFFSET 0
            ) AS s
            CROSS JOIN LATERAL (
                SELECT *
                FROM payment_intent
                WHERE id = k.id
                  AND account_id = :account
                  AND (:status::text IS NULL OR status = :status)
                  AND (:currency::text IS NULL OR currency = :currency)
                OFFSET 0
            ) AS p
            WHERE k.keyword = :rarest
              AND k.created_at >= :start
              AND k.created_at <= :end
              AND (k.created_at, k.id) < (:cursor_time, :cursor_id)
            ORDER BY k.created_at DESC, k.id DESC
            LIMIT :limit
            """);

    private static final Sql NEWER = Sql.of("""
            SELECT p.*
            FROM payment_keyword k
            CROSS JOIN LATERAL (
                SELECT
                FROM payment_search
                WHERE id = k.id
                  AND keywords @> :keywords::text[]::bigint[]
                OFFSET 0
            ) AS s
            CROSS JOIN LATERAL (
                SELECT *
                FROM payment_intent
                WHERE id = k.id
                  AND account_id = :account
                  AND (:status::text IS NULL OR status = :status)
                  AND (:currency::text IS NULL OR currency = :currency)
                OFFSET 0
            ) AS p
            WHERE k.keyword = :rarest
              AND k.created_at >= :start
              AND k.created_at <= :end
              AND (k.created_at, k.id) > (:cursor_time, :cursor_id)
            ORDER BY k.created_at, k.id
            LIMIT :limit
            """);

    /** What is known of a keyword before looking. */
    record Counted(long keyword, boolean isComplete) {}

    /** The keywords, that of the fewest payments first; of those that many payments have, in the order given. */
    List<Counted> count(Tx tx, Filter filter, List<Long> keywords) {
        return tx.sql(COUNT)
                .within(PATIENCE)
                .bind("keywords", texts(keywords))
                .bind("start", filter.start())
                .bind("end", filter.end())
                .bind("few", FEW)
                .list(row -> new Counted(row.number("keyword"), row.flag("complete")));
    }

    /**
     * Newest first. The keywords are of a moment ago, the payments of now: one whose status has changed meanwhile is
     * left out.
     */
    List<PaymentIntent> find(Tx tx, AccountId account, Filter filter, List<Long> keywords, long rarest) {
        var newer = filter.page().direction() == Direction.Newer;
        var total = filter.total();
        var found = tx.sql(newer ? NEWER : OLDER)
                .within(PATIENCE)
                .bind("account", account.value())
                .bind("keywords", texts(keywords))
                .bind("rarest", rarest)
                .bind("status", filter.status())
                .bind("currency", total == null ? null : total.currencyCode())
                .bind("start", filter.start())
                .bind("end", filter.end())
                .bind("cursor_time", filter.page().cursor().createdAt())
                .bind("cursor_id", filter.page().cursor().id())
                .bind("limit", filter.page().limit())
                .list(PaymentIntentStore::read);
        return newer ? found.reversed() : found;
    }

    private static List<String> texts(List<Long> keywords) {
        return keywords.stream().map(String::valueOf).toList();
    }
}
