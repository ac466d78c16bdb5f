package tatami.accounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.accounts.ApiKey.Origin;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class ApiKeyStore {

    private static final Sql FIND_CALLER = Sql.of("""
            SELECT a.id, a.environment, a.trading_name, a.location_id, a.time_zone, b.colour, b.logo, b.favicon,
                k.hash, k.id AS key_id, array_to_string(k.scopes, ',') AS scopes, k.expires_at
            FROM api_key k
            JOIN account a ON a.id = k.account_id
            LEFT JOIN brand b ON b.account_id = a.id
            WHERE k.hash = :hash
              AND k.revoked_at IS NULL
            """);

    private static final Sql ACTIVE = Sql.of("""
            SELECT id, name, array_to_string(scopes, ',') AS scopes, hint, origin, created_at, created_by, last_used_at,
                expires_at, revoked_at
            FROM api_key
            WHERE account_id = :account
              AND revoked_at IS NULL
              AND (expires_at IS NULL OR expires_at > :now)
            ORDER BY created_at DESC, id DESC
            """);

    private static final Sql ENDED = Sql.of("""
            SELECT id, name, array_to_string(scopes, ',') AS scopes, hint, origin, created_at, created_by, last_used_at,
                expires_at, revoked_at
            FROM api_key
            WHERE account_id = :account
              AND (revoked_at IS NOT NULL OR expires_at <= :now)
            ORDER BY created_at DESC, id DESC
            LIMIT :limit
            """);

    private static final Sql FIND = Sql.of("""
            SELECT id, name, array_to_string(scopes, ',') AS scopes, hint, origin, created_at, created_by, last_used_at,
                expires_at, revoked_at
            FROM api_key
            WHERE id = :id
              AND account_id = :account
            """);

    /** Weak enough for rows that refer to the account. */
    private static final Sql LOCK = Sql.of("""
            SELECT id
            FROM account
            WHERE id = :account
            FOR NO KEY UPDATE
            """);

    private static final Sql INSERT = Sql.of("""
            INSERT INTO api_key
                (hash, id, account_id, origin, name, scopes, hint, created_at, created_by, expires_at)
            VALUES
                (:hash, :id, :account, 'Made', :name, :scopes, :hint, :now, :who, :expires_at)
            ON CONFLICT (id) DO NOTHING
            """);

    /** An older gateway knew no hints. */
    private static final Sql KEEP = Sql.of("""
            INSERT INTO api_key (hash, account_id, origin, name, scopes, hint, created_at)
            VALUES (:hash, :account, :origin, :name, :scopes, :hint, :now)
            ON CONFLICT (hash) DO UPDATE
            SET hint = excluded.hint
            """);

    /** A key of another origin is left to it while it opens everything. */
    private static final Sql REINSTATE = Sql.of("""
            UPDATE api_key
            SET origin = 'Setting', scopes = :scopes, expires_at = NULL, revoked_at = NULL
            WHERE hash = :hash
              AND (origin = 'Setting' OR created_by IS NOT NULL OR revoked_at IS NOT NULL)
            """);

    private static final Sql REVOKE_OTHER_SETTINGS = Sql.of("""
            UPDATE api_key
            SET revoked_at = :now
            WHERE account_id = :account
              AND origin = 'Setting'
              AND hash <> :hash
              AND revoked_at IS NULL
            """);

    private static final Sql REVOKE = Sql.of("""
            UPDATE api_key
            SET revoked_at = :now
            WHERE id = :id
              AND account_id = :account
              AND origin <> 'Setting'
              AND revoked_at IS NULL
            """);

    /** Passes over keys that somebody else is writing, so that two gateways never wait for each other. */
    private static final Sql NOTE_USES = Sql.of("""
            WITH used AS (
                SELECT k.id, u.at
                FROM unnest(:ids::text[], :times::text[]::timestamptz[]) AS u (id, at)
                JOIN api_key k ON k.id = u.id
                WHERE k.last_used_at IS NULL OR k.last_used_at < u.at
                FOR UPDATE OF k SKIP LOCKED
            )
            UPDATE api_key k
            SET last_used_at = used.at
            FROM used
            WHERE k.id = used.id
            """);

    Optional<KeyedCaller> findCaller(Tx tx, byte[] hash) {
        return tx.sql(FIND_CALLER)
                .bind("hash", hash)
                .first(row -> new KeyedCaller(
                        row.bytes("hash"),
                        new Caller(
                                new ApiKeyId(row.text("key_id")),
                                AccountStore.read(row),
                                scopes(row),
                                row.timeOrNull("expires_at"))));
    }

    List<ApiKey> active(Tx tx, AccountId account, Instant now) {
        return tx.sql(ACTIVE).bind("account", account.value()).bind("now", now).list(ApiKeyStore::read);
    }

    List<ApiKey> ended(Tx tx, AccountId account, Instant now, int most) {
        return tx.sql(ENDED)
                .bind("account", account.value())
                .bind("now", now)
                .bind("limit", most)
                .list(ApiKeyStore::read);
    }

    Optional<ApiKey> find(Tx tx, AccountId account, ApiKeyId id) {
        return tx.sql(FIND)
                .bind("id", id.value())
                .bind("account", account.value())
                .first(ApiKeyStore::read);
    }

    /** Until the transaction ends nobody else makes a key for this account. */
    void lock(Tx tx, AccountId account) {
        tx.sql(LOCK).bind("account", account.value()).list(row -> row);
    }

    /** False when there is one of this id already. */
    boolean insert(
            Tx tx, AccountId account, NewApiKey key, byte[] hash, @Nullable String hint, String who, Instant now) {
        return tx.sql(INSERT)
                        .bind("hash", hash)
                        .bind("id", key.id().value())
                        .bind("account", account.value())
                        .bind("name", key.name())
                        .bind("scopes", names(key.scopes()))
                        .bind("hint", hint)
                        .bind("now", now)
                        .bind("who", who)
                        .bind("expires_at", key.expiresAt())
                        .run()
                == 1;
    }

    void keep(Tx tx, AccountId account, byte[] hash, @Nullable String hint, Origin origin, String name, Instant now) {
        tx.sql(KEEP)
                .bind("hash", hash)
                .bind("account", account.value())
                .bind("origin", origin)
                .bind("name", name)
                .bind("scopes", names(Scope.ALL))
                .bind("hint", hint)
                .bind("now", now)
                .runOne();
    }

    void reinstate(Tx tx, byte[] hash) {
        tx.sql(REINSTATE).bind("hash", hash).bind("scopes", names(Scope.ALL)).run();
    }

    void revokeOtherSettings(Tx tx, AccountId account, byte[] hash, Instant now) {
        tx.sql(REVOKE_OTHER_SETTINGS)
                .bind("account", account.value())
                .bind("hash", hash)
                .bind("now", now)
                .run();
    }

    /** False when it has been revoked already. */
    boolean revoke(Tx tx, AccountId account, ApiKeyId id, Instant now) {
        return tx.sql(REVOKE)
                        .bind("id", id.value())
                        .bind("account", account.value())
                        .bind("now", now)
                        .run()
                == 1;
    }

    int noteUses(Tx tx, Map<ApiKeyId, Instant> uses) {
        var times = new TreeMap<String, String>();
        uses.forEach((id, at) -> times.put(id.value(), at.toString()));
        return tx.sql(NOTE_USES)
                .bind("ids", times.keySet())
                .bind("times", new ArrayList<>(times.values()))
                .run();
    }

    private static ApiKey read(Row row) {
        return new ApiKey(
                new ApiKeyId(row.text("id")),
                row.text("name"),
                scopes(row),
                row.textOrNull("hint"),
                row.name("origin", Origin.class),
                row.time("created_at"),
                row.textOrNull("created_by"),
                row.timeOrNull("last_used_at"),
                row.timeOrNull("expires_at"),
                row.timeOrNull("revoked_at"));
    }

    private static Set<Scope> scopes(Row row) {
        return Arrays.stream(row.text("scopes").split(",")).map(Scope::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> names(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::name).sorted().toList();
    }

    record KeyedCaller(byte[] hash, Caller caller) {

        @Override
        public String toString() {
            return caller.toString();
        }
    }
}
