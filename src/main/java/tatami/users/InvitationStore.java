package tatami.users;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class InvitationStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO invitation (hash, user_id, account_id, resets, expires_at)
            VALUES (:hash, :user, :account, :resets, :expires_at)
            """);

    private static final Sql FIND = Sql.of("""
            SELECT i.account_id, i.resets, u.id, u.email, u.name, u.password, u.totp, u.disabled
            FROM invitation i
            LEFT JOIN portal_user u ON u.id = i.user_id
            LEFT JOIN member m ON m.user_id = i.user_id AND m.account_id = i.account_id
            WHERE i.hash = :hash
              AND i.expires_at > :now
              AND (i.user_id IS NULL OR NOT u.disabled AND NOT m.disabled)
            """);

    private static final Sql TAKE = Sql.of("""
            DELETE FROM invitation
            WHERE hash = :hash
              AND expires_at > :now
            """);

    private static final Sql DELETE_OF_USER = Sql.of("""
            DELETE FROM invitation
            WHERE user_id = :user
              AND (:account::text IS NULL OR account_id = :account)
            """);

    private static final Sql DELETE_OF_MACHINE = Sql.of("""
            DELETE FROM invitation
            WHERE user_id IS NULL
            """);

    private static final Sql DELETE_OLD = Sql.of("""
            DELETE FROM invitation
            WHERE expires_at <= :now
            """);

    void insert(Tx tx, byte[] hash, @Nullable UserId user, AccountId account, boolean resets, Instant expiresAt) {
        tx.sql(INSERT)
                .bind("hash", hash)
                .bind("user", user == null ? null : user.value())
                .bind("account", account.value())
                .bind("resets", resets)
                .bind("expires_at", expiresAt)
                .runOne();
    }

    Optional<Invitation> find(Tx tx, byte[] hash, Instant now) {
        return tx.sql(FIND).bind("hash", hash).bind("now", now).first(InvitationStore::read);
    }

    /** Takes it away. Of many at once, one gets true. */
    boolean take(Tx tx, byte[] hash, Instant now) {
        return tx.sql(TAKE).bind("hash", hash).bind("now", now).run() == 1;
    }

    /** @param account null for all of them */
    void deleteOf(Tx tx, UserId user, @Nullable AccountId account) {
        tx.sql(DELETE_OF_USER)
                .bind("user", user.value())
                .bind("account", account == null ? null : account.value())
                .run();
    }

    void deleteOfMachine(Tx tx) {
        tx.sql(DELETE_OF_MACHINE).run();
    }

    int deleteOld(Tx tx, Instant now) {
        return tx.sql(DELETE_OLD).bind("now", now).run();
    }

    private static Invitation read(Row row) {
        return new Invitation(
                row.textOrNull("id") == null ? null : UserStore.user(row),
                new AccountId(row.text("account_id")),
                row.flag("resets"));
    }
}
