package tatami.payments;

import java.time.Instant;
import java.util.List;
import tatami.accounts.Account;
import tatami.events.Event;
import tatami.events.EventType;
import tatami.intents.AttemptLimit;
import tatami.kit.Ids;

/** Makes the events of payment intents. All kinds have the same small message: look and see. */
final class IntentEvents {

    private final Ids ids;

    IntentEvents(Ids ids) {
        this.ids = ids;
    }

    /** Merchants are not told of attempts that fail, but of the one that was too many. */
    List<Event> ofFailure(Account account, PaymentIntent failed, Instant now) {
        return failed.status() == Status.Created && AttemptLimit.isJustReached(failed.paymentEvents(), now)
                ? List.of(of(EventType.Updated, account, failed, now))
                : List.of();
    }

    /** Every part is one of our own words, so nothing needs escaping. */
    Event of(EventType type, Account account, PaymentIntent intent, Instant now) {
        var data = "{\"paymentIntentId\":\"" + intent.id() + "\",\"paymentStatus\":\"" + intent.status()
                + "\",\"captureMode\":\"" + intent.captureMode() + "\"}";
        return new Event(ids.next(account.environment().idPrefix("evt")), account.id(), type, data, now);
    }
}
