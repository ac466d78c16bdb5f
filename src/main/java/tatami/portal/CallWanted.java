package tatami.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.calls.CallFilter;

/**
 * Which calls somebody wants to see, as they said it.
 *
 * @param failed {@code yes} for those that failed alone
 * @param route a part of a path's pattern
 * @param trace a trace id, or what contains one: a {@code traceparent}, as problem documents show it
 */
public record CallWanted(String failed, String method, String route, String trace) {

    private static final String TRACE_ID = "(?i).*(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f]).*";

    /** Whether it is less than everything. */
    public boolean isNarrow() {
        return !(failed + method + route + trace).isEmpty();
    }

    CallFilter filter() {
        return new CallFilter(!failed.isEmpty(), orNull(method), orNull(route), orNull(traceId()));
    }

    private String traceId() {
        return trace.matches(TRACE_ID) ? trace.replaceFirst(TRACE_ID, "$1").toLowerCase(Locale.ROOT) : trace;
    }

    /** No text of PostgreSQL's has a NUL, and no call of ours one. */
    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text.replace('\0', ' ');
    }

    /** For an address, with what is said there besides. @param more null for nothing */
    @Nullable
    String query(@Nullable String more) {
        if (more == null) {
            return null;
        }
        var parts = new LinkedHashMap<String, String>();
        parts.put("failed", failed);
        parts.put("method", method);
        parts.put("route", route);
        parts.put("trace", trace);
        var query = parts.entrySet().stream()
                .filter(part -> !part.getValue().isEmpty())
                .map(part -> part.getKey() + "=" + URLEncoder.encode(part.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? more : query + "&" + more;
    }
}
