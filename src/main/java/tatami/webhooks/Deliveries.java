package tatami.webhooks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.events.Bell;
import tatami.http.Invalid;
import tatami.kit.Ids;
import tatami.kit.Paging;
import tatami.kit.Paging.Direction;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.webhooks.Delivery.State;

/** What merchants do with the log of their deliveries. An addition to the API. */
public final class Deliveries {

    /** Rows in one statement: a fraction of a second's work, so that nobody waits behind it. */
    private static final int BATCH = 5_000;

    /** How many of the newest say how a subscription fares. */
    private static final int PULSE = 100;

    /** More than anything that happens to one payment. */
    private static final int MOST_OF_PAYMENT = 200;

    private static final Pattern EVENT_ID = Ids.shape("evt");

    private final Database database;
    private final Duration kept;
    private final InstantSource clock;
    private final Bell bell;
    private final SubscriptionStore subscriptions = new SubscriptionStore();
    private final DeliveryStore store = new DeliveryStore();
    private final DeliveryLogStore log = new DeliveryLogStore();

    /** @param kept how long settled deliveries and their tries are kept */
    public Deliveries(Database database, Duration kept, InstantSource clock, Bell bell) {
        this.database = database;
        this.kept = kept;
        this.clock = clock;
        this.bell = bell;
    }

    /**
     * Newest first.
     *
     * @param state null for all
     * @param before an event that was to be delivered to this subscription: only deliveries of older ones;
     *     null from the newest on
     * @throws Refusal NOT_FOUND
     * @throws Invalid when there is no such event: an empty list would look like the end of all
     */
    List<Told> list(
            Account account, SubscriptionId subscription, @Nullable State state, @Nullable String before, int limit) {
        return of(account, subscription, tx -> {
            var beforeSeq = before == null ? null : seq(tx, subscription, before);
            return log.list(tx, subscription, state, beforeSeq, limit);
        });
    }

    /**
     * A page of them, newest first.
     *
     * @param state null for all
     * @param page its cursor names an event by its id; one that is gone is the top
     * @throws Refusal NOT_FOUND
     */
    public List<Told> page(Account account, SubscriptionId subscription, @Nullable State state, Paging page) {
        return of(account, subscription, tx -> {
            var at = eventId(page.cursor().id())
                    .flatMap(id -> log.seq(tx, subscription, id))
                    .orElse(null);
            return page.direction() == Direction.Newer && at != null
                    ? log.listNewer(tx, subscription, state, at, page.limit())
                    : log.list(tx, subscription, state, at, page.limit());
        });
    }

    /** How the last hundred of each of the account's subscriptions went. */
    public Map<SubscriptionId, Pulse> pulses(Account account) {
        return database.once(tx -> log.pulses(tx, account.id(), PULSE));
    }

    /** Whether any was given up. @throws Refusal NOT_FOUND */
    public boolean hasExhausted(Account account, SubscriptionId subscription) {
        return of(account, subscription, tx -> log.hasExhausted(tx, subscription));
    }

    /** What was or is to be sent because of one payment intent, oldest first; as long as the log is kept. */
    public List<Sent> ofPayment(Account account, String intent) {
        return database.once(tx -> log.ofSubject(tx, account.id(), intent, MOST_OF_PAYMENT));
    }

    /** One delivery with all its tries. @throws Refusal NOT_FOUND */
    public Told get(Account account, SubscriptionId subscription, String eventId) {
        return of(account, subscription, tx -> find(tx, subscription, eventId));
    }

    /**
     * Makes one due now, whatever became of it; one that is being sent at this moment goes on.
     *
     * @throws Refusal NOT_FOUND
     */
    public Told sendAgain(Account account, SubscriptionId subscription, String eventId) {
        var told = of(account, subscription, tx -> {
            find(tx, subscription, eventId);
            store.sendAgain(tx, subscription, eventId, Times.now(clock));
            return find(tx, subscription, eventId);
        });
        bell.ring();
        return told;
    }

    /** Makes all that were given up due now; gives their number. @throws Refusal NOT_FOUND */
    public int sendExhaustedAgain(Account account, SubscriptionId subscription) {
        var now = Times.now(clock);
        var all = 0;
        int some;
        do {
            some = of(account, subscription, tx -> store.sendExhaustedAgain(tx, subscription, now, BATCH));
            bell.ring();
            all += some;
        } while (some == BATCH);
        return all;
    }

    /** How many of an account's were given up within the last {@code span} and not sent again; {@code most} at most. */
    public int exhausted(AccountId account, Duration span, int most) {
        var since = Times.now(clock).minus(span);
        return database.once(tx -> log.exhausted(tx, account, since, most));
    }

    /**
     * Clears away what was settled long ago, and what waits for a subscription that is gone.
     *
     * @return how many rows went; less than a batch of each means that no more are left
     */
    public int forgetOld() {
        var before = Times.now(clock).minus(kept);
        return once(tx -> store.forgetAttempts(tx, before, BATCH))
                + once(tx -> store.forgetSettled(tx, before, BATCH))
                + once(tx -> store.forgetOrphans(tx, BATCH));
    }

    private int once(Function<Tx, Integer> statement) {
        return database.once(statement);
    }

    private long seq(Tx tx, SubscriptionId subscription, String eventId) {
        return eventId(eventId)
                .flatMap(id -> log.seq(tx, subscription, id))
                .orElseThrow(() -> Invalid.of(
                        "before", "The query parameter before must be the eventId of a delivery in this log."));
    }

    private Told find(Tx tx, SubscriptionId subscription, String eventId) {
        return eventId(eventId)
                .flatMap(id -> log.find(tx, subscription, id))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "There is no delivery of an event with this id to this subscription."));
    }

    /** Empty when it cannot be one: not all that stands in an address could be asked of a database. */
    private static Optional<String> eventId(String text) {
        return Optional.of(text).filter(id -> EVENT_ID.matcher(id).matches());
    }

    private <T> T of(Account account, SubscriptionId id, Function<Tx, T> work) {
        return database.transaction(tx -> {
            if (subscriptions.find(tx, account.id(), id).isEmpty()) {
                throw SubscriptionId.notFound();
            }
            return work.apply(tx);
        });
    }
}
