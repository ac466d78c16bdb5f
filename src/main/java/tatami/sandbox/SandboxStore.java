package tatami.sandbox;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.acquiring.Outcome.Abandoned;
import tatami.acquiring.Outcome.Approved;
import tatami.acquiring.Outcome.Declined;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Money;

/** Writes the sandbox's books. Each change is one statement, and does nothing when the id is not new. */
final class SandboxStore {

    private static final Sql PAY = Sql.of("""
            WITH written AS (
                INSERT INTO sandbox.movement (
                    operation, kind, payment, currency, amount, card, eci, agreement,
                    outcome, message, auth_code, scheme_reference, happened_at)
                VALUES (
                    :id, :kind, :id, :currency, :amount, :card, :eci, :agreement,
                    :outcome, :message, :auth_code, :scheme_reference, :now)
                ON CONFLICT (operation) DO NOTHING
                RETURNING operation
            ), opened AS (
                INSERT INTO sandbox.payment (id, kind, currency, authorized, captured)
                SELECT operation, :kind, :currency, :amount, CASE :kind WHEN 'Authorize' THEN 0 ELSE :amount END
                FROM written
                WHERE :outcome = 'Approved'
                  AND :kind <> 'Verify'
            )
            SELECT operation
            FROM written
            """);

    /**
     * The rules of the card world, from top to bottom; the first that objects decides.
     *
     * <p>The payment is locked before it is judged, and a lock that had to wait shows the row as the
     * holder left it. Two captures at once are therefore judged one after the other.
     */
    private static final Sql PERFORM = Sql.of("""
            WITH held AS (
                SELECT kind, currency, authorized, captured, refunded, reversed
                FROM sandbox.payment
                WHERE id = :payment
                FOR UPDATE
            ), judged AS (
                SELECT CASE
                    WHEN held.kind IS NULL
                        THEN 'UNKNOWN PAYMENT'
                    WHEN held.currency <> :currency
                        THEN 'WRONG CURRENCY'
                    WHEN held.reversed > 0
                        THEN 'ALREADY REVERSED'
                    WHEN :kind = 'Capture' AND :amount > held.authorized - held.captured
                        THEN 'EXCEEDS AUTHORIZED AMOUNT'
                    WHEN :kind = 'Refund' AND :amount > held.captured - held.refunded
                        THEN 'EXCEEDS CAPTURED AMOUNT'
                    WHEN :kind = 'Reverse' AND held.kind = 'Authorize' AND held.captured > 0
                        THEN 'ALREADY CAPTURED'
                    WHEN :kind = 'Reverse' AND held.refunded > 0
                        THEN 'ALREADY REFUNDED'
                    WHEN :kind = 'Reverse' AND :amount <> held.authorized
                        THEN 'NOT THE WHOLE PAYMENT'
                    END AS objection
                FROM (VALUES (1)) AS one
                LEFT JOIN held ON true
            ), written AS (
                INSERT INTO sandbox.movement
                    (operation, kind, payment, currency, amount, outcome, message, auth_code, happened_at)
                SELECT
                    :id, :kind, :payment, :currency, :amount,
                    CASE WHEN objection IS NULL THEN 'Approved' ELSE 'Declined' END,
                    COALESCE(objection, :message),
                    CASE WHEN objection IS NULL THEN :auth_code END,
                    :now
                FROM judged
                ON CONFLICT (operation) DO NOTHING
                RETURNING outcome, message, auth_code, scheme_reference
            ), moved AS (
                UPDATE sandbox.payment
                SET captured = captured + CASE :kind WHEN 'Capture' THEN :amount ELSE 0 END,
                    refunded = refunded + CASE :kind WHEN 'Refund' THEN :amount ELSE 0 END,
                    reversed = reversed + CASE :kind WHEN 'Reverse' THEN :amount ELSE 0 END
                FROM written
                WHERE payment.id = :payment
                  AND written.outcome = 'Approved'
            )
            SELECT outcome, message, auth_code, scheme_reference
            FROM written
            """);

    private static final Sql ABANDON = Sql.of("""
            INSERT INTO sandbox.movement
                (operation, kind, payment, currency, amount, outcome, message, happened_at)
            VALUES
                (:id, :kind, :payment, :currency, :amount, 'Abandoned', :message, :now)
            ON CONFLICT (operation) DO NOTHING
            RETURNING outcome, message, auth_code, scheme_reference
            """);

