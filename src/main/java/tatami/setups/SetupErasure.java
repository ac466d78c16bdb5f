package tatami.setups;

import java.time.InstantSource;
import tatami.accounts.AccountId;
import tatami.cards.CardVault;
import tatami.customers.CustomerId;
import tatami.customers.Erasure;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Times;

/** Ends the setup intents of a customer who goes; their cards go with them. */
public final class SetupErasure implements Erasure {

    private final InstantSource clock;
    private final SetupIntents setups;
    private final SetupIntentStore store = new SetupIntentStore();

    public SetupErasure(Database database, CardVault vault, InstantSource clock) {
        this.clock = clock;
        this.setups = new SetupIntents(database, vault);
    }

    @Override
    public void erase(Tx tx, AccountId account, CustomerId customer) {
        var now = Times.now(clock);
        for (var setup : store.lockOfCustomer(tx, account, customer.value())) {
            setups.saveLocked(tx, setup, setup.erase(now));
        }
    }
}
