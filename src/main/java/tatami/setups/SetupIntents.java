package tatami.setups;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tatami.accounts.AccountId;
import tatami.cards.CardVault;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.intents.Rounds;
import tatami.kit.Refusal;

/** Reads setup intents and changes them. A card number goes with the last change that needed it. */
final class SetupIntents {

    private final Database database;
    private final CardVault vault;
    private final SetupIntentStore store = new SetupIntentStore();

    SetupIntents(Database database, CardVault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** @throws Refusal NOT_FOUND */
    SetupIntent get(AccountId account, SetupIntentId id) {
        return database.once(tx -> store.find(tx, account, id)).orElseThrow(SetupIntentId::notFound);
    }

    /** For whoever has the id: it is the credential. @throws Refusal NOT_FOUND */
    SetupIntent getPublic(SetupIntentId id) {
        return database.once(tx -> store.findPublic(tx, id)).orElseThrow(SetupIntentId::notFound);
    }

    /**
     * Saves a change.
     *
     * @param decide makes the next setup intent of the current one; asked again when another writer was quicker
     * @return the setup intent as it is now
     * @throws Refusal whatever {@code decide} throws, NOT_FOUND, or IN_PROGRESS when too many write at once
     */
    SetupIntent change(SetupIntent known, UnaryOperator<SetupIntent> decide) {
        return change(known, decide, _ -> {});
    }

    /** @param also what belongs to the change, done in its transaction */
    SetupIntent change(SetupIntent known, UnaryOperator<SetupIntent> decide, Consumer<Tx> also) {
        return startingWith(known, setup -> {
            var next = decide.apply(setup);
            var saved = database.transaction(tx -> {
                if (!save(tx, setup, next)) {
                    return false;
                }
                also.accept(tx);
                return true;
            });
            return saved ? Optional.of(next.saved()) : Optional.empty();
        });
    }

    /** See {@link Rounds}. */
    <T> T startingWith(SetupIntent known, Function<SetupIntent, Optional<T>> trying) {
        return Rounds.startingWith(known, () -> get(known.account(), known.id()), trying);
    }

    /** False when another writer was quicker; nothing changed then. */
    boolean save(Tx tx, SetupIntent before, SetupIntent next) {
        if (!store.change(tx, next)) {
            return false;
        }
        var needed = next.numberKeptUnder();
        before.numberKeptUnder()
                .filter(kept -> !needed.equals(Optional.of(kept)))
                .ifPresent(kept -> vault.destroy(tx, kept.value()));
        return true;
    }

    /** Saves what was made of a setup intent that this transaction has locked; nothing, if it is the same. */
    void saveLocked(Tx tx, SetupIntent locked, SetupIntent next) {
        if (next != locked && !save(tx, locked, next)) {
            throw new IllegalStateException("A locked setup intent has changed: " + locked.id());
        }
    }
}
