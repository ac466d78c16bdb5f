package tatami.payments;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Statement;
import tatami.db.Tx;
import tatami.kit.Balance;
import tatami.kit.Money;
import tatami.ledger.Entry;
import tatami.ledger.LedgerAccount;

/** The ledger as it is read back. Entries are written together with their intent, by its store. */
final class LedgerStore {

    /**
     * Where days begin is asked of Java alone: PostgreSQL may know other rules of a time zone, or not its name. They
     * stand in a select of their own, or they would be read again for each entry.
     */
    private static final Sql BY_DAY = Sql.of("""
            SELECT width_bucket(created_at, (SELECT :starts::timestamptz[])) AS day, currency, count(*) AS count,
                sum(CASE credit WHEN 'MerchantPayable' THEN amount ELSE -amount END)::bigint AS net
            FROM ledger_entry
            WHERE account_id = :account
              AND created_at >= :start
              AND created_at < :end
            GROUP BY 1, currency, credit
            """);

    /** Thrice the time, since each entry's operation is looked up. */
    private static final Sql BY_KIND = Sql.of("""
            SELECT width_bucket(e.created_at, (SELECT :starts::timestamptz[])) AS day, o.kind, e.currency,
                count(*) AS count,
                sum(CASE e.credit WHEN 'MerchantPayable' THEN e.amount ELSE -e.amount END)::bigint AS net
            FROM ledger_entry e
            JOIN operation o ON o.id = e.operation_id
            WHERE e.account_id = :account
              AND e.created_at >= :start
              AND e.created_at < :end
            GROUP BY 1, o.kind, e.currency, e.credit
            """);

    private static final Sql ENTRIES = Sql.of("""
            SELECT e.id, e.created_at, e.debit, e.credit, e.currency, e.amount, e.operation_id,
                o.kind, o.payment_intent_id
            FROM ledger_entry e
            JOIN operation o ON o.id = e.operation_id
            WHERE e.account_id = :account
              AND (e.created_at, e.id) > (:time, :number)
              AND e.created_at < :end
            ORDER BY e.created_at, e.id
            LIMIT :limit
            """);

    /** In no order. @param days one after the other, at least one */
    List<DayTurnover> byDay(Tx tx, Account account, List<LocalDate> days) {
        return bindDays(tx.sql(BY_DAY), account, days)
                .list(row -> new DayTurnover(readDay(row, days), readTurnover(row)));
    }

    /** Likewise. */
    List<KindTurnover> byKind(Tx tx, Account account, List<LocalDate> days) {
        return bindDays(tx.sql(BY_KIND), account, days)
                .list(row -> new KindTurnover(readDay(row, days), row.name("kind", Kind.class), readTurnover(row)));
    }

    /** Oldest first. */
    List<LedgerLine> entries(Tx tx, AccountId account, LedgerPlace behind, Instant end, int limit) {
        return tx.sql(ENTRIES)
                .bind("account", account.value())
                .bind("time", behind.at())
                .bind("number", behind.number())
                .bind("end", end)
                .bind("limit", limit)
                .list(LedgerStore::readLine);
    }

    static Entry readEntry(Row row) {
        return new Entry(
                row.name("debit", LedgerAccount.class),
                row.name("credit", LedgerAccount.class),
                Money.of(row.number("amount"), row.text("currency")));
    }

    private static Statement bindDays(Statement statement, Account account, List<LocalDate> days) {
        return statement
                .bind("account", account.id().value())
                .bind("start", account.startOf(days.getFirst()))
                .bind("end", account.endOf(days.getLast()))
                .bind(
                        "starts",
                        days.stream()
                                .map(account::startOf)
                                .map(Instant::toString)
                                .toList());
    }

    private static LocalDate readDay(Row row, List<LocalDate> days) {
        return days.get(Math.toIntExact(row.number("day")) - 1);
    }

    private static Turnover readTurnover(Row row) {
        return new Turnover(
                row.number("count"), new Balance(row.number("net"), Currency.getInstance(row.text("currency"))));
    }

    private static LedgerLine readLine(Row row) {
        return new LedgerLine(
                row.number("id"),
                row.time("created_at"),
                readEntry(row),
                new PaymentIntentId(row.text("payment_intent_id")),
                new OperationId(row.uuid("operation_id")),
                row.name("kind", Kind.class));
    }
}
