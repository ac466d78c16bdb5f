package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads both books, ours and the sandbox acquirer's, straight from PostgreSQL, and holds them against
 * each other to the penny.
 */
public final class Books {

    private final String jdbcUrl;

    public Books(Gateway gateway) {
        this(gateway.jdbcUrl());
    }

    public Books(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /** What the acquirer says it took for this intent, in minor units. */
    public long captured(String intent) {
        return acquirer("captured", intent);
    }

    /** What the acquirer says it gave back. */
    public long refunded(String intent) {
        return acquirer("refunded", intent);
    }

    /** How many operations of this kind the acquirer approved for this intent. */
    public long approved(String kind, String intent) {
        return number("""
                SELECT count(*) FROM sandbox.movement m JOIN operation o ON o.id = m.operation
                WHERE m.outcome = 'Approved' AND m.kind = '%s' AND o.payment_intent_id = '%s'
                """.formatted(kind, intent));
    }

    /** How many operations have no outcome yet, and how many verifications. */
    public long unsettled() {
        return number("""
                SELECT (SELECT count(*) FROM operation WHERE outcome IS NULL)
                    + (SELECT count(*) FROM setup_intent WHERE in_flight IS NOT NULL)
                """);
    }

    /** How many card numbers are kept for this setup intent: of the card it has, and of all that were tried. */
    public long numbers(String setup) {
        return number("SELECT count(*) FROM card c JOIN setup_intent s ON s::text LIKE '%' || c.id || '%'"
                + " WHERE s.id = '" + setup + "'");
    }

    /** How many messages somebody subscribed to and was not yet sent, or not yet took. */
    public long waitingDeliveries() {
        return number("SELECT count(*) FROM webhook_delivery WHERE state = 'Waiting'");
    }

    /** Fails unless both books, the intents and the ledger tell one story. Nothing may be unsettled. */
    public void mustAgree() {
        assertThat(unsettled()).as("operations without an outcome").isZero();
        verificationsMustAgree();
        assertThat(rows("""
                        SELECT coalesce(o.id, m.operation) || ' ' || coalesce(o.kind || o.amount || o.outcome, 'not ours')
                            || ' / ' || coalesce(m.kind || m.amount || m.outcome, 'not theirs')
                        FROM (SELECT * FROM operation WHERE outcome = 'Approved') o
                        FULL JOIN (
                            SELECT * FROM sandbox.movement WHERE outcome = 'Approved' AND kind <> 'Verify'
                        ) m ON m.operation = o.id
                        WHERE o.id IS NULL OR m.operation IS NULL OR o.kind <> m.kind OR o.amount <> m.amount
                            OR o.currency <> m.currency
                        """))
                .as("approved operations that only one side knows, or both know differently")
                .isEmpty();
        assertThat(rows("""
                        SELECT p.id || ' ' || p.status || ' ' || p.authorized || '/' || p.captured || '/' || p.refunded
                            || ' but operations say ' || s.authorized || '/' || s.captured || '/' || s.refunded
                        FROM payment_intent p
                        JOIN (
                            SELECT payment_intent_id,
                                coalesce(sum(amount) FILTER (WHERE kind IN ('Sale', 'Authorize', 'Charge')), 0) AS authorized,
                                coalesce(sum(amount) FILTER (WHERE kind IN ('Sale', 'Charge', 'Capture')), 0) AS captured,
                                coalesce(sum(amount) FILTER (WHERE kind = 'Refund'), 0) AS refunded
                            FROM operation WHERE outcome = 'Approved' GROUP BY payment_intent_id
                        ) s ON s.payment_intent_id = p.id
                        WHERE (p.authorized, p.captured, p.refunded) <> (s.authorized, s.captured, s.refunded)
                            OR p.in_flight IS NOT NULL
                        """))
                .as("intents whose funds are not the sum of their operations")
                .isEmpty();
        assertThat(rows("""
                        SELECT o.id || ' ' || o.kind || ' ' || o.amount || ' in the ledger: ' || coalesce(l.amount, 0)
                        FROM operation o
                        JOIN payment_intent p ON p.id = o.payment_intent_id
                        LEFT JOIN ledger_entry l ON l.operation_id = o.id
                        WHERE coalesce(l.amount, 0) <> CASE
                            WHEN o.outcome <> 'Approved' OR o.kind = 'Authorize' THEN 0
                            WHEN o.kind = 'Reverse' AND p.captured = 0 THEN 0
                            ELSE o.amount END
                        """))
                .as("operations whose ledger entry is missing, wrong or too many")
                .isEmpty();
    }

    /** A verification moves nothing, but both sides must know of the same agreements, and of the same charges. */
    private void verificationsMustAgree() {
        assertThat(rows("""
                        SELECT coalesce(s.id, 'nobody') || ' has the card of ' || coalesce(m.operation::text, 'nobody')
                        FROM (SELECT * FROM setup_intent WHERE card IS NOT NULL) s
                        FULL JOIN (
                            SELECT * FROM sandbox.movement WHERE outcome = 'Approved' AND kind = 'Verify'
                        ) m ON m.scheme_reference = s.card->>'schemeReference'
                        WHERE s.id IS NULL OR m.operation IS NULL
                        """))
                .as("approved verifications that only one side knows")
                .isEmpty();
        assertThat(rows("""
                        SELECT s.id || ' ' || s.status || ' ' || count(o.id)
                        FROM setup_intent s
                        LEFT JOIN payment_intent p ON p.purchase->>'setupIntentId' = s.id
                        LEFT JOIN operation o
                            ON o.payment_intent_id = p.id AND o.kind = 'Charge' AND o.outcome = 'Approved'
                        WHERE s.type = 'NoShow'
                        GROUP BY s.id
                        HAVING count(o.id) <> CASE s.status WHEN 'Completed' THEN 1 ELSE 0 END
                            OR s.charge IS NOT NULL
                        """))
                .as("no-shows that are completed without a charge, or charged and not completed, or still marked")
                .isEmpty();
    }

    private long acquirer(String sum, String intent) {
        return number("""
                SELECT coalesce(sum(s.%s), 0) FROM sandbox.payment s JOIN operation o ON o.id = s.id
                WHERE o.payment_intent_id = '%s'
                """.formatted(sum, intent));
    }

    public long number(String sql) {
        return Long.parseLong(rows(sql).getFirst());
    }

    /** The first column of each row. */
    public List<String> rows(String sql) {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var results = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (results.next()) {
                rows.add(results.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
