package tatami.calls;

import org.jspecify.annotations.Nullable;

/**
 * Which calls somebody looks for.
 *
 * @param failed whether only those that failed
 * @param method null for all
 * @param route a part of the route's pattern; null for all
 * @param trace null for all
 */
public record CallFilter(
        boolean failed,
        @Nullable String method,
        @Nullable String route,
        @Nullable String trace) {}
