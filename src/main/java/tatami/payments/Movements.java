package tatami.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Account;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;
import tatami.db.Database;
import tatami.events.Bell;
import tatami.events.Event;
import tatami.events.EventType;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Times;
import tatami.ledger.Entry;

/**
 * Moves money: start, ask, finish.
 *
 * <p><b>Start</b> writes the operation down and marks the intent. <b>Ask</b> talks to the acquirer with
 * nothing open. <b>Finish</b> records the outcome. Whoever dies in between leaves an operation without
 * an outcome, and {@link Resolver} finishes it by {@link #resolve}.
 */
final class Movements {

    private static final Logger LOG = LoggerFactory.getLogger(Movements.class);

    private final Database database;
    private final Acquirer acquirer;
    private final Bell bell;
    private final IntentEvents events;
    private final InstantSource clock;
    private final Intents intents;
    private final PaymentIntentStore store = new PaymentIntentStore();

    Movements(Database database, Acquirer acquirer, Bell bell, Ids ids, InstantSource clock) {
        this.database = database;
        this.acquirer = acquirer;
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
        return database.once(tx -> store.start(tx, begun, operation, purchase, refund))
                ? Optional.of(begun.saved())
                : Optional.empty();
    }

    /** Asks about a started operation and finishes it. */
    Movement conclude(Account account, PaymentIntent started, Function<Operation, Optional<Outcome>> ask) {
        var operation = inFlight(started);
        var outcome = answered(operation, () -> ask.apply(operation)).or(() -> settleSilence(operation));
        return finish(account, started, operation, outcome);
    }

    /** Finds out what became of an operation that nobody is asking any more, and finishes it. */
    Movement resolve(Account account, PaymentIntent intent) {
        var operation = inFlight(intent);
        return finish(account, intent, operation, settleSilence(operation));
    }

    /** How captures, refunds and reversals are asked: they need nothing but themselves. */
    Optional<Outcome> perform(Operation operation) {
        return acquirer.perform(operation);
    }

    /**
     * The acquirer's word on an operation that was asked and not answered. If it never heard of it, what
     * can be asked again is; a payment cannot, since its security code is gone, and is withdrawn.
     */
    private Optional<Outcome> settleSilence(Operation operation) {
        return answered(operation, () -> switch (acquirer.lookup(operation.id())) {
            case Lookup.Found(var outcome) -> Optional.of(outcome);
            case Lookup.Unknown() ->
                operation.kind().needsCard() ? acquirer.abandon(operation) : acquirer.perform(operation);
            case Lookup.NoAnswer() -> Optional.empty();
        });
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
            if (!database.once(tx -> store.finish(tx, settled, operation, outcome, entry, told))) {
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
        return told;
    }

    /** An acquirer must not throw; if it does, nobody knows what it did, and that is silence. */
    private static Optional<Outcome> answered(Operation operation, Supplier<Optional<Outcome>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("operation", operation.id())
                    .setCause(e)
                    .log("The acquirer's adapter failed; the operation stays unsettled");
            return Optional.empty();
        }
    }

    private static Operation inFlight(PaymentIntent intent) {
        var inFlight = intent.inFlight();
        if (inFlight == null) {
            throw new IllegalStateException("Nothing is in flight on " + intent.id() + ".");
        }
        return inFlight.operation();
    }
}
