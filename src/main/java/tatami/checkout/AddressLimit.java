package tatami.checkout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.acquiring.Outcome;
import tatami.http.Failures;
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

    static final Duration WITHIN = Failures.WITHIN;

    private final int most;
    private final Failures failures;

    /** @param most how many attempts from one address may fail within ten minutes; 0 for no limit */
    public AddressLimit(int most, InstantSource clock) {
        this.most = most;
        this.failures = new Failures(clock);
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
        if (failures.of(from) >= most) {
            throw new Refusal(
                    Reason.TOO_MANY, "Too many attempts from this address have failed. Try again in ten minutes.");
        }
        var made = attempt.get();
        if (hasFailed(made) && failures.note(from) == most) {
            LOG.atWarn().addKeyValue("attempts", most).log("An address has failed as often as card testers do");
        }
        return made;
    }

    private static boolean hasFailed(Attempt<?> attempt) {
        return switch (attempt) {
            case Attempt.Settled<?>(var _, var outcome) -> !(outcome instanceof Outcome.Approved);
            case Attempt.NotAuthenticated<?> _ -> true;
            case Attempt.Challenged<?> _, Attempt.Unanswered<?> _ -> false;
        };
    }
}
