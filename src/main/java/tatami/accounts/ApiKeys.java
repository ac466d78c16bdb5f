package tatami.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.ApiKey.Origin;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * The keys that open accounts.
 *
 * <p>Keys are long random strings, so one keyed hash finds their row; a slow password hash would only make every
 * request slow. The database holds hashes alone.
 */
public final class ApiKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    /** 64 random bytes, 86 characters: what the API's own keys have. */
    private static final int KEY_BYTES = 64;

    /** Enough to tell one's own keys apart, and nothing to begin guessing with. */
    private static final int HINT_LENGTH = 4;

    /** An operator may have set a short key, of which nothing is given away. */
    private static final int LONG_ENOUGH = 48;

    /** More than a merchant's programs; few enough to look through. */
    static final int MOST = 100;

    /** How long a revoked key may live on in another gateway's memory. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final Secret pepper;
    private final InstantSource clock;
    private final ApiKeyStore store = new ApiKeyStore();
    private final Cache<String, Caller> callers;

    /** When keys were used, until that is written down. */
    private final Map<ApiKeyId, Instant> uses = new ConcurrentHashMap<>();

    /** @param pepper keys the hashes, so that a stolen table alone lets nobody test keys against it */
    public ApiKeys(Database database, Secret pepper, InstantSource clock) {
        this(database, pepper, clock, Ticker.systemTicker());
    }

    /** @param ticker by which callers are forgotten */
    ApiKeys(Database database, Secret pepper, InstantSource clock, Ticker ticker) {
        this.database = database;
        this.pepper = pepper;
        this.clock = clock;
        this.callers = Caffeine.newBuilder()
                .expireAfterWrite(MEMORY)
                .maximumSize(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    /** A key that nobody has yet. */
    public static String fresh(Environment environment) {
        return environment.keyPrefix() + Secret.random(KEY_BYTES).toBase64();
    }

    /**
     * Who calls with {@code secretKey}; empty when it opens nothing (any more). A key that expires does so at its
     * instant; one that is revoked opens nothing at once on this gateway, and on others within ten seconds.
     */
    public Optional<Caller> caller(String secretKey) {
        var hash = hash(secretKey);
        var name = HexFormat.of().formatHex(hash);
        var known = callers.getIfPresent(name);
        var found = known != null ? Optional.of(known) : find(name, hash);
        var now = Times.now(clock);
        var caller = found.filter(one -> !one.isExpired(now));
        caller.ifPresent(one -> uses.put(one.key(), now));
        return caller;
    }

    /** Whether {@link #caller} would know without asking the database who this is. */
    public boolean remembers(String secretKey) {
        return callers.getIfPresent(HexFormat.of().formatHex(hash(secretKey))) != null;
    }

    /** Reads an account's callers anew the next time: somebody has just changed the account. */
    void forget(AccountId account) {
        callers.asMap().values().removeIf(caller -> caller.account().id().equals(account));
    }

    /** An account's keys: all that open something, then the newest of those that did; newest first. */
    public List<ApiKey> list(AccountId account) {
        var now = Times.now(clock);
        return database.transaction(tx -> {
            var keys = new ArrayList<>(store.active(tx, account, now));
            keys.addAll(store.ended(tx, account, now, MOST));
            return keys;
        });
    }

    /** @throws Refusal NOT_FOUND */
    public ApiKey get(AccountId account, ApiKeyId id) {
        return database.once(tx -> store.find(tx, account, id)).orElseThrow(ApiKeyId::notFound);
    }

    /**
     * Makes a key, which is nowhere but in what this gives.
     *
     * @param who asks for it
     * @param witness writes along with it
     * @throws Refusal CONFLICT when this one was made already, or there are as many as there may be
     */
    public String create(Account account, NewApiKey wanted, String who, Witness witness) {
        var secretKey = fresh(account.environment());
        var now = Times.now(clock);
        database.transaction(tx -> {
            store.lock(tx, account.id());
            if (store.active(tx, account.id(), now).size() >= MOST) {
                throw new Refusal(
                        Reason.CONFLICT, "There are " + MOST + " keys already. Revoke one that nobody uses any more.");
            }
            if (!store.insert(tx, account.id(), wanted, hash(secretKey), hint(secretKey), who, now)) {
                throw new Refusal(
                        Reason.CONFLICT,
                        "This key was made already, and was shown once. If you do not have it, revoke it and make"
                                + " another.");
            }
            witness.write(tx);
            return secretKey;
        });
        return secretKey;
    }

    /**
     * Ends a key; nothing when it has ended already.
     *
     * @param witness writes along with it
     * @throws Refusal NOT_FOUND; WRONG_STATUS for the key of the operator's setting
     */
    public void revoke(AccountId account, ApiKeyId id, Witness witness) {
        if (get(account, id).origin() == Origin.Setting) {
            throw new Refusal(
                    Reason.WRONG_STATUS,
                    "This key is the gateway's setting TATAMI_SANDBOX_SECRET_KEY. It ends when the operator sets"
                            + " another.");
        }
        database.transaction(tx -> {
            if (store.revoke(tx, account, id, Times.now(clock))) {
                witness.write(tx);
            }
            return id;
        });
        callers.asMap().values().removeIf(caller -> caller.key().equals(id));
    }

    /** Writes down when keys were used since the last time; gives how many keys that concerns. */
    public int writeUses() {
        var round = Map.copyOf(uses);
        if (!round.isEmpty()) {
            database.once(tx -> store.noteUses(tx, round));
            round.forEach(uses::remove); // unless used again meanwhile
        }
        return round.size();
    }

    /** Writes the last uses. Should that fail, what is known of them is a minute old, and no more. */
    @Override
    public void close() {
        try {
            writeUses();
        } catch (DatabaseFailure failure) {
            LOG.atWarn().setCause(failure).log("When keys were last used was not written");
        }
    }

    /** A key that an account has from its beginning, for everything. Does nothing when it has it already. */
    void keep(Tx tx, AccountId account, String secretKey, Origin origin) {
        var name = origin == Origin.Setting ? "Operator's key" : "First key";
        store.keep(tx, account, hash(secretKey), hint(secretKey), origin, name, Times.now(clock));
    }

    /** The operator's setting is the truth: this key opens everything, and those that were set before open nothing. */
    void keepAsSetting(Tx tx, AccountId account, String secretKey) {
        keep(tx, account, secretKey, Origin.Setting);
        store.reinstate(tx, hash(secretKey));
        store.revokeOtherSettings(tx, account, hash(secretKey), Times.now(clock));
    }

    private Optional<Caller> find(String name, byte[] hash) {
        var found = database.once(tx -> store.findCaller(tx, hash))
                .filter(keyed -> Secret.same(keyed.hash(), hash))
                .map(ApiKeyStore.KeyedCaller::caller);
        found.ifPresent(caller -> callers.put(name, caller));
        return found;
    }

    private byte[] hash(String secretKey) {
        return pepper.hmacSha256(secretKey.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String hint(String secretKey) {
        return secretKey.length() < LONG_ENOUGH ? null : secretKey.substring(secretKey.length() - HINT_LENGTH);
    }

    /** Writes what belongs to a change, in its transaction. */
    public interface Witness {
        void write(Tx tx);
    }
}
