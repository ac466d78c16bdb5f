package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** Many at once, over real HTTP on real PostgreSQL. What moves is counted in both books. */
class RaceTest {

    private static final int CROWD = 100;

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        gateway.close();
    }

    @Test
    void allTheMoneyRefundedAHundredTimesAtOnceMovesOnce() {
        var id = gateway.paid("Auto");

        var answers = atOnce(CROWD, i -> () -> gateway.refund(id, 1000, "key-" + i));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 400, 409);
        assertThat(books.refunded(id)).isEqualTo(1000);
        assertThat(gateway.get("/payment-intents/" + id).ok().path("status").asString())
                .isEqualTo("Refunded");
    }

    @Test
    void oneIdempotencyKeyRepeatedAHundredTimesAtOnceIsOneRefund() {
        var id = gateway.paid("Auto");

        var answers = atOnce(CROWD, _ -> () -> gateway.refund(id, 300, "one-key"));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(Answer::text).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(books.refunded(id)).isEqualTo(300);
    }

    @Test
    void oneSecretUsedThirtyTimesAtOnceIsOneCharge() {
        var intent = gateway.create("Auto");

        var answers = atOnce(30, _ -> () -> gateway.pay(intent, "5200000000001005"));

        assertThat(answers)
                .filteredOn(answer -> answer.json().path("statusCode").asInt() == 0)
                .hasSize(1);
        assertThat(books.captured(intent.path("id").asString())).isEqualTo(1000);
    }

    @Test
    void aHundredCapturesOfATenthTakeTheWholeHoldAndNoMore() {
        var id = gateway.paid("Manual");

        var answers = atOnce(CROWD, _ -> () -> capture(id, 100));
        var captured =
                100 * answers.stream().filter(answer -> answer.status() == 200).count();

        assertThat(captured).isBetween(100L, 1000L);
        assertThat(books.captured(id)).isEqualTo(captured);
    }

    @Test
    void captureAndReversalAtOnceLeaveOneWinner() {
        for (int round = 0; round < 20; round++) {
            var id = gateway.paid("Manual");

            var answers = atOnce(
                    2,
                    i -> () -> i == 0 ? capture(id, 1000) : gateway.post("/payment-intents/" + id + "/reversal", ""));

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            var status =
                    gateway.get("/payment-intents/" + id).ok().path("status").asString();
            assertThat(status).isEqualTo(answers.getFirst().status() == 200 ? "Captured" : "Reversed");
        }
    }

    @Test
    void paymentAndCancellationAtOnceLeaveOneWinner() {
        for (int round = 0; round < 20; round++) {
            var intent = gateway.create("Auto");
            var id = intent.path("id").asString();

            var answers = atOnce(
                    2,
                    i -> () -> i == 0
                            ? gateway.pay(intent, "5200000000001005")
                            : gateway.delete("/payment-intents/" + id));

            var paid = answers.getFirst().json().path("statusCode").asInt() == 0;
            var canceled = answers.getLast().status() == 200;
            assertThat(paid).isNotEqualTo(canceled);
            assertThat(books.captured(id)).isEqualTo(paid ? 1000 : 0);
        }
    }

    private static Answer capture(String id, long minor) {
        return gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":" + minor + "}");
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Everybody waits at the door and runs in together. */
    private static <T> List<T> atOnce(int crowd, IntFunction<Callable<T>> task) {
        var door = new CountDownLatch(crowd);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, crowd)
                    .mapToObj(i -> threads.submit(() -> {
                        door.countDown();
                        door.await();
                        return task.apply(i).call();
                    }))
                    .toList();
            return running.stream().map(RaceTest::result).toList();
        }
    }
}
