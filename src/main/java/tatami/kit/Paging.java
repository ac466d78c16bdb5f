package tatami.kit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Which page of a list that runs from the newest to the oldest.
 *
 * @param limit how many at most
 */
public record Paging(Direction direction, Cursor cursor, int limit) {

    /** Where the page lies from the cursor. */
    public enum Direction {
        Older,
        Newer
    }

    /**
     * A place between two things. Outward it is opaque: base64 of a JSON text, as the API's own, with
     * the id behind the time so that two things of one microsecond are told apart.
     */
    public record Cursor(Instant createdAt, String id) {

        /** Newer than everything. */
        public static final Cursor TOP = new Cursor(Instant.parse("9999-12-30T00:00:00Z"), "");

        public String spell() {
            var text = '"' + Times.wire(createdAt) + ' ' + id + '"';
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Empty when it is not one that {@link #spell} wrote, or the API's own, which has a time alone. */
        public static Optional<Cursor> read(String spelled) {
            try {
                var text = new String(Base64.getDecoder().decode(spelled), StandardCharsets.UTF_8);
                if (!text.matches("\"[0-9TZ:.+-]+( [a-z]{2,5}_[A-Za-z0-9_-]{22,40})?\"")) {
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
