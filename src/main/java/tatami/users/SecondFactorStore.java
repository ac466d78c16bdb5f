package tatami.users;

import java.util.Collection;
import java.util.Optional;
import tatami.db.Sql;
import tatami.db.Tx;

final class SecondFactorStore {

    private static final Sql FIND = Sql.of("""
            SELECT totp
            FROM portal_user
            WHERE id = :user
              AND totp IS NOT NULL
            """);

    private static final Sql PUT = Sql.of("""
            UPDATE portal_user
            SET totp = :totp, totp_step = :step
            WHERE id = :user
              AND totp IS NULL
            """);

    private static final Sql ADVANCE = Sql.of("""
            UPDATE portal_user
            SET totp_step = :step
            WHERE id = :user
              AND totp_step < :step
            """);

    private static final Sql DELETE = Sql.of("""
            UPDATE portal_user
            SET totp = NULL, totp_step = NULL
            WHERE id = :user
              AND totp IS NOT NULL
            """);

    private static final Sql INSERT_CODES = Sql.of("""
            INSERT INTO recovery_code (hash, user_id)
            SELECT decode(hash, 'hex'), :user
            FROM unnest(:hashes::text[]) AS h (hash)
            """);

    private static final Sql TAKE_CODE = Sql.of("""
            DELETE FROM recovery_code
            WHERE hash = :hash
              AND user_id = :user
            """);

    private static final Sql COUNT_CODES = Sql.of("""
            SELECT count(*) AS codes
            FROM recovery_code
            WHERE user_id = :user
            """);

    private static final Sql DELETE_CODES = Sql.of("""
            DELETE FROM recovery_code
            WHERE user_id = :user
            """);

    /** The secret, sealed. */
    Optional<byte[]> find(Tx tx, UserId user) {
        return tx.sql(FIND).bind("user", user.value()).first(row -> row.bytes("totp"));
    }

    /** False when there is one already. */
    boolean put(Tx tx, UserId user, byte[] sealed, long step) {
        return tx.sql(PUT)
                        .bind("user", user.value())
                        .bind("totp", sealed)
                        .bind("step", step)
                        .run()
                == 1;
    }

    /** Of many who bring the same code at once, one gets true. */
    boolean advance(Tx tx, UserId user, long step) {
        return tx.sql(ADVANCE).bind("user", user.value()).bind("step", step).run() == 1;
    }

    /** False when there was none. */
    boolean delete(Tx tx, UserId user) {
        return tx.sql(DELETE).bind("user", user.value()).run() == 1;
    }

    /** @param hashes in hex */
    void insertCodes(Tx tx, UserId user, Collection<String> hashes) {
        tx.sql(INSERT_CODES).bind("user", user.value()).bind("hashes", hashes).run();
    }

    /** Takes it away. Of many at once, one gets true. */
    boolean takeCode(Tx tx, UserId user, byte[] hash) {
        return tx.sql(TAKE_CODE).bind("user", user.value()).bind("hash", hash).run() == 1;
    }

    long countCodes(Tx tx, UserId user) {
        return tx.sql(COUNT_CODES)
                .bind("user", user.value())
                .first(row -> row.number("codes"))
                .orElseThrow();
    }

    void deleteCodes(Tx tx, UserId user) {
        tx.sql(DELETE_CODES).bind("user", user.value()).run();
    }
}
