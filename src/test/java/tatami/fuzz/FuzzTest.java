package tatami.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A slice of what {@code ./dev fuzz} does. */
class FuzzTest {

    private static final int REQUESTS = 3_000;
    private static final int SECONDS = 30;

    /** Other tests share the machine; on one of its own, 50 ms are enough. */
    private static final long LATE = TimeUnit.SECONDS.toNanos(2);

    @Test
    void whateverIsSentTheAnswerIsInGoodOrderAndSoonAndWhatIsRefusedChangesNothing() {
        try (var fuzz = new Fuzz(Long.getLong("seed", new Random().nextLong()))) {
            fuzz.run(REQUESTS, System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS));

            System.out.println("FuzzTest: " + fuzz.report());
            assertThat(fuzz.complaints()).isEmpty();
            assertThat(fuzz.sent()).isGreaterThan(500);
            assertThat(fuzz.quantile(1)).isLessThan(LATE);
        }
    }
}
