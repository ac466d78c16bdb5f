package tatami.payments;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.db.Database;
import tatami.kit.Refusal;
import tatami.kit.Times;

/**
 * Does what is due by itself: unpaid intents are given up, holds captured or released. It calls the
 * same verbs as the API; nothing has a back door.
 */
public final class Expirer {

    private static final Logger LOG = LoggerFactory.getLogger(Expirer.class);
    private static final int BATCH = 100;

    private final Database database;
    private final Payments payments;
    private final InstantSource clock;
    private final PaymentIntentStore intents = new PaymentIntentStore();

    public Expirer(Database database, Payments payments, InstantSource clock) {
        this.database = database;
        this.payments = payments;
        this.clock = clock;
    }

    /** @return how many were due */
    public int runOnce() {
        var due = database.once(tx -> intents.due(tx, Times.now(clock), BATCH));
        due.forEach(this::expire);
        return due.size();
    }

    private void expire(PaymentIntent intent) {
        try {
            payments.expire(intent);
        } catch (Refusal refusal) {
            // Being paid this moment, or another gateway was quicker: whichever, it is not ours to do now.
            LOG.atDebug().addKeyValue("intent", intent.id()).log(refusal.detail());
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("intent", intent.id()).setCause(e).log("Could not do what was due");
        }
    }
}
