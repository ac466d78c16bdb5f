package tatami.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tatami.TestClock;
import tatami.kit.Refusal;
import tatami.metrics.Metrics;

class RateLimitTest {

    private static final int A_SECOND = 5;
    private static final int AT_ONCE = A_SECOND * RateLimit.BURST_SECONDS;

    private final TestClock clock = new TestClock();
    private final RateLimit limit = new RateLimit("address", A_SECOND, clock, Metrics.OFF);

    @Test
    void aBurstPassesAndThenWhatComesSteadily() {
        assertThat(admitted(AT_ONCE + 10)).isEqualTo(AT_ONCE);

        clock.advance(Duration.ofSeconds(1));

        assertThat(admitted(10)).isEqualTo(A_SECOND);
    }

    @Test
    void whoWaitsAsLongAsIsSaidIsLetIn() {
        admitted(AT_ONCE);

        var refusal = refusal();

        assertThat(refusal.detail()).isEqualTo("More requests of this address than 5 a second. Try again in 1 second.");
        clock.advance(refusal.waiting().orElseThrow());
        assertThatCode(this::ask).doesNotThrowAnyException();
    }

    @Test
    void aBucketIsFullAgainAndNoFullerThanThat() {
        admitted(AT_ONCE);

        clock.advance(Duration.ofDays(1));

        assertThat(admitted(AT_ONCE + 10)).isEqualTo(AT_ONCE);
    }

    @Test
    void ofManyAtOnceExactlySoManyPass() {
        var passed = new AtomicInteger();
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                crowd.execute(() -> passed.addAndGet(admitted(1)));
            }
        }

        assertThat(passed).hasValue(AT_ONCE);
    }

    @Test
    void nobodyPaysForOthers() {
        admitted(AT_ONCE + 1);

        assertThatCode(() -> limit.admit("another", () -> "another")).doesNotThrowAnyException();
    }

    @Test
    void whatIsChargedAfterwardsEmptiesTheBucketAndIsNoDebt() {
        limit.charge("one", 100 * AT_ONCE);

        assertThatThrownBy(() -> limit.refuseIfEmpty("one", () -> "one")).isInstanceOf(Refusal.class);
        clock.advance(Duration.ofSeconds(1));
        assertThatCode(() -> limit.refuseIfEmpty("one", () -> "one")).doesNotThrowAnyException();
    }

    @Test
    void theLogHearsOfAnOffenderOnceAMinute() {
        var logger = (Logger) LoggerFactory.getLogger(RateLimit.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            admitted(AT_ONCE + 100);
            assertThat(lines.list).hasSize(1);

            clock.advance(Duration.ofMinutes(1));
            admitted(AT_ONCE + 100);
            assertThat(lines.list).hasSize(2);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void whatIsOffLetsEverybodyIn() {
        var off = new RateLimit("address", 0, clock, Metrics.OFF);

        for (int i = 0; i < 1_000; i++) {
            off.admit("one", () -> "one");
        }
        assertThat(off.isOn()).isFalse();
    }

    private int admitted(int asked) {
        var passed = 0;
        for (int i = 0; i < asked; i++) {
            try {
                ask();
                passed++;
            } catch (Refusal refusal) {
                assertThat(refusal.reason()).isEqualTo(Refusal.Reason.TOO_MANY);
            }
        }
        return passed;
    }

    private void ask() {
        limit.admit("one", () -> "one");
    }

    private Refusal refusal() {
        try {
            ask();
        } catch (Refusal refusal) {
            return refusal;
        }
        throw new AssertionError("It was let in.");
    }
}
