package tatami.users;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class UserStore {

    private static final Sql IS_THERE = Sql.of("""
            SELECT to_regclass('recovery_code') IS NOT NULL AS there
            """);

    private static final Sql INSERT = Sql.of("""
            INSERT INTO portal_user (id, email, name, created_at)
            VALUES (:id, :email, :name, :now)
            ON CONFLICT (email) DO NOTHING
            """);

    private static final Sql FIND = Sql.of("""
            SELECT id, email, name, password, totp, disabled
            FROM portal_user
            WHERE email = :email
            """);

    private static final Sql FIND_BY_ID = Sql.of("""
            SELECT id, email, name, password, totp, disabled
            FROM portal_user
            WHERE id = :id
            """);

    private static final Sql PUT_PASSWORD = Sql.of("""
            UPDATE portal_user
            SET password = :password
            WHERE id = :id
              AND (:resets OR password IS NULL)
            """);

    private static final Sql KEEP_ANEW = Sql.of("""
            UPDATE portal_user
            SET password = :password
            WHERE id = :id
              AND password = :before
            """);

    private static final Sql DISABLE = Sql.of("""
            UPDATE portal_user
            SET disabled = :disabled
            WHERE id = :id
            """);

    private static final Sql INSERT_MEMBER = Sql.of("""
            INSERT INTO member (user_id, account_id, role, created_at)
            VALUES (:user, :account, :role, :now)
            ON CONFLICT (user_id, account_id) DO NOTHING
            """);

    private static final Sql MEMBERS = Sql.of("""
            SELECT u.id, u.email, u.name, u.password, u.totp, u.disabled, m.account_id, m.role,
                m.disabled AS member_disabled
            FROM member m
            JOIN portal_user u ON u.id = m.user_id
            WHERE m.account_id = :account
            ORDER BY m.user_id
            """);

    private static final Sql LOCK_MEMBERS = Sql.of("""
            SELECT u.id, u.email, u.name, u.password, u.totp, u.disabled, m.account_id, m.role,
                m.disabled AS member_disabled
            FROM member m
            JOIN portal_user u ON u.id = m.user_id
            WHERE m.account_id = :account
            ORDER BY m.user_id
            FOR UPDATE OF m
            """);

    private static final Sql MEMBERSHIPS = Sql.of("""
            SELECT u.id, u.email, u.name, u.password, u.totp, u.disabled, m.account_id, m.role,
                m.disabled AS member_disabled
            FROM member m
            JOIN portal_user u ON u.id = m.user_id
            WHERE m.user_id = :user
            ORDER BY m.account_id
            """);

    private static final Sql EVERYBODY = Sql.of("""
            SELECT u.id, u.email, u.name, u.password, u.totp, u.disabled, m.account_id, m.role,
                m.disabled AS member_disabled
            FROM portal_user u
            JOIN member m ON m.user_id = u.id
            ORDER BY u.email, m.account_id
            """);

    private static final Sql CHANGE_MEMBER = Sql.of("""
            UPDATE member
            SET role = :role, disabled = :disabled
            WHERE user_id = :user
              AND account_id = :account
            """);

    /** Whether a gateway of this version, or a later one, has been started on this database. */
    boolean isThere(Tx tx) {
        return tx.sql(IS_THERE).first(row -> row.flag("there")).orElseThrow();
    }

    /** Does nothing when somebody has this address already. */
    void insert(Tx tx, UserId id, Person person, Instant now) {
        tx.sql(INSERT)
                .bind("id", id.value())
                .bind("email", person.email())
                .bind("name", person.name())
                .bind("now", now)
                .run();
    }

    /** @param email in small letters */
    Optional<Kept> find(Tx tx, String email) {
        return tx.sql(FIND).bind("email", email).first(UserStore::kept);
    }

    Optional<Kept> find(Tx tx, UserId id) {
        return tx.sql(FIND_BY_ID).bind("id", id.value()).first(UserStore::kept);
    }

    /** False when there is one already, which may not be replaced. */
    boolean putPassword(Tx tx, UserId user, String password, boolean resets) {
        return tx.sql(PUT_PASSWORD)
                        .bind("id", user.value())
                        .bind("password", password)
                        .bind("resets", resets)
                        .run()
                == 1;
    }

    /** Another password, or the same with other parameters; false when it was changed meanwhile. */
    boolean keepAnew(Tx tx, UserId user, String before, String password) {
        return tx.sql(KEEP_ANEW)
                        .bind("id", user.value())
                        .bind("before", before)
                        .bind("password", password)
                        .run()
                == 1;
    }

    void disable(Tx tx, UserId user, boolean disabled) {
        tx.sql(DISABLE).bind("id", user.value()).bind("disabled", disabled).runOne();
    }

    /** False when they are one already. */
    boolean insertMember(Tx tx, UserId user, AccountId account, Role role, Instant now) {
        return tx.sql(INSERT_MEMBER)
                        .bind("user", user.value())
                        .bind("account", account.value())
                        .bind("role", role)
                        .bind("now", now)
                        .run()
                == 1;
    }

    List<Member> members(Tx tx, AccountId account) {
        return tx.sql(MEMBERS).bind("account", account.value()).list(UserStore::member);
    }

    /** The same, and nobody else changes one of them until the transaction ends. */
    List<Member> lockMembers(Tx tx, AccountId account) {
        return tx.sql(LOCK_MEMBERS).bind("account", account.value()).list(UserStore::member);
    }

    List<Member> memberships(Tx tx, UserId user) {
        return tx.sql(MEMBERSHIPS).bind("user", user.value()).list(UserStore::member);
    }

    List<Member> everybody(Tx tx) {
        return tx.sql(EVERYBODY).list(UserStore::member);
    }

    void change(Tx tx, Member member) {
        tx.sql(CHANGE_MEMBER)
                .bind("user", member.user().id().value())
                .bind("account", member.account().value())
                .bind("role", member.role())
                .bind("disabled", member.disabled())
                .runOne();
    }

    private static Kept kept(Row row) {
        return new Kept(user(row), row.textOrNull("password"));
    }

    static User user(Row row) {
        return new User(
                new UserId(row.text("id")),
                new Person(row.text("email"), row.text("name")),
                row.textOrNull("password") != null,
                row.bytesOrNull("totp") != null,
                row.flag("disabled"));
    }

    private static Member member(Row row) {
        return new Member(
                user(row),
                new AccountId(row.text("account_id")),
                row.name("role", Role.class),
                row.flag("member_disabled"));
    }

    /** @param password what is kept of it; null until one is chosen */
    record Kept(User user, @Nullable String password) {

        @Override
        public String toString() {
            return user.toString();
        }
    }
}
