package tatami.portal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tatami.http.Failures;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Keeps those away who guess passwords: of one person, or one guess for each of many. */
final class SignInLimit {

    private static final int FAILURES_PER_EMAIL = 5;
    private static final int FAILURES_PER_ADDRESS = 20;

    private final Failures failures;

    SignInLimit(InstantSource clock) {
        failures = new Failures(clock);
    }

    /**
     * Makes a try, unless too many have failed. It counts from its beginning, so that many at once get no further than
     * one after the other.
     *
     * @param address of the device; empty when it cannot be told from others
     * @param attempt empty when it failed
     * @param stopped told once, when the e-mail has failed as often as it may
     * @throws Refusal TOO_MANY, or whatever {@code attempt} throws, which counts as no failure
     */
    <T> Optional<T> attempt(String email, Optional<String> address, Supplier<Optional<T>> attempt, Runnable stopped) {
        var person = "email " + email.strip().toLowerCase(Locale.ROOT);
        var mine = new ArrayList<String>();
        admit(mine, person, FAILURES_PER_EMAIL, "for this e-mail");
        address.ifPresent(from -> admit(mine, "address " + from, FAILURES_PER_ADDRESS, "from this address"));
        var isFailure = false;
        try {
            var made = attempt.get();
            isFailure = made.isEmpty();
            if (isFailure && failures.of(person) == FAILURES_PER_EMAIL) {
                stopped.run();
            }
            return made;
        } finally {
            if (!isFailure) {
                mine.forEach(failures::forgive);
            }
        }
    }

    private void admit(List<String> mine, String whose, int most, String words) {
        if (failures.note(whose) > most) {
            failures.forgive(whose);
            mine.forEach(failures::forgive);
            throw new Refusal(
                    Reason.TOO_MANY, "Too many tries to sign in " + words + " have failed. Try again in ten minutes.");
        }
        mine.add(whose);
    }
}
