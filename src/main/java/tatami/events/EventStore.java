package tatami.events;

import tatami.db.Sql;
import tatami.db.Tx;

final class EventStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO event (id, account_id, type, data, created_at)
            VALUES (:id, :account, :type, :data::json, :created_at)
            """);

    void insert(Tx tx, Event event) {
        tx.sql(INSERT)
                .bind("id", event.id())
                .bind("account", event.account().value())
                .bind("type", event.type().wire())
                .bind("data", event.data())
                .bind("created_at", event.createdAt())
                .runOne();
    }
}
