package tatami.cards;

import java.util.List;
import java.util.Optional;
import tatami.db.Sql;
import tatami.db.Tx;

final class KeysetStore {

    private static final Sql IS_THERE = Sql.of("""
            SELECT to_regclass('vault_keyset') IS NOT NULL AS there
            """);

    /** The key only if the keyset is the first. */
    private static final Sql INSERT_FIRST = Sql.of("""
            WITH made AS (
                INSERT INTO vault_keyset (wrapped, primary_key_id)
                VALUES (:wrapped, :primary)
                ON CONFLICT (singleton) DO NOTHING
                RETURNING primary_key_id
            )
            INSERT INTO vault_key (id)
            SELECT primary_key_id
            FROM made
            """);

    private static final Sql FIND = Sql.of("""
            SELECT wrapped
            FROM vault_keyset
            """);

    private static final Sql FIND_TO_SEAL = Sql.of("""
            SELECT wrapped
            FROM vault_keyset
            FOR SHARE
            """);

    /**
     * Half a second at most: whoever comes to seal a number waits behind us, and we behind those who are
     * sealing, one of which may have come to a standstill.
     */
    private static final Sql WAIT_BRIEFLY = Sql.of("""
            SET LOCAL lock_timeout = 500
            """);

    /**
     * The table and not its row: those who share a row's lock may go on sharing it for ever, past the one who
     * wants it alone. For a table they queue.
     */
    private static final Sql LOCK = Sql.of("""
            LOCK TABLE vault_keyset IN EXCLUSIVE MODE
            """);

    private static final Sql INSERT_KEY = Sql.of("""
            INSERT INTO vault_key (id)
            VALUES (:id)
            """);

    private static final Sql UPDATE = Sql.of("""
            UPDATE vault_keyset
            SET wrapped = :wrapped, primary_key_id = :primary
            """);

    private static final Sql DELETE_UNUSED = Sql.of("""
            DELETE FROM vault_key k
            WHERE k.id <> :primary
              AND NOT EXISTS (SELECT FROM card c WHERE c.key_id = k.id)
            RETURNING k.id
            """);

    boolean isThere(Tx tx) {
        return tx.sql(IS_THERE).first(row -> row.flag("there")).orElseThrow();
    }

    /** Whether it is the first. */
    boolean insertFirst(Tx tx, byte[] wrapped, long primary) {
        return tx.sql(INSERT_FIRST)
                        .bind("wrapped", wrapped)
                        .bind("primary", primary)
                        .run()
                == 1;
    }

    Optional<byte[]> find(Tx tx) {
        return tx.sql(FIND).first(row -> row.bytes("wrapped"));
    }

    byte[] findToSeal(Tx tx) {
        return tx.sql(FIND_TO_SEAL).first(row -> row.bytes("wrapped")).orElseThrow();
    }

    void lock(Tx tx) {
        tx.sql(WAIT_BRIEFLY).run();
        tx.sql(LOCK).run();
    }

    void insertKey(Tx tx, long id) {
        tx.sql(INSERT_KEY).bind("id", id).runOne();
    }

    void update(Tx tx, byte[] wrapped, long primary) {
        tx.sql(UPDATE).bind("wrapped", wrapped).bind("primary", primary).runOne();
    }

    /** @return the keys that are gone */
    List<Long> deleteUnused(Tx tx, long primary) {
        return tx.sql(DELETE_UNUSED).bind("primary", primary).list(row -> row.number("id"));
    }
}
