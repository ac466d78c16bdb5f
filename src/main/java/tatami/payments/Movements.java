package tatami.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.acquiring.Asking;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.Outcome;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.events.Bell;
import tatami.events.Event;
import tatami.events.EventType;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Times;
import tatami.ledger.Entry;
import tatami.setups.SetupCharges;

/**
 * Moves money: start, ask, finish.
 *
 * <p><b>Start</b> writes the operation down and marks the intent. <b>Ask</b> talks to the acquirer with
 * nothing open. <b>Finish</b> records the outcome. Whoever dies in between leaves an operation without
 * an outcome, and {@link Resolver} finishes it by {@link #resolve}.
 */
final class Movements {

    private final Database database;
    private final Asking asking;
    private final SetupCharges charges;
    private final Bell bell;
    private final IntentEvents events;
    private final InstantSource clock;
    private final Intents intents;
    private final PaymentIntentStore store = new PaymentIntentStore();

    Movements(Database database, Asking asking, SetupCharges charges, Bell bell, Ids ids, InstantSource clock) {
        this.database = database;
        this.asking = asking;
        this.charges = charges;
        this.bell = bell;
        this.events = new IntentEvents(ids);
        this.clock = clock;
        this.intents = new Intents(database, bell);
    }

    /**
     * Starts, asks and finishes an operation.
     *
     * @param known the intent, just read
     * @param begin makes the marked intent of the current one; it may be asked again with a newer one
     * @param ask how the acquirer is asked
     * @throws Refusal whatever {@code begin} throws, NOT_FOUND, or IN_PROGRESS when too many write at once
     */
    Movement perform(
            Account account,
            PaymentIntent known,
            Function<PaymentIntent, PaymentIntent> begin,
            Function<Operation, Optional<Outcome>> ask) {
        var started = intents.startingWith(known, intent -> tryStart(begin.apply(intent), null));
        return conclude(account, started, ask);
    }

    /** Saves an intent that has begun an operation. Empty when another writer was quicker. */
    Optional<PaymentIntent> tryStart(PaymentIntent begun, @Nullable RefundRequest refund) {
        var operation = inFlight(begun);
        // Only a shopper who pays says something new about themselves.
        var purchase = operation.kind().needsCard() ? begun.purchase() : null;
        var started = write(
                operation,
                tx -> store.start(tx, begun, operation, purchase, refund),
                tx -> charges.begin(tx, begun.account(), begun.setupIntentId(), operation.id(), begun.updatedAt()));
        return started ? Optional.of(begun.saved()) : Optional.empty();
    }

    /** Asks about a started operation and finishes it. */
    Movement conclude(Account account, PaymentIntent started, Function<Operation, Optional<Outcome>> ask) {
        var operation = inFlight(started);
        return finish(account, started, operation, asking.ask(operation, ask));
    }

    /** Finds out what became of an operation that nobody is asking any more, and finishes it. */
    Movement resolve(Account account, PaymentIntent intent) {
        var operation = inFlight(intent);
        return finish(account, intent, operation, asking.settleSilence(operation));
    }

    /** How captures, refunds and reversals are asked: they need nothing but themselves. */
    Optional<Outcome> perform(Operation operation) {
        return asking.perform(operation);
    }

    /** Without an outcome everything stays as it was begun. */
    private Movement finish(Account account, PaymentIntent started, Operation operation, Optional<Outcome> outcome) {
        var finished = outcome.map(known -> record(account, started, operation, known));
        return new Movement(finished.orElse(started), operation, outcome);
    }

    /** Should too many write at once, the operation is written down, and the resolver will finish it. */
    private PaymentIntent record(Account account, PaymentIntent started, Operation operation, Outcome outcome) {
        return intents.startingWith(started, intent -> {
            if (!intent.isWaitingFor(operation.id())) {
                return Optional.of(intent); // somebody else was quicker
            }
            var now = Times.now(clock);
            var settled = intent.settle(outcome, now);
            var entry = outcome instanceof Outcome.Approved ? intent.entry() : Optional.<Entry>empty();
            var told = told(account, intent, settled, now);
            var finished = write(
                    operation,
                    tx -> store.finish(tx, settled, operation, outcome, entry, told),
                    tx -> charges.end(tx, intent.account(), intent.setupIntentId(), operation.id(), outcome, now));
            if (!finished) {
                return Optional.empty();
            }
            bell.ring();
            return Optional.of(settled.saved());
        });
    }

    private List<Event> told(Account account, PaymentIntent before, PaymentIntent after, Instant now) {
        var told = new ArrayList<Event>();
        if (after.status() != before.status()) {
            told.add(events.of(EventType.StatusUpdated, account, after, now));
        }
        if (after.funds().captured().isMoreThan(before.funds().captured())) {
            told.add(events.of(EventType.PaymentSuccessful, account, after, now));
        }
        told.addAll(events.ofFailure(account, after, now));
        return told;
    }

    /**
     * Saves an intent; with a charge, its setup intent too, and both or neither.
     *
     * @param intent false when another writer was quicker
     */
    private boolean write(Operation operation, Predicate<Tx> intent, Consumer<Tx> setup) {
        if (operation.kind() != Kind.Charge) {
            return database.once(intent::test);
        }
        return database.transaction(tx -> {
            var written = intent.test(tx);
            if (written) {
                setup.accept(tx);
            }
            return written;
        });
    }

    private static Operation inFlight(PaymentIntent intent) {
        var inFlight = intent.inFlight();
        if (inFlight == null) {
            throw new IllegalStateException("Nothing is in flight on " + intent.id() + ".");
        }
        return inFlight.operation();
    }
}