    private static final Sql IS_AGREED = Sql.of("""
            SELECT operation
            FROM sandbox.movement
            WHERE scheme_reference = :reference
              AND card = :card
            """);

    private static final Sql FIND = Sql.of("""
            SELECT operation, kind, payment, currency, amount, card, outcome, message, auth_code, scheme_reference
            FROM sandbox.movement
            WHERE operation = :id
            """);

    /** What is on record of an operation id. */
    record Movement(Operation operation, @Nullable String card, Outcome outcome) {

        /** Whether the same was asked under this id; a tombstone never saw the card. */
        boolean answers(Operation asked, @Nullable String askedCard) {
            return operation.equals(asked) && (card == null || card.equals(askedCard));
        }
    }

    /**
     * Whether this id was new, and is now written down with the given outcome.
     *
     * @param eci null for a charge
     * @param agreement the scheme's reference that a charge names; null for what a cardholder began
     */
    boolean pay(
            Tx tx,
            Operation payment,
            String card,
            @Nullable Eci eci,
            @Nullable String agreement,
            Outcome outcome,
            Instant now) {
        var approved = outcome instanceof Approved approval ? Optional.of(approval) : Optional.<Approved>empty();
        return tx.sql(PAY)
                .bind("id", payment.id().value())
                .bind("kind", payment.kind())
                .bind("currency", payment.amount().currencyCode())
                .bind("amount", payment.amount().minor())
                .bind("card", card)
                .bind("eci", eci)
                .bind("agreement", agreement)
                .bind("outcome", approved.isPresent() ? "Approved" : "Declined")
                .bind("message", outcome.message())
                .bind("auth_code", approved.map(Approved::authCode).orElse(null))
                .bind(
                        "scheme_reference",
                        approved.flatMap(Approved::schemeReference).orElse(null))
                .bind("now", now)
                .first(row -> row.uuid("operation"))
                .isPresent();
    }

    /** Whether the holder of this card agreed under this reference. */
    boolean isAgreed(Tx tx, String reference, String card) {
        return tx.sql(IS_AGREED)
                .bind("reference", reference)
                .bind("card", card)
                .first(row -> row.uuid("operation"))
                .isPresent();
    }

    /** Judges, moves and writes down a capture, refund or reversal. Empty when the id is not new. */
    Optional<Outcome> perform(Tx tx, Operation operation, Approved approval, Instant now) {
        return tx.sql(PERFORM)
                .bind("id", operation.id().value())
                .bind("kind", operation.kind())
                .bind("payment", operation.payment().value())
                .bind("currency", operation.amount().currencyCode())
                .bind("amount", operation.amount().minor())
                .bind("message", approval.message())
                .bind("auth_code", approval.authCode())
                .bind("now", now)
                .first(SandboxStore::outcome);
    }

    /** Writes a tombstone. Empty when the id is not new. */
    Optional<Outcome> abandon(Tx tx, Operation operation, String message, Instant now) {
        return tx.sql(ABANDON)
                .bind("id", operation.id().value())
                .bind("kind", operation.kind())
                .bind("payment", operation.payment().value())
                .bind("currency", operation.amount().currencyCode())
                .bind("amount", operation.amount().minor())
                .bind("message", message)
                .bind("now", now)
                .first(SandboxStore::outcome);
    }

    Optional<Movement> find(Tx tx, OperationId id) {
        return tx.sql(FIND)
                .bind("id", id.value())
                .first(row -> new Movement(
                        new Operation(
                                new OperationId(row.uuid("operation")),
                                row.name("kind", Operation.Kind.class),
                                Money.of(row.number("amount"), row.text("currency")),
                                new OperationId(row.uuid("payment"))),
                        row.textOrNull("card"),
                        outcome(row)));
    }

    private static Outcome outcome(Row row) {
        var message = row.text("message");
        return switch (row.text("outcome")) {
            case "Approved" ->
                new Approved(row.text("auth_code"), message, Optional.ofNullable(row.textOrNull("scheme_reference")));
            case "Declined" -> new Declined(message);
            case "Abandoned" -> new Abandoned(message);
            default -> throw new IllegalStateException("The table knows three outcomes.");
        };
    }
}
