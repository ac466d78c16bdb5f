package tatami.setups;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Account;
import tatami.cards.CardVault;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Times;

/** What merchants do with setup intents. Every method but the last is one verb of the API. */
public final class Setups {

    private static final Logger LOG = LoggerFactory.getLogger(Setups.class);
    private static final int BATCH = 100;

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final SetupIntents setups;
    private final SetupIntentStore store = new SetupIntentStore();

    public Setups(Database database, CardVault vault, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.setups = new SetupIntents(database, vault);
    }

    SetupIntent create(Account account, NewSetupIntent wanted) {
        var id = new SetupIntentId(ids.next(account.environment().idPrefix(SetupIntentId.KIND)));
        var setup = SetupIntent.of(id, account.id(), wanted, Times.now(clock));
        return database.once(tx -> {
            store.insert(tx, setup);
            return setup;
        });
    }

    /** @throws Refusal NOT_FOUND */
    SetupIntent get(Account account, SetupIntentId id) {
        return setups.get(account.id(), id);
    }

    /** For whoever has the id: it is the credential. @throws Refusal NOT_FOUND */
    public SetupIntent getPublic(SetupIntentId id) {
        return setups.getPublic(id);
    }

    /**
     * @param includeAuthorized whether also when the shopper has agreed already
     * @throws Refusal NOT_FOUND, WRONG_STATUS, IN_PROGRESS
     */
    SetupIntent cancel(Account account, SetupIntentId id, boolean includeAuthorized) {
        return setups.change(get(account, id), setup -> setup.cancel(includeAuthorized, Times.now(clock)));
    }

    /** @throws Refusal NOT_FOUND */
    SetupIntent refreshSecret(Account account, SetupIntentId id) {
        return setups.change(get(account, id), setup -> setup.refreshSecret(Times.now(clock)));
    }

    /** As {@link #refreshSecret}, for whoever has the id. */
    public SetupIntent refreshSecretPublic(SetupIntentId id) {
        return setups.change(getPublic(id), setup -> setup.refreshSecret(Times.now(clock)));
    }

    /**
     * Does what is due by itself: nobody has agreed in time, or a card's last day has passed.
     *
     * @return how many were due
     */
    public int expireDue() {
        var due = database.once(tx -> store.due(tx, Times.now(clock), BATCH));
        due.forEach(this::expire);
        return due.size();
    }

    private void expire(SetupIntent due) {
        try {
            setups.change(due, setup -> setup.expire(Times.now(clock)));
        } catch (Refusal refusal) {
            // In use this moment, or another gateway was quicker: whichever, it is not ours to do now.
            LOG.atDebug().addKeyValue("setup", due.id()).log(refusal.detail());
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("setup", due.id()).setCause(e).log("Could not do what was due");
        }
    }
}
