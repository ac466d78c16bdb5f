package tatami.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tatami.TestClock;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeys;
import tatami.accounts.Environment;
import tatami.cards.CardVault;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.cards.Scheme;
import tatami.cards.VaultRotation;
import tatami.db.Database;
import tatami.db.Sql;
import tatami.db.TestDatabase;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Secret;

/** A number is in the vault as long as its payment method is there, and no longer: whoever comes at the same time. */
class PaymentMethodsTest {

    private static final int MANY = 60;

    /** Different ones, which all could be cards' numbers. */
    private static final List<Pan> PANS = LongStream.iterate(4456_5300_0000_0000L, number -> number + 1)
            .mapToObj(Long::toString)
            .flatMap(number -> Pan.parse(number).stream())
            .limit(MANY)
            .toList();

    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock);
    private final Secret masterKey = Secret.random(32);
    private final Database database = new Database(TestDatabase.newDatabase(), 16);
    private final CardVault vault = new CardVault(database, masterKey);
    private final Customers customers = new Customers(database, vault, ids, clock, List.of());
    private final PaymentMethods methods = new PaymentMethods(database, vault, ids, clock);
    private final Account account = new Accounts(database, new ApiKeys(database, Secret.random(32), clock), ids, clock)
            .open(Environment.Sandbox, "Shop", ZoneId.of("Europe/London"), ApiKeys.fresh(Environment.Sandbox));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aSavedNumberIsKeptUnderTheBytesOfItsMethodsIdForGood() {
        var customer = customer();
        save(customer, PANS.getFirst());

        var id = methods.list(customer).getFirst().id();

        assertThat(Ids.spell("pm_sandbox_", id.uuid())).isEqualTo(id.value());
        assertThat(count("card WHERE id = '" + id.uuid() + "' AND destroy_at IS NULL"))
                .isEqualTo(1);
        assertThat(presented(customer, id)).isEqualTo(PANS.getFirst().reveal());
    }

    @Test
    void aLiveMethodsIdHasItsBytesToo() {
        var uuid = ids.nextUuid();

        assertThat(new PaymentMethodId(Ids.spell("pm_", uuid)).uuid()).isEqualTo(uuid);
    }

    @Test
    void theSameCardAgainLeavesOneNumber() throws Exception {
        var customer = customer();

        atOnce(IntStream.range(0, MANY)
                .<Runnable>mapToObj(_ -> () -> save(customer, PANS.getFirst()))
                .toList());

        assertThat(count("payment_method")).isEqualTo(1);
        assertThat(count("card")).isEqualTo(1);
        assertThat(presented(customer, methods.list(customer).getFirst().id()))
                .isEqualTo(PANS.getFirst().reveal());
    }

    @Test
    void forNobodyNothingIsKept() {
        methods.save(account, "cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA", card(PANS.getFirst()));

        assertThat(count("card")).isZero();
    }

    @Test
    void aRemovedMethodsNumberIsDestroyed() {
        var customer = customer();
        save(customer, PANS.get(0));
        save(customer, PANS.get(1));
        var removed = methods.list(customer).getFirst().id();

        methods.remove(customer, removed.value());

        assertThat(count("card")).isEqualTo(1);
        assertThatThrownBy(() -> presented(customer, removed)).isInstanceOf(Refusal.class);
    }

    @Test
    void aMethodWhoseRemovalIsRefusedKeepsItsNumber() {
        var customer = customer();
        save(customer, PANS.getFirst());
        var id = methods.list(customer).getFirst().id().value();

        assertThatThrownBy(() -> methods.remove(customer(), id)).isInstanceOf(Refusal.class);

        assertThat(count("card")).isEqualTo(1);
    }

    @Test
    void aNumberMovedToAnotherCustomerPaysForNobody() {
        var customer = customer();
        save(customer, PANS.getFirst());
        var thief = customer();
        var id = methods.list(customer).getFirst().id();

        sql("UPDATE payment_method SET customer_id = '" + thief + "'");
        sql("UPDATE card SET owner = 'customer/" + thief + "'");

        assertThatThrownBy(() -> presented(thief, id))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void aDeletedCustomersNumbersAreDestroyedAndNobodyElses() {
        var customer = customer();
        PANS.forEach(pan -> save(customer, pan));
        var other = customer();
        save(other, PANS.getFirst());

        customers.delete(account, customer);

        assertThat(count("card")).isEqualTo(1);
        assertThat(presented(other, methods.list(other).getFirst().id()))
                .isEqualTo(PANS.getFirst().reveal());
    }

    @RepeatedTest(5)
    void savingWhileTheCustomerIsDeletedLeavesNoNumberBehind() throws Exception {
        var customer = customer();
        var work = new ArrayList<Runnable>();
        PANS.forEach(pan -> work.add(() -> save(customer, pan)));
        work.add(MANY / 3, () -> customers.delete(account, customer));

        atOnce(work);

        assertThat(count("customer")).isZero();
        assertThat(count("payment_method")).isZero();
        assertThat(count("card")).isZero();
    }

    @RepeatedTest(5)
    void everythingAtOnceLeavesAsManyNumbersAsMethods() throws Exception {
        var deleted = customer();
        var kept = customer();
        var work = new ArrayList<Runnable>();
        for (var pan : PANS) {
            save(deleted, pan);
            save(kept, pan);
            work.add(() -> save(deleted, pan));
            work.add(() -> save(kept, pan));
        }
        for (var customer : List.of(deleted, kept)) {
            for (var method : methods.list(customer)) {
                work.add(() -> removed(customer, method));
            }
        }
        work.add(work.size() / 2, () -> customers.delete(account, deleted));
        work.add(0, () -> new VaultRotation(database, masterKey, _ -> {}).rotate());

        atOnce(work);

        var left = methods.list(kept);
        assertThat(count("payment_method")).isEqualTo(left.size());
        assertThat(count("card")).isEqualTo(left.size());
        assertThat(left).allSatisfy(method -> presented(kept, method.id()));
    }

    /** Removed, or gone with its customer before. */
    private void removed(CustomerId customer, PaymentMethod method) {
        try {
            methods.remove(customer, method.id().value());
        } catch (Refusal gone) {
            assertThat(gone.reason()).isEqualTo(Refusal.Reason.NOT_FOUND);
        }
    }

    private static void atOnce(List<Runnable> work) throws Exception {
        var ready = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var one : work) {
                running.add(threads.submit(() -> {
                    ready.await();
                    one.run();
                    return one;
                }));
            }
            ready.countDown();
            for (var one : running) {
                one.get();
            }
        }
    }

    private CustomerId customer() {
        return customers
                .create(account, new Details(null, null, null, null, null, null))
                .id();
    }

    private void save(CustomerId customer, Pan pan) {
        methods.save(account, customer.value(), card(pan));
    }

    private String presented(CustomerId customer, PaymentMethodId id) {
        return methods.present(account, customer.value(), id.value(), "020")
                .pan()
                .reveal();
    }

    private static PresentedCard card(Pan pan) {
        return new PresentedCard(pan, new Expiry(YearMonth.of(2029, 12)), Cvv.parse("020", Scheme.VISA), "A Shopper");
    }

    private long count(String from) {
        Optional<Long> count = database.once(
                tx -> tx.sql(Sql.of("SELECT count(*) AS n FROM " + from)).first(row -> row.number("n")));
        return count.orElseThrow();
    }

    private void sql(String statement) {
        database.once(tx -> tx.sql(Sql.of(statement)).run());
    }
}
