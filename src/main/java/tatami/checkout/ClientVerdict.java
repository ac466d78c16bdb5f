package tatami.checkout;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.Outcome;
import tatami.intents.Attempt;
import tatami.kit.Refusal;

/**
 * What the mobile SDKs are told, in their own numbers. This is for them what {@code Problems} is for
 * everybody else: the one table that turns outcomes and refusals into answers.
 *
 * @param md null, like {@code stepUpUrl} and {@code paReq}, unless the status code is 3; then none is
 */
record ClientVerdict(
        int statusCode,
        String message,
        @Nullable String authCode,
        @Nullable String md,
        @Nullable String stepUpUrl,
        @Nullable String paReq) {

    private static final int SUCCESSFUL = 0;
    private static final int AUTHORIZING = 3;
    private static final int DECLINED = 5;
    private static final int DUPLICATE = 20;
    private static final int FAILED = 30;
    private static final int PROCESSING = 40;
    private static final int INVALID = 400;
    private static final int SECRET_USED_OR_EXPIRED = 401;
    private static final int NOT_FOUND = 404;

    static ClientVerdict of(Attempt<?> attempt) {
        return switch (attempt) {
            case Attempt.Settled<?> settled -> of(settled.outcome());
            case Attempt.Challenged<?> challenged ->
                new ClientVerdict(
                        AUTHORIZING,
                        "The shopper's bank asks for confirmation.",
                        null,
                        challenged.md(),
                        challenged.stepUpUrl(),
                        challenged.request());
            case Attempt.NotAuthenticated<?> refused -> of(FAILED, refused.message());
            case Attempt.Unanswered<?> _ ->
                of(PROCESSING, "The acquirer has not answered yet. The intent will say what became of it.");
        };
    }

    /** @param isDone whether what the secret admits to is done already; asked only where it decides */
    static ClientVerdict of(Refusal refusal, BooleanSupplier isDone) {
        var code = switch (refusal.reason()) { // no default: a new reason must choose
            case NOT_SIGNED_IN -> SECRET_USED_OR_EXPIRED;
            case NOT_FOUND -> NOT_FOUND;
            case IN_PROGRESS -> DUPLICATE;
            case WRONG_STATUS -> isDone.getAsBoolean() ? DUPLICATE : INVALID;
            case TOO_MANY -> FAILED;
            case INVALID, OVER_LIMIT, NOT_ALLOWED, NOT_PROVIDED_FOR, KEY_REUSED, CONFLICT -> INVALID;
        };
        return of(code, refusal.detail());
    }

    /**
     * How an intent stands, for a device that lost sight of its attempt.
     *
     * @param lastFailure null when nobody's attempt failed
     */
    static ClientVerdict of(Stage stage, @Nullable String authCode, @Nullable Notice lastFailure) {
        return switch (stage) {
            case Done -> new ClientVerdict(SUCCESSFUL, "It is done.", authCode, null, null, null);
            case Processing -> of(PROCESSING, "The acquirer has not answered yet.");
            case Open ->
                lastFailure == Notice.DECLINED ? of(DECLINED, "DECLINED") : of(FAILED, "It did not go through.");
            case Closed -> of(INVALID, "Nothing can be done with this intent any more.");
        };
    }

    private static ClientVerdict of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Approved approved ->
                new ClientVerdict(SUCCESSFUL, approved.message(), approved.authCode(), null, null, null);
            case Outcome.Declined declined -> of(DECLINED, declined.message());
            case Outcome.Abandoned abandoned -> of(FAILED, abandoned.message());
        };
    }

    private static ClientVerdict of(int statusCode, String message) {
        return new ClientVerdict(statusCode, message, null, null, null, null);
    }
}
