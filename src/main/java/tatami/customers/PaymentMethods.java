package tatami.customers;

import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.cards.CardVault;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/** The cards that customers saved. Their numbers are sealed for the customer, and go when the customer goes. */
public final class PaymentMethods {

    /** As many as a shopper looks through. */
    private static final int MOST_USABLE = 10;

    private final Database database;
    private final CardVault vault;
    private final Ids ids;
    private final InstantSource clock;
    private final PaymentMethodStore store = new PaymentMethodStore();

    public PaymentMethods(Database database, CardVault vault, Ids ids, InstantSource clock) {
        this.database = database;
        this.vault = vault;
        this.ids = ids;
        this.clock = clock;
    }

    /** Keeps a card for a customer; for nobody when there is no such customer. The same card twice is one. */
    public void save(Account account, String customerId, PresentedCard card) {
        CustomerId.read(customerId).ifPresent(customer -> {
            var id = new PaymentMethodId(ids.next(account.environment().idPrefix(PaymentMethodId.KIND)));
            var method = new PaymentMethod(id, customer, card.facts(), Times.now(clock));
            var fingerprint = vault.fingerprint(card.pan());
            database.transaction(tx -> {
                var saved = store.save(tx, account.id(), method, fingerprint);
                if (saved.equals(Optional.of(id))) { // else its number is kept already, or there is nobody
                    vault.keep(tx, id.uuid(), owner(customer), card.pan(), null);
                }
                return saved;
            });
        });
    }

    /**
     * A saved card, as if the customer had typed it.
     *
     * @param cvv typed just now: it is never saved
     * @throws Refusal NOT_FOUND when this customer has no such card, INVALID when the code cannot be its
     */
    public PresentedCard present(Account account, String customerId, String methodId, String cvv) {
        var customer = CustomerId.parse(customerId);
        var id = PaymentMethodId.read(methodId).orElseThrow(PaymentMethodId::notFound);
        var saved =
                database.once(tx -> store.find(tx, account.id(), customer, id)).orElseThrow(PaymentMethodId::notFound);
        var card = saved.card();
        var code = Cvv.parse(cvv, card.scheme())
                .orElseThrow(() -> new Refusal(Reason.INVALID, "This is not the card's security code."));
        var number = database.once(tx -> vault.open(tx, id.uuid(), owner(customer)))
                .orElseThrow(PaymentMethodId::notFound); // removed since
        return new PresentedCard(number, new Expiry(YearMonth.from(card.expiryDate())), Optional.of(code), card.name());
    }

    /**
     * The cards that a customer of this account can pay with, the newest first: the latest few, without those
     * that have expired. None when there is no such customer.
     */
    public List<PaymentMethod> usable(Account account, String customerId) {
        var today = Times.now(clock).atZone(account.timeZone()).toLocalDate();
        return CustomerId.read(customerId)
                .map(customer -> database.once(tx -> store.list(tx, account.id(), customer, MOST_USABLE)))
                .orElse(List.of())
                .stream()
                .filter(method -> !method.card().expiryDate().isBefore(today))
                .toList();
    }

    /** Oldest first. */
    List<PaymentMethod> list(CustomerId customer) {
        return database.once(tx -> store.list(tx, customer));
    }

    /** Destroys the card's number with it. @throws Refusal NOT_FOUND */
    void remove(CustomerId customer, String methodId) {
        var id = PaymentMethodId.read(methodId).orElseThrow(PaymentMethodId::notFound);
        database.transaction(tx -> {
            if (!store.delete(tx, customer, id)) {
                throw PaymentMethodId.notFound();
            }
            vault.destroy(tx, id.uuid());
            return id;
        });
    }

    /** A number that was sealed for one customer opens for no other. */
    private static String owner(CustomerId customer) {
        return "customer/" + customer;
    }
}
