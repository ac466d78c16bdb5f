package tatami.sandbox;

import java.util.Currency;
import java.util.Optional;
import tatami.acquiring.OperationId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Money;

/** Reads the sandbox's books. */
final class BookStore {

    private static final Sql FUNDS = Sql.of("""
            SELECT currency, authorized, captured, refunded, reversed
            FROM sandbox.payment
            WHERE id = :payment
            """);

    private static final Sql TOTALS = Sql.of("""
            SELECT
                COALESCE(sum(authorized), 0)::bigint AS authorized,
                COALESCE(sum(captured), 0)::bigint AS captured,
                COALESCE(sum(refunded), 0)::bigint AS refunded,
                COALESCE(sum(reversed), 0)::bigint AS reversed
            FROM sandbox.payment
            WHERE currency = :currency
            """);

    /** Payments whose sums are not those of their approved movements, and movements of no payment. */
    private static final Sql UNBALANCED = Sql.of("""
            WITH moved AS (
                SELECT
                    payment AS id,
                    COALESCE(sum(amount) FILTER (WHERE kind IN ('Sale', 'Authorize', 'Charge')), 0) AS authorized,
                    COALESCE(sum(amount) FILTER (WHERE kind IN ('Sale', 'Charge', 'Capture')), 0) AS captured,
                    COALESCE(sum(amount) FILTER (WHERE kind = 'Refund'), 0) AS refunded,
                    COALESCE(sum(amount) FILTER (WHERE kind = 'Reverse'), 0) AS reversed
                FROM sandbox.movement
                WHERE outcome = 'Approved'
                  AND kind <> 'Verify'
                GROUP BY payment
            )
            SELECT count(*) AS payments
            FROM sandbox.payment
            FULL JOIN moved USING (id, authorized, captured, refunded, reversed)
            WHERE payment.kind IS NULL OR moved.id IS NULL
            """);

    Optional<SandboxFunds> funds(Tx tx, OperationId payment) {
        return tx.sql(FUNDS)
                .bind("payment", payment.value())
                .first(row -> funds(row, Currency.getInstance(row.text("currency"))));
    }

    SandboxFunds totals(Tx tx, Currency currency) {
        return tx.sql(TOTALS)
                .bind("currency", currency.getCurrencyCode())
                .first(row -> funds(row, currency))
                .orElseThrow();
    }

    long unbalanced(Tx tx) {
        return tx.sql(UNBALANCED).first(row -> row.number("payments")).orElseThrow();
    }

    private static SandboxFunds funds(Row row, Currency currency) {
        return new SandboxFunds(
                new Money(row.number("authorized"), currency),
                new Money(row.number("captured"), currency),
                new Money(row.number("refunded"), currency),
                new Money(row.number("reversed"), currency));
    }
}
