package tatami.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * Knows accounts, and whose key a key is.
 *
 * <p>Keys are long random strings, so one keyed hash finds their row; a slow password hash would only
 * make every request slow. The database holds hashes alone.
 */
public final class Accounts {

    /** 64 random bytes, 86 characters: what the API's own keys have. */
    private static final int KEY_BYTES = 64;

    /** How long a revoked key, or a former brand, may live on in a gateway's memory. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final Secret pepper;
    private final Ids ids;
    private final InstantSource clock;
    private final AccountStore store = new AccountStore();
    private final Cache<String, Account> byKey = remembering();
    private final Cache<AccountId, Account> byId = remembering();

    /** @param pepper keys the hashes, so that a stolen table alone lets nobody test keys against it */
    public Accounts(Database database, Secret pepper, Ids ids, InstantSource clock) {
        this.database = database;
        this.pepper = pepper;
        this.ids = ids;
        this.clock = clock;
    }

    public static String newSecretKey(Environment environment) {
        return environment.keyPrefix() + Secret.random(KEY_BYTES).toBase64();
    }

    /** The account that {@code secretKey} opens, if it opens one. */
    public Optional<Account> ofKey(String secretKey) {
        var hash = hash(secretKey);
        var name = HexFormat.of().formatHex(hash);
        var known = byKey.getIfPresent(name);
        if (known != null) {
            return Optional.of(known);
        }
        var found = database.once(tx -> store.findByKey(tx, hash))
                .filter(key -> Secret.same(key.hash(), hash))
                .map(AccountStore.KeyedAccount::account);
        found.ifPresent(account -> byKey.put(name, account));
        return found;
    }

    /** @throws IllegalStateException when there is none: ids come from our own rows */
    public Account get(AccountId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("There is no account " + id + "."));
    }

    /** For ids that somebody sent. */
    public Optional<Account> find(AccountId id) {
        var known = byId.getIfPresent(id);
        if (known != null) {
            return Optional.of(known);
        }
        var found = database.once(tx -> store.find(tx, id));
        found.ifPresent(account -> byId.put(id, account));
        return found;
    }

    /**
     * Makes the first sandbox account if there is none yet, and lets {@code secretKey} open it.
     *
     * @param setByOperator whether the key is a setting; the setting is the truth, so that a key set
     *     before it no longer opens anything. A key made at the first start never ends another's.
     */
    public Account ensureFirst(String secretKey, boolean setByOperator, String tradingName, ZoneId timeZone) {
        var now = Times.now(clock);
        var origin = setByOperator ? KeyOrigin.Setting : KeyOrigin.Made;
        return database.transaction(tx -> {
            store.lockFirst(tx);
            var first = store.findFirst(tx).orElseGet(() -> {
                var account = new Account(
                        new AccountId(ids.next(Environment.Sandbox.idPrefix("acc"))),
                        Environment.Sandbox,
                        tradingName,
                        locationId(),
                        timeZone,
                        Brand.NONE);
                store.insert(tx, account, now);
                return account;
            });
            if (setByOperator) {
                store.deleteOtherSettingKeys(tx, first.id(), hash(secretKey));
            }
            store.insertKey(tx, first.id(), hash(secretKey), origin, now);
            return first;
        });
    }

    /** Opens a new account with one key. */
    public Account open(Environment environment, String tradingName, ZoneId timeZone, String secretKey) {
        var account = new Account(
                new AccountId(ids.next(environment.idPrefix("acc"))),
                environment,
                tradingName,
                locationId(),
                timeZone,
                Brand.NONE);
        var now = Times.now(clock);
        database.transaction(tx -> {
            store.insert(tx, account, now);
            store.insertKey(tx, account.id(), hash(secretKey), KeyOrigin.Made, now);
            return account;
        });
        return account;
    }

    private byte[] hash(String secretKey) {
        return pepper.hmacSha256(secretKey.getBytes(StandardCharsets.UTF_8));
    }

    /** Fifteen digits, as the API's own. */
    private static String locationId() {
        return Long.toString(new java.security.SecureRandom().nextLong(100_000_000_000_000L, 1_000_000_000_000_000L));
    }

    private static <K, V> Cache<K, V> remembering() {
        return Caffeine.newBuilder()
                .expireAfterWrite(MEMORY)
                .maximumSize(REMEMBERED)
                .build();
    }

    /** Where a key came from. */
    enum KeyOrigin {
        Setting,
        Made
    }
}
