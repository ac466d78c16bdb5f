package tatami.payments;

import tatami.Gateway;
import tatami.accounts.AccountId;
import tatami.db.Sql;

/** An account that has sold for years, by copying one payment; without events, as after an upgrade. */
public final class ManyPayments {

    /**
     * Every third card ends in 1005, three of ten payments come to 10.00, two in a hundred are refunded. Unpaid ones
     * have no card, and of 10.00 none was ever refunded: common in each part, and never together.
     */
    private static final Sql COPY = Sql.of("""
            INSERT INTO payment_intent (
                id, account_id, version, status, capture_mode, currency, amount, authorized, captured, refunded, payment,
                secret_serial, secret_used, secret_expires_at, purchase, payment_events, expire_at,
                created_at, updated_at)
            SELECT
                'pi_sandbox_' || lpad(i::text, 22, 'A'), t.account_id, 1, s.status, 'Auto', 'GBP', a.amount,
                CASE WHEN s.status = 'Created' THEN 0 ELSE a.amount END,
                CASE WHEN s.status = 'Created' THEN 0 ELSE a.amount END,
                CASE WHEN s.status = 'Refunded' THEN a.amount ELSE 0 END,
                CASE WHEN s.status <> 'Created' THEN jsonb_set(
                    t.payment::jsonb,
                    '{card,number}',
                    to_jsonb('44565300****' || CASE WHEN i % 3 = 0 THEN '1005' ELSE lpad((i % 9973)::text, 4, '0') END))
                END,
                1, true, t.secret_expires_at,
                jsonb_set(t.purchase::jsonb, '{reference}', to_jsonb('Order ' || i || '/' || (
                    ARRAY['red', 'blue', 'green'])[1 + i % 3])),
                '[]', t.expire_at,
                c.at, c.at
            FROM payment_intent t
            CROSS JOIN generate_series(:first, :last) AS i
            CROSS JOIN LATERAL (
                SELECT CASE WHEN i % 10 IN (1, 2, 3) THEN 1000 ELSE 100 + i % 50000 END AS amount) AS a
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN i % 50 = 0 THEN 'Refunded'
                    WHEN i % 10 = 4 THEN 'Created'
                    ELSE 'Captured' END AS status) AS s
            CROSS JOIN LATERAL (SELECT t.created_at - (2000000 - i) * interval '1 minute' AS at) AS c
            WHERE t.account_id = :account
              AND t.id NOT LIKE 'pi_sandbox_AAAA%'
            """);

    /** A statement has ten seconds. */
    private static final int PART = 20_000;

    private ManyPayments() {}

    /** Copies the one payment that the account has. */
    public static void copy(Gateway gateway, AccountId account, int payments) {
        for (int first = 1; first <= payments; first += PART) {
            var from = first;
            gateway.database()
                    .once(tx -> tx.sql(COPY)
                            .bind("account", account.value())
                            .bind("first", from)
                            .bind("last", Math.min(from + PART - 1, payments))
                            .run());
        }
    }
}
