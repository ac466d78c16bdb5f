package tatami.checkout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.acquiring.Outcome;
import tatami.intents.Attempt;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Keeps card testers away who go from intent to intent: counts, by address, the attempts that failed.
 *
 * <p>Each gateway counts for itself, and forgets when it ends: several of them let through so many times as many,
 * which is still nothing for who has a thousand numbers to try. Attempts that succeed do not count, so a busy office
 * behind one address is no suspect.
 */
public final class AddressLimit {

    private static final Logger LOG = LoggerFactory.getLogger(AddressLimit.class);

    static final Duration WITHIN = Duration.ofMinutes(10);

    /** What a crowd of addresses may cost us in memory. */
    private static final int ADDRESSES = 100_000;

    private final int most;
    private final InstantSource clock;
    private final Cache<String, Deque<Instant>> failures = Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(WITHIN)
            .build();

    /** @param most how many attempts from one address may fail within ten minutes; 0 for no limit */
    public AddressLimit(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /**
     * Makes an attempt, unless too many from this address have failed.
     *
     * @param address of the device; empty when it cannot be told from others
     * @throws Refusal TOO_MANY, or whatever {@code attempt} throws
     */
    <A extends Attempt<?>> A attempt(Optional<String> address, Supplier<A> attempt) {
        if (most == 0 || address.isEmpty()) {
            return attempt.get();
        }
        var from = address.get();
        if (failed(from) >= most) {
            throw new Refusal(
                    Reason.TOO_MANY, "Too many attempts from this address have failed. Try again in ten minutes.");
        }
        var made = attempt.get();
        if (hasFailed(made)) {
            note(from);
        }
        return made;
    }

    private int failed(String address) {
        var times = failures.getIfPresent(address);
        if (times == null) {
            return 0;
        }
        var since = clock.instant().minus(WITHIN);
        synchronized (times) {
            while (!times.isEmpty() && times.peekFirst().isBefore(since)) {
                times.removeFirst();
            }
            return times.size();
        }
    }

    private void note(String address) {
        failures.asMap().compute(address, (_, known) -> {
            var times = known == null ? new ArrayDeque<Instant>() : known;
            synchronized (times) {
                times.addLast(clock.instant());
                if (times.size() == most) {
                    LOG.atWarn().addKeyValue("attempts", most).log("An address has failed as often as card testers do");
                }
            }
            return times;
        });
    }

    private static boolean hasFailed(Attempt<?> attempt) {
        return switch (attempt) {
            case Attempt.Settled<?>(var _, var outcome) -> !(outcome instanceof Outcome.Approved);
            case Attempt.NotAuthenticated<?> _ -> true;
            case Attempt.Challenged<?> _, Attempt.Unanswered<?> _ -> false;
        };
    }
}
