package tatami.contract;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tatami.Gateway;

/** What stands in the gateway's database, read past the gateway. */
final class Rows {

    private final String jdbcUrl;

    Rows(Gateway gateway) {
        jdbcUrl = gateway.jdbcUrl();
    }

    /** What merchants would be told of this intent, in order. */
    List<String> events(String intent) {
        return read("SELECT type FROM event WHERE data->>'paymentIntentId' = '" + intent + "' ORDER BY seq");
    }

    /** The last event's own part of the message. */
    String lastEvent(String intent) {
        return read("SELECT data FROM event WHERE data->>'paymentIntentId' = '" + intent + "' ORDER BY seq")
                .getLast();
    }

    /** What the ledger says of this intent, in order: {@code AcquirerReceivable < MerchantPayable GBP 1000}. */
    List<String> ledger(String intent) {
        return read("""
                SELECT l.debit || ' < ' || l.credit || ' ' || l.currency || ' ' || l.amount
                FROM ledger_entry l JOIN operation o ON o.id = l.operation_id
                WHERE o.payment_intent_id = '%s' ORDER BY l.id
                """.formatted(intent));
    }

    /** Every operation on this intent, its payment first: {@code Refund 400 Approved}. */
    List<String> operations(String intent) {
        return read("""
                SELECT kind || ' ' || amount || ' ' || coalesce(outcome, 'unanswered')
                FROM operation WHERE payment_intent_id = '%s' ORDER BY kind NOT IN ('Sale', 'Authorize', 'Charge'), id
                """.formatted(intent));
    }

    /** How many rows each table has. */
    Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        tables().forEach(table -> counts.put(
                table, Long.parseLong(read("SELECT count(*) FROM " + table).getFirst())));
        return counts;
    }

    /** Every row of every table, as text; bytes as hex. */
    List<String> everything() {
        return tables().stream()
                .flatMap(table ->
                        read("SELECT t::text FROM " + table + " t").stream().map(row -> table + ": " + row))
                .toList();
    }

    List<String> tables() {
        return read("""
                SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
                WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
                ORDER BY 1
                """);
    }

    List<String> read(String sql) {
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
