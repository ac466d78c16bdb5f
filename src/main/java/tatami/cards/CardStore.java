package tatami.cards;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tatami.db.Sql;
import tatami.db.Tx;

final class CardStore {

    /**
     * Only while the key is the primary, which it stays until the transaction ends: a rotation waits, and so
     * finds all that was sealed with the key it takes away.
     */
    private static final Sql INSERT = Sql.of("""
            INSERT INTO card (id, owner, key_id, sealed, destroy_at)
            SELECT :id, :owner, k.primary_key_id, :sealed, :destroy_at::timestamptz
            FROM vault_keyset k
            WHERE k.primary_key_id = :key
            FOR SHARE OF k
            """);

    /** With another key than the reader's primary, the keyset comes along as it is at this very moment. */
    private static final Sql FIND = Sql.of("""
            SELECT key_id, sealed,
                   CASE WHEN key_id <> :primary THEN (SELECT wrapped FROM vault_keyset) END AS keyset
            FROM card
            WHERE id = :id
            """);

    private static final Sql KEEP_ON = Sql.of("""
            UPDATE card
            SET destroy_at = NULL
            WHERE id = :id
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM card
            WHERE id = :id
            """);

    private static final Sql DELETE_DUE = Sql.of("""
            DELETE FROM card
            WHERE destroy_at < :now
            """);

    /** Passes over what others have in hand: they may be holding one of these and waiting for another. */
    private static final Sql SEALED_WITH = Sql.of("""
            SELECT id, owner, sealed
            FROM card
            WHERE key_id = :key
              AND id > :after
            ORDER BY id
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
            """);

    private static final Sql RESEAL = Sql.of("""
            UPDATE card c
            SET key_id = :key, sealed = decode(n.sealed, 'base64')
            FROM unnest(:ids::text[]::uuid[], :sealed::text[]) AS n (id, sealed)
            WHERE c.id = n.id
            """);

    /** Whether the key was the primary. */
    boolean insert(Tx tx, UUID id, String owner, long key, byte[] sealed, @Nullable Instant destroyAt) {
        return tx.sql(INSERT)
                        .bind("id", id)
                        .bind("owner", owner)
                        .bind("key", key)
                        .bind("sealed", sealed)
                        .bind("destroy_at", destroyAt)
                        .run()
                == 1;
    }

    Optional<Kept> find(Tx tx, UUID id, long primary) {
        return tx.sql(FIND)
                .bind("id", id)
                .bind("primary", primary)
                .first(row -> new Kept(row.number("key_id"), row.bytes("sealed"), row.bytesOrNull("keyset")));
    }

    /** Whether it is there. */
    boolean keepOn(Tx tx, UUID id) {
        return tx.sql(KEEP_ON).bind("id", id).run() == 1;
    }

    void delete(Tx tx, UUID id) {
        tx.sql(DELETE).bind("id", id).run();
    }

    int deleteDue(Tx tx, Instant now) {
        return tx.sql(DELETE_DUE).bind("now", now).run();
    }

    /** In the order of their ids; locked until the transaction ends. */
    List<Sealed> sealedWith(Tx tx, long key, UUID after, int limit) {
        return tx.sql(SEALED_WITH)
                .bind("key", key)
                .bind("after", after)
                .bind("limit", limit)
                .list(row -> new Sealed(row.uuid("id"), row.text("owner"), row.bytes("sealed")));
    }

    /** @param cards all of them locked */
    void reseal(Tx tx, long key, List<Sealed> cards) {
        var changed = tx.sql(RESEAL)
                .bind("key", key)
                .bind("ids", cards.stream().map(card -> card.id().toString()).toList())
                .bind(
                        "sealed",
                        cards.stream()
                                .map(card -> Base64.getEncoder().encodeToString(card.sealed()))
                                .toList())
                .run();
        if (changed != cards.size()) {
            throw new IllegalStateException("Changed " + changed + " rows instead of " + cards.size() + ".");
        }
    }

    /** @param keyset wrapped; null when the reader's primary opens it */
    record Kept(long key, byte[] sealed, byte @Nullable [] keyset) {

        @Override
        public String toString() {
            return "Kept with " + key;
        }
    }

    record Sealed(UUID id, String owner, byte[] sealed) {

        @Override
        public String toString() {
            return "Sealed " + id;
        }
    }
}
