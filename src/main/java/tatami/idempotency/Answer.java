package tatami.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What a request was answered.
 *
 * @param contentType null when there was no body
 */
public record Answer(int status, @Nullable String contentType, byte[] body) {

    /** A body may hold a shopper's secret. */
    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
