package tatami.payments;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Accounts;
import tatami.acquiring.Asking;
import tatami.db.Database;
import tatami.events.Bell;
import tatami.kit.Ids;
import tatami.kit.Times;
import tatami.payments.OperationStore.Owner;
import tatami.setups.SetupCharges;

/**
 * Finishes what somebody started and did not live to finish. Two of them at once are boring: the
 * acquirer answers both the same, and only one can settle.
 */
public final class Resolver {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    private static final int BATCH = 50;

    private final Database database;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Movements movements;
    private final OperationStore operations = new OperationStore();
    private final Intents intents;

    public Resolver(
            Database database,
            Accounts accounts,
            Asking asking,
            SetupCharges charges,
            Bell bell,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
        this.movements = new Movements(database, asking, charges, bell, ids, clock);
        this.intents = new Intents(database, bell);
    }

    /** @return how many operations were found without an outcome, settled now or not */
    public int runOnce() {
        var before = Times.now(clock).minus(Asking.SILENT_AFTER);
        var unsettled = database.once(tx -> operations.unsettled(tx, before, BATCH));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) { // each may wait for the acquirer
            unsettled.forEach(owner -> threads.submit(() -> resolve(owner)));
        }
        return unsettled.size();
    }

    private void resolve(Owner owner) {
        try {
            var intent = intents.get(owner.account(), owner.intent());
            if (intent.inFlight() == null) {
                return; // another gateway was quicker
            }
            var movement = movements.resolve(accounts.get(owner.account()), intent);
            LOG.atInfo()
                    .addKeyValue("intent", owner.intent())
                    .addKeyValue("operation", movement.operation().id())
                    .addKeyValue("kind", movement.operation().kind())
                    .addKeyValue(
                            "outcome",
                            movement.outcome()
                                    .map(outcome -> outcome.getClass().getSimpleName())
                                    .orElse("no answer"))
                    .log("Resolved an operation that was left without an outcome");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("intent", owner.intent()).setCause(e).log("Could not resolve an operation");
        }
    }
}
