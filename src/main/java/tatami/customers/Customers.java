package tatami.customers;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tatami.accounts.Account;
import tatami.cards.CardVault;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Paging;
import tatami.kit.Refusal;
import tatami.kit.Times;

/** What merchants do with customers. Every method is one verb of the API. */
public final class Customers {

    private final Database database;
    private final CardVault vault;
    private final Ids ids;
    private final InstantSource clock;
    private final List<Erasure> erasures;
    private final CustomerStore store = new CustomerStore();
    private final PaymentMethodStore methods = new PaymentMethodStore();

    /** @param erasures what else must go with a customer */
    public Customers(Database database, CardVault vault, Ids ids, InstantSource clock, List<Erasure> erasures) {
        this.database = database;
        this.vault = vault;
        this.ids = ids;
        this.clock = clock;
        this.erasures = List.copyOf(erasures);
    }

    Customer create(Account account, Details details) {
        var now = Times.now(clock);
        var id = new CustomerId(ids.next(account.environment().idPrefix(CustomerId.KIND)));
        var customer = new Customer(id, account.id(), details, 0, now, now);
        return database.once(tx -> {
            store.insert(tx, customer);
            return customer;
        });
    }

    /** Those of them that are there, in the order asked for: a customer who is not there is no error. */
    List<Customer> find(Account account, List<CustomerId> wanted) {
        var found = database.once(tx -> store.find(tx, account.id(), wanted)).stream()
                .collect(Collectors.toMap(Customer::id, Function.identity()));
        return wanted.stream().filter(found::containsKey).map(found::get).toList();
    }

    /** @throws Refusal NOT_FOUND */
    Customer get(Account account, CustomerId id) {
        return find(account, List.of(id)).stream().findFirst().orElseThrow(CustomerId::notFound);
    }

    /** Changes what is given and leaves what is null. @throws Refusal NOT_FOUND */
    Customer change(Account account, CustomerId id, Details changes) {
        return database.once(tx -> store.change(tx, account.id(), id, changes, Times.now(clock)))
                .orElseThrow(CustomerId::notFound);
    }

    /** Their cards' numbers are destroyed with them, also those left for later charges. @throws Refusal NOT_FOUND */
    void delete(Account account, CustomerId id) {
        database.transaction(tx -> {
            erasures.forEach(erasure -> erasure.erase(tx, account.id(), id));
            // The customer first: whoever is saving a card for them is done then, or finds nobody. The methods
            // before their numbers, as everybody does.
            if (!store.lock(tx, account.id(), id)) {
                throw CustomerId.notFound();
            }
            methods.deleteAll(tx, id).forEach(method -> vault.destroy(tx, method.uuid()));
            store.delete(tx, id);
            return id;
        });
    }

    /** Newest first. */
    List<Customer> search(Account account, Paging page) {
        return database.once(tx -> store.page(tx, account.id(), page));
    }
}
