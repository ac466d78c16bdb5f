package tatami.kit;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes identifiers: sixteen bytes, the first six the time in milliseconds, the other ten random.
 *
 * <p>The API prints them as {@code pi_sandbox_} and 22 characters of base64url. Time in front keeps
 * neighbours in time neighbours in the index, so that a table of millions still writes to a few warm
 * pages. Eighty random bits remain, because some ids are credentials: whoever has the id of an intent
 * may read its public face.
 */
public final class Ids {

    /** How long an id is behind its prefix, before it is spelled. */
    public static final int BYTES = 16;

    private static final int TIME_BYTES = 6;

    /** Sixteen bytes in base64url without padding. */
    private static final int SPELLED_LENGTH = 22;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Ids(InstantSource clock) {
        this.clock = clock;
    }

    /** A new id as the API spells it, say {@code next("evt_")}. */
    public String next(String prefix) {
        return prefix + base64url(bytes());
    }

    /** A new id as a UUID (version 7), for what the API prints as one. */
    public UUID nextUuid() {
        var bytes = ByteBuffer.wrap(bytes());
        var most = bytes.getLong() & ~0xF000L | 0x7000L;
        var least = bytes.getLong() & ~(0b11L << 62) | 0b10L << 62;
        return new UUID(most, least);
    }

    /** No UUID that {@link #nextUuid} makes from {@code time} on is less than this one. */
    public static UUID leastUuid(Instant time) {
        return new UUID(time.toEpochMilli() << 8 * (Long.BYTES - TIME_BYTES), 0);
    }

    /** The same sixteen bytes in the API's spelling. */
    public static String spell(String prefix, UUID id) {
        var bytes = ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return prefix + base64url(bytes.array());
    }

    /** Reads what {@link #spell} wrote; empty when it is not that. */
    public static Optional<UUID> read(String prefix, String spelled) {
        if (!spelled.startsWith(prefix) || spelled.length() != prefix.length() + SPELLED_LENGTH) {
            return Optional.empty();
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(spelled.substring(prefix.length())));
            return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What ids of a kind look like, in either environment: {@code pi_sandbox_…} and {@code pi_…} for {@code pi}. */
    public static Pattern shape(String kind) {
        return Pattern.compile(kind + "_(sandbox_)?[A-Za-z0-9_-]{" + SPELLED_LENGTH + "}");
    }

    /** Puts the sixteen bytes of an id of any kind, which are its last 22 characters. */
    public static ByteBuffer put(ByteBuffer to, String spelled) {
        return to.put(Base64.getUrlDecoder().decode(spelled.substring(spelled.length() - SPELLED_LENGTH)));
    }

    /** Takes what {@link #put} put. */
    public static String take(ByteBuffer from, String prefix) {
        var bytes = new byte[BYTES];
        from.get(bytes);
        return prefix + base64url(bytes);
    }

    private byte[] bytes() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var millis = clock.millis();
        for (int i = 0; i < TIME_BYTES; i++) {
            bytes[i] = (byte) (millis >>> 8 * (TIME_BYTES - 1 - i));
        }
        return bytes;
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
