package tatami.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tatami.TestClock;

class GlanceTest {

    private final TestClock clock = new TestClock();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void whatWasSeenAMomentAgoIsNotLookedAtAgain() {
        var glance = new Glance<>(looks::incrementAndGet, clock);

        assertThat(glance.get()).contains(1);
        clock.advance(Duration.ofMillis(4_999));
        assertThat(glance.get()).contains(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(glance.get()).contains(2);
    }

    @Test
    void aFailureIsNothingSeenAndIsNotRepeatedAtOnce() {
        var glance = new Glance<Integer>(
                () -> {
                    looks.incrementAndGet();
                    throw new IllegalStateException("The database is away.");
                },
                clock);

        assertThat(glance.get()).isEmpty();
        assertThat(glance.get()).isEmpty();
        assertThat(looks).hasValue(1);
    }

    @Test
    void howeverManyAskAboutWhoNeverAnswersTheyWaitOnce() {
        var glance = new Glance<>(
                () -> {
                    awaitUninterruptibly(new CountDownLatch(1));
                    return 1;
                },
                clock);
        var began = System.nanoTime();

        for (int i = 0; i < 10; i++) {
            assertThat(glance.get()).isEmpty();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Backlog.PATIENCE.multipliedBy(5));
    }

    @Test
    void whoNeverAnswersIsNotWaitedForAndNotAskedTwice() {
        var answer = new CountDownLatch(1);
        var glance = new Glance<>(
                () -> {
                    var look = looks.incrementAndGet();
                    awaitUninterruptibly(answer);
                    return look;
                },
                clock);

        assertThat(glance.get()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(glance.get()).isEmpty();
        assertThat(looks).hasValue(1);

        var looking = glance.begin();
        answer.countDown();
        assertThat(looking.join()).isEqualTo(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
