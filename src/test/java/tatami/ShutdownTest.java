package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;

class ShutdownTest {

    @Test
    void aRequestThatIsInFlightIsFinishedBeforeTheGatewayStops() throws InterruptedException, ExecutionException {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var gateway = Gateway.startWith(real -> slow(real, asked, answer));
        var id = gateway.paid("Auto");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var refund = threads.submit(() -> gateway.refund(id, 1000, "key"));
            asked.await();
            var closing = threads.submit(gateway::close);
            Await.until("the door is shut", Duration.ofSeconds(5), () -> !isOpen(gateway));
            answer.countDown();

            assertThat(refund.get().status()).isEqualTo(200);
            closing.get();
        }

        new Books(gateway).mustAgree();
    }

    private static boolean isOpen(Gateway gateway) {
        try {
            return gateway.get("/health/ready").status() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Answers captures, refunds and reversals only when it is allowed to. */
    private static Acquirer slow(Acquirer real, CountDownLatch asked, CountDownLatch answer) {
        return new AcquirerBetween(real) {
            @Override
            public Optional<Outcome> perform(Operation operation) {
                asked.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.perform(operation);
            }
        };
    }
}
