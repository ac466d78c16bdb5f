package tatami.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import tatami.accounts.ApiKey.Origin;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Times;

/** Knows accounts. Whose key a key is, {@link ApiKeys} know. */
public final class Accounts {

    /** How long a former brand may live on in a gateway's memory. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final ApiKeys keys;
    private final Ids ids;
    private final InstantSource clock;
    private final AccountStore store = new AccountStore();
    private final Cache<AccountId, Account> byId = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(REMEMBERED)
            .build();

    public Accounts(Database database, ApiKeys keys, Ids ids, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
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
                keys.keepAsSetting(tx, first.id(), secretKey);
            } else {
                keys.keep(tx, first.id(), secretKey, Origin.Made);
            }
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
            keys.keep(tx, account.id(), secretKey, Origin.Made);
            return account;
        });
        return account;
    }

    /**
     * Gives an account another name and another day's end. This gateway knows at once, others within {@link #MEMORY}.
     *
     * @param tradingName as {@link TradingName#of} gives it
     */
    public void change(AccountId id, String tradingName, ZoneId timeZone) {
        database.once(tx -> {
            store.change(tx, id, tradingName, timeZone);
            return id;
        });
        forget(id);
    }

    /** Reads an account anew the next time: somebody has just changed it. */
    public void forget(AccountId id) {
        byId.invalidate(id);
        keys.forget(id);
    }

    /** Fifteen digits, as the API's own. */
    private static String locationId() {
        return Long.toString(new java.security.SecureRandom().nextLong(100_000_000_000_000L, 1_000_000_000_000_000L));
    }
}
