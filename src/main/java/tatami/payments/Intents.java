package tatami.payments;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.events.Bell;
import tatami.events.Event;
import tatami.intents.Rounds;
import tatami.kit.Refusal;

/** Reads payment intents and changes them. */
final class Intents {

    private final Database database;
    private final Bell bell;
    private final PaymentIntentStore store = new PaymentIntentStore();

    Intents(Database database, Bell bell) {
        this.database = database;
        this.bell = bell;
    }

    /** @throws Refusal NOT_FOUND */
    PaymentIntent get(AccountId account, PaymentIntentId id) {
        return database.once(tx -> store.find(tx, account, id)).orElseThrow(PaymentIntentId::notFound);
    }

    /** For whoever has the id: it is the credential. @throws Refusal NOT_FOUND */
    PaymentIntent getPublic(PaymentIntentId id) {
        return database.once(tx -> store.findPublic(tx, id)).orElseThrow(PaymentIntentId::notFound);
    }

    /**
     * Saves a change that moves no money.
     *
     * @param decide makes the next intent of the current one; asked again when another writer was quicker
     * @param tell the events of the change, written with it
     * @return the intent as it is now
     * @throws Refusal whatever {@code decide} throws, NOT_FOUND, or IN_PROGRESS when too many write at once
     */
    PaymentIntent change(
            AccountId account,
            PaymentIntentId id,
            UnaryOperator<PaymentIntent> decide,
            Function<PaymentIntent, List<Event>> tell) {
        return startingWith(get(account, id), intent -> {
            var next = decide.apply(intent);
            var events = tell.apply(next);
            if (!database.once(tx -> store.change(tx, next, events))) {
                return Optional.empty();
            }
            bell.ring();
            return Optional.of(next.saved());
        });
    }

    /**
     * The result of the first try that nobody came in between.
     *
     * @param known an intent that was just read; it is read anew for each further try
     * @param trying empty when another writer was quicker
     * @throws Refusal whatever {@code trying} throws, or IN_PROGRESS when too many write at once
     */
    <T> T startingWith(PaymentIntent known, Function<PaymentIntent, Optional<T>> trying) {
        return Rounds.startingWith(known, () -> get(known.account(), known.id()), trying);
    }
}
