package tatami.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as the API reads and writes them. Inside, a time is an {@link Instant} in microseconds. */
public final class Times {

    /** Seven fraction digits, as .NET prints them; the last is zero, since PostgreSQL keeps six. */
    private static final DateTimeFormatter WIRE = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 7, 7, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** .NET's TimeSpan: {@code [d.]hh:mm:ss[.fffffff]}. */
    private static final Pattern TIME_SPAN =
            Pattern.compile("(?:(\\d{1,4})\\.)?([01]?\\d|2[0-3]):([0-5]?\\d):([0-5]?\\d)(?:\\.(\\d{1,7}))?");

    private Times() {}

    /** The time now, in the precision that is stored, so that what is answered is what is read back. */
    public static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** {@code 2022-02-21T14:39:21.6050270Z}. */
    public static String wire(Instant time) {
        return WIRE.format(time);
    }

    /** {@code 2022-02-21T15:09:21Z}: client session secrets expire in whole seconds. */
    public static String wireSeconds(Instant time) {
        return SECONDS.format(time);
    }

    /**
     * Reads an ISO 8601 time; one without an offset is UTC, and a date alone is its midnight.
     * Empty when it is none, or a time that PostgreSQL could not hold.
     */
    public static Optional<Instant> parse(String text) {
        return read(text)
                .map(time -> time.truncatedTo(ChronoUnit.MICROS))
                .filter(time -> time.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
                        && time.isBefore(Instant.parse("9999-12-31T00:00:00Z")));
    }

    private static Optional<Instant> read(String text) {
        try {
            if (text.length() == "2022-04-07".length()) {
                return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            var time = DateTimeFormatter.ISO_DATE_TIME.parse(text);
            return Optional.of(
                    time.isSupported(ChronoField.OFFSET_SECONDS)
                            ? OffsetDateTime.from(time).toInstant()
                            : java.time.LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException | ArithmeticException _) {
            return Optional.empty();
        }
    }

    /** Reads .NET's TimeSpan text, {@code 6.00:00:00}; ISO 8601 durations are not that, and empty. */
    public static Optional<Duration> parseTimeSpan(String text) {
        var parts = TIME_SPAN.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var span = Duration.ofDays(parts.group(1) == null ? 0 : Long.parseLong(parts.group(1)))
                .plusHours(Long.parseLong(parts.group(2)))
                .plusMinutes(Long.parseLong(parts.group(3)))
                .plusSeconds(Long.parseLong(parts.group(4)));
        return Optional.of(parts.group(5) == null ? span : span.plusNanos(fractionNanos(parts.group(5))));
    }

    /** Writes .NET's TimeSpan text: {@code 00:05:00}, {@code 6.00:00:00}. */
    public static String wireTimeSpan(Duration span) {
        var days = span.toDays() == 0 ? "" : span.toDays() + ".";
        var fraction = span.getNano() == 0 ? "" : ".%07d".formatted(span.getNano() / 100);
        return days
                + "%02d:%02d:%02d".formatted(span.toHoursPart(), span.toMinutesPart(), span.toSecondsPart())
                + fraction;
    }

    private static long fractionNanos(String digits) {
        return Long.parseLong((digits + "000000000").substring(0, 9));
    }
}
