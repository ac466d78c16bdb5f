package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tatami.metrics.Metrics;

class LoopTest {

    private static final Duration ROUND = Duration.ofMillis(4);
    private static final int ROUNDS = 12;

    /** It would wait an hour for its pause, and not at all without its rests. */
    @Test
    void whatYieldsGoesOnWithoutAPauseAndRestsFourFifthsOfTheTime() {
        var rounds = new AtomicInteger();
        var began = System.nanoTime();
        try (var _ = Loop.yielding("test", Duration.ofHours(1), () -> work(rounds), Metrics.OFF)) {
            Await.until("rounds", Duration.ofSeconds(30), () -> rounds.get() >= ROUNDS);
        }

        var took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(took).isGreaterThan(ROUND.multipliedBy(4 * (ROUNDS - 1)));
    }

    private static int work(AtomicInteger rounds) {
        var end = System.nanoTime() + ROUND.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return rounds.incrementAndGet();
    }
}
