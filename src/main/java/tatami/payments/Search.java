package tatami.payments;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.kit.Times;

/**
 * Which intents, and which page of them. Pages run from the newest to the oldest.
 *
 * @param statuses null for every status
 * @param limit how many at most
 */
record Search(
        @Nullable List<Status> statuses, Instant start, Instant end, Direction direction, Cursor cursor, int limit) {

    static final Instant EARLIEST = Instant.parse("0001-01-02T00:00:00Z");
    static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

    /** Where the next page lies from the cursor. */
    enum Direction {
        Older,
        Newer
    }

    @Nullable
    List<String> statusNames() {
        return statuses == null ? null : statuses.stream().map(Enum::name).toList();
    }

    /**
     * A place between two intents. Outward it is opaque: base64 of a JSON text, as the API's own, with
     * the id behind the time so that two intents of one microsecond are told apart.
     */
    record Cursor(Instant createdAt, String id) {

        /** Newer than every intent. */
        static final Cursor TOP = new Cursor(LATEST, "");

        static Cursor of(PaymentIntent intent) {
            return new Cursor(intent.createdAt(), intent.id().value());
        }

        String spell() {
            var text = '"' + Times.wire(createdAt) + ' ' + id + '"';
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Optional<Cursor> read(String spelled) {
            try {
                var text = new String(Base64.getDecoder().decode(spelled), StandardCharsets.UTF_8);
                if (!text.matches("\"[0-9TZ:.+-]+( pi_[A-Za-z0-9_-]{22,40})?\"")) {
                    return Optional.empty();
                }
                var parts = text.substring(1, text.length() - 1).split(" ", 2);
                return Times.parse(parts[0]).map(time -> new Cursor(time, parts.length == 2 ? parts[1] : ""));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }
}
