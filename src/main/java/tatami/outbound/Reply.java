package tatami.outbound;

import org.jspecify.annotations.Nullable;

/**
 * What became of one try to deliver.
 *
 * @param status what the receiver answered; null when it did not
 * @param failure why there is no answer, a sentence for the merchant's developer; null when there is one
 * @param answer the first kilobyte of the answer's body, or as much as came in time; without NULs, which a
 *     database's text cannot hold
 * @param retryAfter the answer's header of that name, as it came; null when there is none
 */
public record Reply(
        @Nullable Integer status,
        @Nullable String failure,
        String answer,
        @Nullable String retryAfter) {

    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;

    static Reply failed(String failure) {
        return new Reply(null, failure, "", null);
    }

    /** Whether anything came back, good or bad. */
    public boolean isAnswer() {
        return status != null;
    }

    /** Any 2xx, and nothing else: a redirect does not say that the receiver took it in. */
    public boolean isSuccess() {
        return status != null && status >= OK && status < MULTIPLE_CHOICES;
    }

    /** In a word for the log: the status, or else the failure. */
    public String outcome() {
        return status != null ? status.toString() : String.valueOf(failure);
    }
}
