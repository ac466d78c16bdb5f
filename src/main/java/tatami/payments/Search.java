package tatami.payments;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;

/**
 * Which intents, and which page of them.
 *
 * @param statuses null for every status
 */
public record Search(@Nullable List<Status> statuses, Instant start, Instant end, Paging page) {

    public static final Instant EARLIEST = Instant.parse("0001-01-02T00:00:00Z");
    public static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

    @Nullable
    List<String> statusNames() {
        return statuses == null ? null : statuses.stream().map(Enum::name).toList();
    }
}
