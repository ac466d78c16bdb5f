package tatami.webhooks;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.db.Tx;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;

/** What merchants do with webhook subscriptions. Every method is one verb of the API. */
public final class Subscriptions {

    /** Sixteen bytes, 22 characters: what the live service makes. */
    private static final int SECRET_BYTES = 16;

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final SubscriptionStore store = new SubscriptionStore();

    public Subscriptions(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** Oldest first. */
    public List<Subscription> list(Account account) {
        return database.transaction(tx -> store.list(tx, account.id()));
    }

    /** A new subscription with one secret, which is active. @throws Refusal CONFLICT */
    public Subscription subscribe(Account account, List<String> events, String url, @Nullable String description) {
        var now = Times.now(clock);
        var subscription = new Subscription(
                new SubscriptionId(ids.next(account.environment().idPrefix(SubscriptionId.KIND))),
                account.id(),
                events,
                url,
                description,
                List.of(newSecret(true)),
                now,
                now);
        return unlessTaken(tx -> {
            store.insert(tx, subscription);
            return subscription;
        });
    }

    /**
     * Changes what is given and leaves what is null.
     *
     * @throws Refusal NOT_FOUND, CONFLICT
     */
    public Subscription change(
            Account account,
            SubscriptionId id,
            @Nullable List<String> events,
            @Nullable String url,
            @Nullable String description) {
        return unlessTaken(tx -> {
            var before = lock(tx, account, id);
            var after = new Subscription(
                    id,
                    before.account(),
                    events == null ? before.events() : events,
                    url == null ? before.url() : url,
                    description == null ? before.description() : description,
                    before.secrets(),
                    before.createdAt(),
                    Times.now(clock));
            store.update(tx, after);
            return after;
        });
    }

    /** @throws Refusal NOT_FOUND */
    public void delete(Account account, SubscriptionId id) {
        database.transaction(tx -> {
            lock(tx, account, id);
            store.delete(tx, id);
            return id;
        });
    }

    /** @throws Refusal NOT_FOUND */
    public Subscription get(Account account, SubscriptionId id) {
        return database.transaction(tx -> store.find(tx, account.id(), id)).orElseThrow(SubscriptionId::notFound);
    }

    /** Adds a secret that does not sign yet. @throws Refusal NOT_FOUND, CONFLICT */
    public Subscription generateSecret(Account account, SubscriptionId id) {
        return database.transaction(tx -> {
            lock(tx, account, id).refuseAnotherSecret();
            store.insertSecret(tx, id, newSecret(false));
            return store.find(tx, account.id(), id).orElseThrow();
        });
    }

    /** Makes this secret the one that signs. @throws Refusal NOT_FOUND */
    public void activateSecret(Account account, SubscriptionId id, String secretId) {
        database.transaction(tx -> {
            var secret = lock(tx, account, id).secret(secretId);
            store.activate(tx, id, secret.id());
            return id;
        });
    }

    /** @throws Refusal NOT_FOUND, or NOT_ALLOWED for the active one: deliveries must never lose their key */
    public void deleteSecret(Account account, SubscriptionId id, String secretId) {
        database.transaction(tx -> {
            var secret = lock(tx, account, id).secret(secretId);
            if (secret.active()) {
                throw new Refusal(
                        Reason.NOT_ALLOWED, "The active secret cannot be deleted. Activate another one first.");
            }
            store.deleteSecret(tx, secret.id());
            return id;
        });
    }

    private SigningSecret newSecret(boolean active) {
        return new SigningSecret(
                ids.next("sc_"), Secret.random(SECRET_BYTES).toBase64(), active, Times.now(clock), null);
    }

    /** The root alone first; what belongs to it is read after the wait. */
    private Subscription lock(Tx tx, Account account, SubscriptionId id) {
        store.lock(tx, account.id(), id);
        return store.find(tx, account.id(), id).orElseThrow(SubscriptionId::notFound);
    }

    private Subscription unlessTaken(Function<Tx, Subscription> change) {
        try {
            return database.transaction(change);
        } catch (DatabaseFailure failure) {
            if (failure.violatesUnique("one_subscription_for_an_event")) {
                throw new Refusal(
                        Reason.CONFLICT,
                        "Another subscription has one of these events. An event goes to one subscription.");
            }
            throw failure;
        }
    }
}
