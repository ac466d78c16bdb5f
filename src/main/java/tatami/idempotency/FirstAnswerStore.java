package tatami.idempotency;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class FirstAnswerStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO first_answer (account_id, key, request_hash, begun_at)
            VALUES (:account, :key, :request_hash, :now)
            ON CONFLICT (account_id, key) DO NOTHING
            """);

    private static final Sql FIND = Sql.of("""
            SELECT request_hash, status, content_type, sealed
            FROM first_answer
            WHERE account_id = :account
              AND key = :key
            """);

    private static final Sql ANSWER = Sql.of("""
            UPDATE first_answer
            SET status = :status, content_type = :content_type, sealed = :sealed
            WHERE account_id = :account
              AND key = :key
            """);

    private static final Sql RELEASE = Sql.of("""
            DELETE FROM first_answer
            WHERE account_id = :account
              AND key = :key
              AND status IS NULL
            """);

    private static final Sql FORGET = Sql.of("""
            DELETE FROM first_answer
            WHERE (account_id, key) IN (
                SELECT account_id, key
                FROM first_answer
                WHERE begun_at < :before
                ORDER BY begun_at
                LIMIT :limit)
            """);

    /** False when the key is there already. Waits for nobody. */
    boolean insert(Tx tx, AccountId account, String key, byte[] requestHash, Instant now) {
        return tx.sql(INSERT)
                        .bind("account", account.value())
                        .bind("key", key)
                        .bind("request_hash", requestHash)
                        .bind("now", now)
                        .run()
                == 1;
    }

    Optional<Kept> find(Tx tx, AccountId account, String key) {
        return tx.sql(FIND).bind("account", account.value()).bind("key", key).first(FirstAnswerStore::read);
    }

    int answer(Tx tx, AccountId account, String key, int status, @Nullable String contentType, byte[] sealed) {
        return tx.sql(ANSWER)
                .bind("status", status)
                .bind("content_type", contentType)
                .bind("sealed", sealed)
                .bind("account", account.value())
                .bind("key", key)
                .run();
    }

    int release(Tx tx, AccountId account, String key) {
        return tx.sql(RELEASE).bind("account", account.value()).bind("key", key).run();
    }

    int forget(Tx tx, Instant before, int limit) {
        return tx.sql(FORGET).bind("before", before).bind("limit", limit).run();
    }

    private static Kept read(Row row) {
        var status = row.numberOrNull("status");
        return new Kept(
                row.bytes("request_hash"),
                status == null ? 0 : Math.toIntExact(status),
                row.textOrNull("content_type"),
                row.bytesOrNull("sealed"));
    }

    /** @param sealed null while there is no answer; then the status says nothing */
    record Kept(byte[] requestHash, int status, @Nullable String contentType, byte @Nullable [] sealed) {}
}
