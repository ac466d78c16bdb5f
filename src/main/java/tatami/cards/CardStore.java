package tatami.cards;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tatami.db.Sql;
import tatami.db.Tx;

final class CardStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO card (id, sealed, created_at)
            VALUES (:id, :sealed, :now)
            """);

    private static final Sql FIND = Sql.of("""
            SELECT sealed
            FROM card
            WHERE id = :id
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM card
            WHERE id = :id
            """);

    private static final Sql DELETE_OLDER_THAN = Sql.of("""
            DELETE FROM card
            WHERE created_at < :limit
            """);

    void insert(Tx tx, UUID id, byte[] sealed, Instant now) {
        tx.sql(INSERT).bind("id", id).bind("sealed", sealed).bind("now", now).runOne();
    }

    Optional<byte[]> find(Tx tx, UUID id) {
        return tx.sql(FIND).bind("id", id).first(row -> row.bytes("sealed"));
    }

    void delete(Tx tx, UUID id) {
        tx.sql(DELETE).bind("id", id).run();
    }

    int deleteOlderThan(Tx tx, Instant limit) {
        return tx.sql(DELETE_OLDER_THAN).bind("limit", limit).run();
    }
}
