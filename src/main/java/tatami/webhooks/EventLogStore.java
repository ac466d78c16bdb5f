package tatami.webhooks;

import java.util.List;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

/** Events in the order of their numbers, which is not quite the order in which they become visible. */
final class EventLogStore {

    /** Of the sequence itself: the largest number in the table would have to be searched for. */
    private static final Sql LAST = Sql.of("""
            SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS seq
            FROM event_seq_seq
            """);

    private static final Sql AFTER = Sql.of("""
            SELECT seq, id AS event_id, type, account_id, created_at, data
            FROM event
            WHERE seq > :after
              AND account_id = :account
            ORDER BY seq
            LIMIT :most
            """);

    /** The number of the newest event of all accounts, committed or not; 0 when there is none. */
    long last(Tx tx) {
        return tx.sql(LAST).first(row -> row.number("seq")).orElseThrow();
    }

    /** Oldest first. */
    List<Numbered> after(Tx tx, AccountId account, long after, int most) {
        return tx.sql(AFTER)
                .bind("after", after)
                .bind("account", account.value())
                .bind("most", most)
                .list(row -> new Numbered(row.number("seq"), message(row)));
    }

    /** Reads an event's columns, its id as {@code event_id}; for all that join it. */
    static Message message(Row row) {
        return new Message(
                row.text("event_id"),
                row.text("type"),
                row.text("account_id"),
                row.time("created_at"),
                row.text("data"));
    }

    /** @param seq its place among all events */
    record Numbered(long seq, Message message) {}
}
