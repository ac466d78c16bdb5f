package tatami.calls;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;

/**
 * A request that an account's key has signed, as it came and went. What is kept of it is a {@link CallLine}.
 *
 * @param route the pattern of its path
 * @param path as it was sent
 * @param status how it was answered
 * @param trace the trace id, 32 hex digits
 * @param version as it was sent; null when it was not
 * @param agent likewise
 * @param problem what the answer says was wrong; null when nothing was, or nothing is said
 * @param fields those at fault, as the answer names them
 */
public record Call(
        AccountId account,
        Instant at,
        String method,
        String route,
        String path,
        int status,
        long milliseconds,
        String trace,
        @Nullable String version,
        @Nullable String agent,
        @Nullable String problem,
        List<String> fields) {

    private static final int LOWEST_FAILURE = 400;

    boolean isFailure() {
        return status >= LOWEST_FAILURE;
    }

    /** Paths and agents are the caller's words, and may be anything. */
    @Override
    public String toString() {
        return method + " " + route + " " + status;
    }
}
