package tatami.events;

import tatami.db.Tx;

/**
 * Where facts are written down, in the transaction of their cause: committed together or not at all.
 *
 * <p>Changes of a payment intent do not come by here: their one statement writes their events too.
 */
public final class Outbox {

    private final EventStore store = new EventStore();

    public void append(Tx tx, Event event) {
        store.insert(tx, event);
    }
}
