package tatami.payments;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Money;

/** Operations as they are read back. They are written together with their intent, by its store. */
final class OperationStore {

    private static final Sql FIND_REFUND_BY_KEY = Sql.of("""
            SELECT id, payment_intent_id, request_hash, reason, notes, outcome, message, auth_code
            FROM operation
            WHERE payment_intent_id = :intent
              AND idempotency_key = :key
            """);

    private static final Sql FIND_REFUND = Sql.of("""
            SELECT id, payment_intent_id, request_hash, reason, notes, outcome, message, auth_code
            FROM operation
            WHERE id = :id
              AND account_id = :account
              AND kind = 'Refund'
              AND outcome = 'Approved'
            """);

    private static final Sql UNSETTLED = Sql.of("""
            SELECT account_id, payment_intent_id
            FROM operation
            WHERE outcome IS NULL
              AND asked_at < :before
            ORDER BY asked_at
            LIMIT :limit
            """);

    private static final Sql OF_INTENT = Sql.of("""
            SELECT id, kind, currency, amount, reason, notes, asked_at, outcome, message, auth_code, settled_at
            FROM operation
            WHERE payment_intent_id = :intent
              AND account_id = :account
            """);

    private static final Sql LEDGER_OF_INTENT = Sql.of("""
            SELECT e.debit, e.credit, e.currency, e.amount, e.created_at
            FROM operation o
            JOIN ledger_entry e ON e.operation_id = o.id
            WHERE o.payment_intent_id = :intent
              AND o.account_id = :account
              AND e.account_id = :account
            """);

    /** Oldest first. There are few, so they are put in order here and need no index for it. */
    List<AskedOperation> ofIntent(Tx tx, AccountId account, PaymentIntentId intent) {
        return tx
                .sql(OF_INTENT)
                .bind("intent", intent.value())
                .bind("account", account.value())
                .list(OperationStore::readAsked)
                .stream()
                .sorted(Comparator.comparing(AskedOperation::askedAt))
                .toList();
    }

    /** Oldest first. */
    List<Posting> ledgerOfIntent(Tx tx, AccountId account, PaymentIntentId intent) {
        return tx
                .sql(LEDGER_OF_INTENT)
                .bind("intent", intent.value())
                .bind("account", account.value())
                .list(OperationStore::readPosting)
                .stream()
                .sorted(Comparator.comparing(Posting::at))
                .toList();
    }

    Optional<Refund> findRefundByKey(Tx tx, PaymentIntentId intent, String key) {
        return tx.sql(FIND_REFUND_BY_KEY)
                .bind("intent", intent.value())
                .bind("key", key)
                .first(OperationStore::read);
    }

    /** Only a refund that was made is one; a declined one was answered when it was asked. */
    Optional<Refund> findRefund(Tx tx, AccountId account, UUID id) {
        return tx.sql(FIND_REFUND)
                .bind("id", id)
                .bind("account", account.value())
                .first(OperationStore::read);
    }

    /** The intents of operations that were asked before {@code before} and have no outcome, oldest first. */
    List<Owner> unsettled(Tx tx, Instant before, int limit) {
        return tx.sql(UNSETTLED)
                .bind("before", before)
                .bind("limit", limit)
                .list(row -> new Owner(
                        new AccountId(row.text("account_id")), new PaymentIntentId(row.text("payment_intent_id"))));
    }

    private static AskedOperation readAsked(Row row) {
        return new AskedOperation(
                new OperationId(row.uuid("id")),
                row.name("kind", Kind.class),
                Money.of(row.number("amount"), row.text("currency")),
                row.textOrNull("reason"),
                row.textOrNull("notes"),
                row.time("asked_at"),
                outcome(row),
                row.timeOrNull("settled_at"));
    }

    private static Posting readPosting(Row row) {
        return new Posting(LedgerStore.readEntry(row), row.time("created_at"));
    }

    private static Refund read(Row row) {
        return new Refund(
                new OperationId(row.uuid("id")),
                new PaymentIntentId(row.text("payment_intent_id")),
                row.bytes("request_hash"),
                row.textOrNull("reason"),
                row.textOrNull("notes"),
                outcome(row));
    }

    private static @Nullable Outcome outcome(Row row) {
        var outcome = row.textOrNull("outcome");
        return switch (outcome) {
            case null -> null;
            case "Approved" -> new Outcome.Approved(row.text("auth_code"), row.text("message"));
            case "Declined" -> new Outcome.Declined(row.text("message"));
            default -> new Outcome.Abandoned(row.text("message"));
        };
    }

    record Owner(AccountId account, PaymentIntentId intent) {}
}
