package tatami.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.kit.Money;
import tatami.kit.Secret;

/** A sandbox on a database of its own, with a clock that stands still, and words to speak to it. */
final class Sandbox implements AutoCloseable {

    static final String GOOD = "5200000000000056";
    static final String BAD = "4000000000000002";
    static final String CHALLENGED = "4456530000001096";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T09:00:00Z"));

    final InstantSource clock = now::get;
    final Database database = new Database(TestDatabase.newDatabase(), 20);
    final SandboxAcquirer acquirer;
    final SandboxBook book = new SandboxBook(database);

    Sandbox() {
        this("https://pay.example");
    }

    Sandbox(String publicUrl) {
        acquirer = new SandboxAcquirer(database, Secret.random(32), publicUrl, clock);
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    Outcome pay(Operation payment, String number) {
        return acquirer.pay(payment, card(number, "123"), Eci.Attempted).orElseThrow();
    }

    Outcome perform(Operation operation) {
        return acquirer.perform(operation).orElseThrow();
    }

    /** An approved hold. */
    Operation held(long pence) {
        var hold = payment(Kind.Authorize, pence);
        pay(hold, GOOD);
        return hold;
    }

    static Operation payment(Kind kind, long pence) {
        return Operation.payment(freshId(), kind, gbp(pence));
    }

    static Operation on(Operation payment, Kind kind, long pence) {
        return new Operation(freshId(), kind, gbp(pence), payment.id());
    }

    static OperationId freshId() {
        return new OperationId(UUID.randomUUID());
    }

    static Money gbp(long pence) {
        return Money.of(pence, "GBP");
    }

    static PresentedCard card(String number, String cvv) {
        var pan = Pan.parse(number).orElseThrow();
        return new PresentedCard(
                pan,
                new Expiry(YearMonth.of(2029, 12)),
                cvv.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Cvv.parse(cvv, pan.scheme()).orElseThrow()),
                "A Shopper");
    }

    /** authorised/captured/refunded/reversed in pence, or a dash when there is no such payment. */
    String written(Operation payment) {
        return book.payment(payment.id()).map(Sandbox::pence).orElse("-");
    }

    static String pence(SandboxFunds funds) {
        return funds.authorized().minor() + "/" + funds.captured().minor() + "/"
                + funds.refunded().minor() + "/" + funds.reversed().minor();
    }

    /** Does it on as many virtual threads, all let go at the same moment. */
    static <T> List<T> atOnce(List<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (var task : tasks) {
                running.add(threads.submit(() -> {
                    go.await();
                    return task.call();
                }));
            }
            go.countDown();
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
