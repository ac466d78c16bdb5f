package tatami.webhooks;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import tatami.accounts.Account;
import tatami.db.Database;
import tatami.events.Bell;
import tatami.events.Event;
import tatami.events.EventType;
import tatami.events.Outbox;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/**
 * Events by which nothing has happened, so that a merchant sees their receiver at work. Each is delivered, signed,
 * repeated and logged as any other.
 *
 * <p>Nobody may send goods because of one. So it says that it is a test; its payment intent has an id that no intent
 * ever has; and its status is the one of an intent that nobody has paid, whatever the event.
 */
public final class TestEvents {

    /** At the end of the data, behind what every message has. Receivers ignore what they do not know. */
    private static final String MARK = ",\"reference\":\"Test event\",\"test\":true}";

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final Bell bell;
    private final SubscriptionStore subscriptions = new SubscriptionStore();
    private final Outbox outbox = new Outbox();

    public TestEvents(Database database, Ids ids, InstantSource clock, Bell bell) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.bell = bell;
    }

    /** Whether this is the data of a test event: it is ours, to the byte. */
    static boolean isTest(String data) {
        return data.endsWith(MARK);
    }

    /** Those of a subscription's events that there can be: not the ones that nothing sends. */
    public static List<String> possible(Subscription subscription) {
        return subscription.events().stream()
                .filter(event -> Arrays.stream(EventType.values())
                        .anyMatch(type -> type.wire().equals(event)))
                .toList();
    }

    /**
     * Sends one to the subscription, soon, and to whoever listens. Gives its id.
     *
     * @throws Refusal NOT_FOUND; INVALID when the subscription has no such event
     */
    public String send(Account account, SubscriptionId id, String event) {
        var sent = database.transaction(tx -> {
            subscriptions.lock(tx, account.id(), id); // so that the event is not moved elsewhere meanwhile
            var subscription = subscriptions.find(tx, account.id(), id).orElseThrow(SubscriptionId::notFound);
            var type = Arrays.stream(EventType.values())
                    .filter(each ->
                            each.wire().equals(event) && subscription.events().contains(event))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(Reason.INVALID, "Choose one of the subscription's events."));
            var made = event(account, type);
            outbox.append(tx, made);
            return made.id();
        });
        bell.ring();
        return sent;
    }

    /** Every part is one of our own words, so nothing needs escaping. */
    private Event event(Account account, EventType type) {
        var intent = ids.next(account.environment().idPrefix("pi"));
        var data =
                "{\"paymentIntentId\":\"" + intent + "\",\"paymentStatus\":\"Created\",\"captureMode\":\"Auto\"" + MARK;
        return new Event(ids.next(account.environment().idPrefix("evt")), account.id(), type, data, Times.now(clock));
    }
}
