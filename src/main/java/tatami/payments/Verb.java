package tatami.payments;

import java.util.Arrays;
import java.util.Optional;

/** What a merchant may want to do with an intent by hand. */
public enum Verb {
    Capture,
    Refund,
    Reverse,
    Cancel,
    SendReceipt;

    /** Empty when there is none of this name. */
    public static Optional<Verb> named(String name) {
        return Arrays.stream(values()).filter(verb -> verb.name().equals(name)).findFirst();
    }
}
