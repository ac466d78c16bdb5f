package tatami.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.Search;
import tatami.payments.Status;

/**
 * Which payments somebody wants to see, as they said it.
 *
 * @param from the first day, in the account's zone; empty for none
 * @param to the last day, which belongs to it
 */
public record Wanted(String status, String from, String to) {

    /** PostgreSQL keeps no time closer to the next day. */
    private static final Duration LAST_MOMENT = Duration.ofNanos(1_000);

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9998;

    /** Whether it is less than everything. */
    public boolean isNarrow() {
        return !(status + from + to).isEmpty();
    }

    /** For an address, with what is said there besides. @param more null for nothing */
    public String query(@Nullable String more) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("status", status);
        parts.put("from", from);
        parts.put("to", to);
        var query = parts.entrySet().stream()
                .filter(part -> !part.getValue().isEmpty())
                .map(Wanted::spelled)
                .collect(Collectors.joining("&"));
        return more == null ? query : query.isEmpty() ? more : query + "&" + more;
    }

    /** @throws Refusal INVALID, naming the field */
    Search search(ZoneId zone, Paging page) {
        List<Status> statuses = null;
        if (!status.isEmpty()) {
            statuses = Arrays.stream(Status.values())
                    .filter(each -> each.name().equals(status))
                    .toList();
            if (statuses.isEmpty()) {
                throw new Refusal(Reason.INVALID, "There is no such status.");
            }
        }
        var start = from.isEmpty() ? Search.EARLIEST : midnight("first", from, 0, zone);
        var end = to.isEmpty() ? Search.LATEST : midnight("last", to, 1, zone).minus(LAST_MOMENT);
        return new Search(statuses, start, end, page);
    }

    private static Instant midnight(String which, String day, int later, ZoneId zone) {
        try {
            var date = LocalDate.parse(day);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date.plusDays(later).atStartOfDay(zone).toInstant();
            }
        } catch (DateTimeException _) {
            // said below
        }
        throw new Refusal(Reason.INVALID, "The " + which + " day is not a date such as 2026-03-31.");
    }

    private static String spelled(Map.Entry<String, String> part) {
        return part.getKey() + "=" + URLEncoder.encode(part.getValue(), StandardCharsets.UTF_8);
    }
}
