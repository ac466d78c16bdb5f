package tatami.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.kit.Refusal;
import tatami.metrics.Metrics;

/**
 * How many requests each of many may make: for each a token bucket, which holds what may come at once, and fills
 * again at a steady rate. Each gateway counts for itself, and forgets when it ends: several of them let through so many
 * times as many.
 */
public final class RateLimit {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimit.class);

    /** What a full bucket holds: honest programs come in bursts. */
    static final int BURST_SECONDS = 10;

    /** What a crowd may cost us in memory, some ten megabytes. */
    private static final int REMEMBERED = 100_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST = BURST_SECONDS * SECOND;

    private final String of;
    private final int perSecond;
    private final InstantSource clock;
    private final Metrics metrics;

    /** Who did nothing for as long as it takes to fill has a full bucket again, and need not be remembered. */
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofSeconds(3 * BURST_SECONDS))
            .build();

    /**
     * @param of what each bucket belongs to, for people and numbers: {@code secret key}
     * @param perSecond 0 for no limit
     */
    public RateLimit(String of, int perSecond, InstantSource clock, Metrics metrics) {
        this.of = of;
        this.perSecond = perSecond;
        this.clock = clock;
        this.metrics = metrics;
    }

    boolean isOn() {
        return perSecond > 0;
    }

    /**
     * Takes a token, exactly so many of many at once.
     *
     * @param name how the log shall call the bucket's owner
     * @throws Refusal TOO_MANY when there is none; it says when there is one again
     */
    void admit(String whose, Supplier<String> name) {
        if (isOn()) {
            var bucket = bucket(whose);
            var wait = bucket.take(now(), SECOND / perSecond);
            if (wait > 0) {
                throw refusal(bucket, wait, name);
            }
        }
    }

    /** Takes nothing. @throws Refusal TOO_MANY when there is no token */
    void refuseIfEmpty(String whose, Supplier<String> name) {
        var bucket = buckets.getIfPresent(whose);
        if (isOn() && bucket != null) {
            var wait = bucket.wait(now(), SECOND / perSecond);
            if (wait > 0) {
                throw refusal(bucket, wait, name);
            }
        }
    }

    /** Takes tokens for what was done already, down to none. */
    void charge(String whose, int tokens) {
        if (isOn()) {
            bucket(whose).charge(now(), tokens * (SECOND / perSecond));
        }
    }

    private Bucket bucket(String whose) {
        return buckets.get(whose, _ -> new Bucket());
    }

    private Refusal refusal(Bucket bucket, long wait, Supplier<String> name) {
        metrics.limited(of);
        if (bucket.mayTell(now())) {
            LOG.atWarn()
                    .addKeyValue("limit", of)
                    .addKeyValue("whose", name.get())
                    .log("Requests are refused: there are more than the limit");
        }
        var seconds = Math.ceilDiv(wait, SECOND);
        return Refusal.tooMany(
                "More requests of this " + of + " than " + perSecond + " a second. Try again in " + seconds
                        + (seconds == 1 ? " second." : " seconds."),
                Duration.ofSeconds(seconds));
    }

    private long now() {
        var now = clock.instant();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    /** One number is a bucket: when it will be full. The further away that is, the emptier it is now. */
    private static final class Bucket {

        private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

        private final AtomicLong fullAt = new AtomicLong();
        private final AtomicLong toldAt = new AtomicLong();

        /**
         * Takes one token.
         *
         * @param token how long one takes to come again
         * @return for how long there is none; 0 when it is taken
         */
        long take(long now, long token) {
            while (true) {
                var was = fullAt.get();
                var wait = wait(was, now, token);
                if (wait > 0 || fullAt.compareAndSet(was, Math.max(was, now) + token)) {
                    return wait;
                }
            }
        }

        long wait(long now, long token) {
            return wait(fullAt.get(), now, token);
        }

        private static long wait(long fullAt, long now, long token) {
            return Math.max(0, Math.max(fullAt, now) + token - now - BURST);
        }

        void charge(long now, long tokens) {
            fullAt.updateAndGet(was -> Math.min(Math.max(was, now) + tokens, now + BURST));
        }

        /** Once a minute: a flood of requests must not be one of lines. */
        boolean mayTell(long now) {
            var was = toldAt.get();
            return now - was >= PAUSE && toldAt.compareAndSet(was, now);
        }
    }
}
