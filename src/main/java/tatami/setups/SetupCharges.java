package tatami.setups;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.acquiring.Agreement;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.CardVault;
import tatami.cards.Expiry;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Whether a setup intent may be charged, with what, and that a no-show is charged once. A charge is begun
 * and ended in the transactions in which its payment intent is.
 */
public final class SetupCharges {

    private final Database database;
    private final CardVault vault;
    private final SetupIntents setups;
    private final SetupIntentStore store = new SetupIntentStore();

    public SetupCharges(Database database, CardVault vault) {
        this.database = database;
        this.vault = vault;
        this.setups = new SetupIntents(database, vault);
    }

    /** @param card without a security code: nobody is there to type it */
    public record Chargeable(PresentedCard card, Agreement agreement) {}

    /**
     * What to ask the acquirer with.
     *
     * @throws Refusal WRONG_STATUS unless there is such a setup intent, with status Authorized
     */
    public Chargeable find(AccountId account, String setupIntent, Instant now) {
        var setup = database.once(tx -> store.find(tx, account, new SetupIntentId(setupIntent)))
                .orElseThrow(SetupCharges::notThere);
        var agreement = setup.agreement(now);
        var kept = setup.kept();
        var pan = database.once(tx ->
                        vault.open(tx, kept.verification().value(), setup.id().value()))
                .orElseThrow(SetupCharges::notThere); // ended this moment
        var card = kept.card();
        var expiry = new Expiry(YearMonth.from(card.expiryDate()));
        return new Chargeable(new PresentedCard(pan, expiry, Optional.empty(), card.name()), agreement);
    }

    /** @throws Refusal WRONG_STATUS unless it may still be charged, IN_PROGRESS while a no-show is */
    public void begin(Tx tx, AccountId account, String setupIntent, OperationId charge, Instant now) {
        var setup = lock(tx, account, setupIntent);
        setups.saveLocked(tx, setup, setup.beginCharge(charge, now));
    }

    /** For the charge that {@link #begin} took in hand; for another one it changes nothing. */
    public void end(Tx tx, AccountId account, String setupIntent, OperationId charge, Outcome outcome, Instant now) {
        var setup = lock(tx, account, setupIntent);
        setups.saveLocked(tx, setup, setup.endCharge(charge, outcome, now));
    }

    private SetupIntent lock(Tx tx, AccountId account, String setupIntent) {
        return store.lock(tx, account, new SetupIntentId(setupIntent)).orElseThrow(SetupCharges::notThere);
    }

    private static Refusal notThere() {
        return new Refusal(
                Reason.WRONG_STATUS, "Only a payment intent with an authorized setup intent can be charged.");
    }
}
