package tatami.intents;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Changes an intent without a lock: read, decide, write if nobody wrote meanwhile, else read and decide again. */
public final class Rounds {

    /** Writers of one intent get in each other's way a few times, not dozens. */
    private static final int TRIES = 20;

    private Rounds() {}

    /**
     * The result of the first try that nobody came in between.
     *
     * @param known an intent that was just read
     * @param again reads it anew, for each further try
     * @param trying empty when another writer was quicker
     * @throws Refusal whatever {@code trying} throws, or IN_PROGRESS when too many write at once
     */
    public static <I, T> T startingWith(I known, Supplier<I> again, Function<I, Optional<T>> trying) {
        var intent = known;
        for (int tries = 0; tries < TRIES; tries++) {
            var result = trying.apply(intent);
            if (result.isPresent()) {
                return result.get();
            }
            intent = again.get();
        }
        throw new Refusal(Reason.IN_PROGRESS, "Too many requests are changing this intent. Try again shortly.");
    }
}
