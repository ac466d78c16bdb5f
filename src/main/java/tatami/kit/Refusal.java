package tatami.kit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be done; nothing changed. Thrown, so that it unwinds whatever was open and
 * reaches the one table that turns reasons into answers ({@code http.Problems}).
 *
 * <p>What happened in the world, a decline or a silence, is not a refusal but an outcome: a value.
 */
public final class Refusal extends RuntimeException {

    /** Why, in the few ways that callers must tell apart. */
    public enum Reason {
        /** What was asked makes no sense, whatever the state of things. */
        INVALID,
        /** More money than there is to move. */
        OVER_LIMIT,
        /** No key, an unknown key, or one that is no longer valid. */
        NOT_SIGNED_IN,
        /** The key is valid and does not permit this, or nobody is permitted to. */
        NOT_ALLOWED,
        /** Not there, or another account's, which is the same. */
        NOT_FOUND,
        /** The intent's settings do not provide for this: tips, a custom amount. */
        NOT_PROVIDED_FOR,
        /** The state of the thing does not allow it. */
        WRONG_STATUS,
        /** Something else already has what was asked for. */
        CONFLICT,
        /** Another operation on the same intent has not finished. */
        IN_PROGRESS,
        /** An idempotency key came back with another request. */
        KEY_REUSED,
        /** As often as this, nobody means well. Later it may be done. */
        TOO_MANY
    }

    private final Reason reason;
    private final @Nullable Duration wait;

    /** @param detail a sentence for the merchant's developer; never holds a secret or a card number */
    public Refusal(Reason reason, String detail) {
        this(reason, detail, null);
    }

    private Refusal(Reason reason, String detail, @Nullable Duration wait) {
        super(detail, null, false, false); // no stack trace: a refusal is an answer, not an accident
        this.reason = reason;
        this.wait = wait;
    }

    /** TOO_MANY. @param wait after which it may be done */
    public static Refusal tooMany(String detail, Duration wait) {
        return new Refusal(Reason.TOO_MANY, detail, wait);
    }

    public Reason reason() {
        return reason;
    }

    /** After which it may be done, where that is known. */
    public Optional<Duration> waiting() {
        return Optional.ofNullable(wait);
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
