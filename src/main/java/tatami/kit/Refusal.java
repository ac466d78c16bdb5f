package tatami.kit;

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

    /** @param detail a sentence for the merchant's developer; never holds a secret or a card number */
    public Refusal(Reason reason, String detail) {
        super(detail, null, false, false); // no stack trace: a refusal is an answer, not an accident
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
