package tatami.users;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class SessionStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO portal_session (hash, user_id, account_id, created_at, seen_at, ends_at)
            VALUES (:hash, :user, :account, :now, :now, :ends_at)
            """);

    /** With the role and the user as they are now: whoever was disabled a moment ago is not found. */
    private static final Sql FIND = Sql.of("""
            SELECT s.user_id, s.account_id, s.seen_at, u.email, u.name, m.role,
                (SELECT count(*) FROM member o WHERE o.user_id = s.user_id AND NOT o.disabled) AS accounts
            FROM portal_session s
            LEFT JOIN portal_user u ON u.id = s.user_id
            LEFT JOIN member m ON m.user_id = s.user_id AND m.account_id = s.account_id
            WHERE s.hash = :hash
              AND s.ends_at > :now
              AND s.seen_at > :seen_after
              AND (s.user_id IS NULL OR NOT u.disabled AND NOT m.disabled)
            """);

    private static final Sql SEE = Sql.of("""
            UPDATE portal_session
            SET seen_at = :now
            WHERE hash = :hash
              AND seen_at < :seen_before
            """);

    private static final Sql MOVE = Sql.of("""
            UPDATE portal_session s
            SET account_id = m.account_id
            FROM member m
            WHERE s.hash = :hash
              AND m.user_id = s.user_id
              AND m.account_id = :account
              AND NOT m.disabled
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM portal_session
            WHERE hash = :hash
            """);

    private static final Sql DELETE_OF_USER = Sql.of("""
            DELETE FROM portal_session
            WHERE user_id = :user
              AND (:account::text IS NULL OR account_id = :account)
            """);

    private static final Sql DELETE_OLD = Sql.of("""
            DELETE FROM portal_session
            WHERE ends_at <= :now
               OR seen_at <= :seen_after
            """);

    void insert(Tx tx, byte[] hash, @Nullable UserId user, AccountId account, Instant now, Instant endsAt) {
        tx.sql(INSERT)
                .bind("hash", hash)
                .bind("user", user == null ? null : user.value())
                .bind("account", account.value())
                .bind("now", now)
                .bind("ends_at", endsAt)
                .runOne();
    }

    Optional<Session> find(Tx tx, byte[] hash, Instant now, Instant seenAfter) {
        return tx.sql(FIND)
                .bind("hash", hash)
                .bind("now", now)
                .bind("seen_after", seenAfter)
                .first(SessionStore::read);
    }

    void see(Tx tx, byte[] hash, Instant now, Instant seenBefore) {
        tx.sql(SEE)
                .bind("hash", hash)
                .bind("now", now)
                .bind("seen_before", seenBefore)
                .run();
    }

    /** False when the session's user is no member there. */
    boolean move(Tx tx, byte[] hash, AccountId account) {
        return tx.sql(MOVE).bind("hash", hash).bind("account", account.value()).run() == 1;
    }

    void delete(Tx tx, byte[] hash) {
        tx.sql(DELETE).bind("hash", hash).run();
    }

    /** @param account null for all of them */
    void deleteOf(Tx tx, UserId user, @Nullable AccountId account) {
        tx.sql(DELETE_OF_USER)
                .bind("user", user.value())
                .bind("account", account == null ? null : account.value())
                .run();
    }

    int deleteOld(Tx tx, Instant now, Instant seenAfter) {
        return tx.sql(DELETE_OLD).bind("now", now).bind("seen_after", seenAfter).run();
    }

    private static Session read(Row row) {
        var account = new AccountId(row.text("account_id"));
        var user = row.textOrNull("user_id");
        if (user == null) {
            return new Session(
                    null, Session.MACHINES_OWNER, "This machine", account, Role.Owner, 1, row.time("seen_at"));
        }
        return new Session(
                new UserId(user),
                row.text("email"),
                row.text("name"),
                account,
                row.name("role", Role.class),
                row.number("accounts"),
                row.time("seen_at"));
    }
}
