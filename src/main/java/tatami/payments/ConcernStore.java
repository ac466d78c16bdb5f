package tatami.payments;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Money;

/**
 * Reads the work lists of the resolver and the expirer for one account. What is due soon is read by itself first: the
 * planner would otherwise go through all that the account ever had.
 */
final class ConcernStore {

    private static final Sql SUMS = Sql.of("""
            WITH held AS MATERIALIZED (
                SELECT account_id, currency, authorized, auto_expire_action
                FROM payment_intent
                WHERE due_at < :due_before
                  AND status = 'Authorized'
            )
            SELECT 'Unanswered' AS kind, currency, count(*) AS number, sum(amount) AS amount
            FROM operation
            WHERE outcome IS NULL
              AND asked_at < :asked_before
              AND account_id = :account
            GROUP BY currency
            UNION ALL
            SELECT CASE auto_expire_action WHEN 'Capture' THEN 'Capturing' ELSE 'Releasing' END, currency,
                count(*), sum(authorized)
            FROM held
            WHERE account_id = :account
            GROUP BY 1, 2
            """);

    private static final Sql FIRST = Sql.of("""
            WITH held AS MATERIALIZED (
                SELECT id, account_id, purchase ->> 'reference' AS reference, currency, authorized, due_at,
                    auto_expire_action
                FROM payment_intent
                WHERE due_at < :due_before
                  AND status = 'Authorized'
            )
            (
                SELECT 'Unanswered' AS kind, p.id, p.purchase ->> 'reference' AS reference, o.currency, o.amount,
                    o.asked_at AS at
                FROM operation o
                JOIN payment_intent p ON p.id = o.payment_intent_id
                WHERE o.outcome IS NULL
                  AND o.asked_at < :asked_before
                  AND o.account_id = :account
                ORDER BY o.asked_at
                LIMIT :limit
            )
            UNION ALL
            (
                SELECT 'Releasing', id, reference, currency, authorized, due_at
                FROM held
                WHERE account_id = :account
                  AND auto_expire_action IS DISTINCT FROM 'Capture'
                ORDER BY due_at
                LIMIT :limit
            )
            UNION ALL
            (
                SELECT 'Capturing', id, reference, currency, authorized, due_at
                FROM held
                WHERE account_id = :account
                  AND auto_expire_action = 'Capture'
                ORDER BY due_at
                LIMIT :limit
            )
            """);

    List<Concern.Sum> sums(Tx tx, AccountId account, Instant askedBefore, Instant dueBefore) {
        return tx.sql(SUMS)
                .bind("account", account.value())
                .bind("asked_before", askedBefore)
                .bind("due_before", dueBefore)
                .list(row -> new Concern.Sum(
                        row.name("kind", Concern.Kind.class),
                        Currency.getInstance(row.text("currency")),
                        row.number("number"),
                        row.number("amount")));
    }

    /** @param limit of each kind */
    List<Concern> first(Tx tx, AccountId account, Instant askedBefore, Instant dueBefore, int limit) {
        return tx.sql(FIRST)
                .bind("account", account.value())
                .bind("asked_before", askedBefore)
                .bind("due_before", dueBefore)
                .bind("limit", limit)
                .list(ConcernStore::read);
    }

    private static Concern read(Row row) {
        return new Concern(
                row.name("kind", Concern.Kind.class),
                new PaymentIntentId(row.text("id")),
                row.text("reference"),
                Money.of(row.number("amount"), row.text("currency")),
                row.time("at"));
    }
}
