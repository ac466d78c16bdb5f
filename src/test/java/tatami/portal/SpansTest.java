package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.portal.Spans.Span;

/** Days, hours and months by the clock on the wall. */
class SpansTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Europe/London       | 2026-03-29T10:07:00Z | PT23H
            Europe/London       | 2026-10-25T10:07:00Z | PT25H
            Europe/London       | 2026-11-02T10:07:00Z | PT24H
            Australia/Lord_Howe | 2026-04-05T10:07:00Z | PT24H30M
            Asia/Beirut         | 2026-03-29T10:07:00Z | PT23H
            """)
    void aDayIsAsLongAsItsClocksSayAndItsHoursAreAllOfIt(ZoneId zone, Instant now, Duration length) {
        var spans = new Spans(zone, now);
        var day = spans.of(spans.today());
        var hours = spans.hours(spans.today());

        assertThat(length(day)).isEqualTo(length);
        assertThat(hours).hasSize(24);
        assertThat(hours.getFirst().from()).isEqualTo(day.from());
        assertThat(hours.getLast().until()).isEqualTo(day.until());
        for (int hour = 1; hour < 24; hour++) {
            assertThat(hours.get(hour).from()).isEqualTo(hours.get(hour - 1).until());
        }
    }

    @Test
    void whereClocksGoForwardAnHourIsEmptyAndWhereTheyGoBackOneIsTwice() {
        var london = ZoneId.of("Europe/London");
        var forward = new Spans(london, Instant.parse("2026-03-29T10:00:00Z"));
        var back = new Spans(london, Instant.parse("2026-10-25T10:00:00Z"));

        assertThat(lengths(forward)).isEqualTo("1: PT0S");
        assertThat(lengths(back)).isEqualTo("1: PT2H");
    }

    private static String lengths(Spans spans) {
        var hours = spans.hours(spans.today());
        return IntStream.range(0, 24)
                .filter(hour -> !length(hours.get(hour)).equals(Duration.ofHours(1)))
                .mapToObj(hour -> hour + ": " + length(hours.get(hour)))
                .collect(Collectors.joining(", "));
    }

    private static Duration length(Span span) {
        return Duration.between(span.from(), span.until());
    }

    @Test
    void aDayInKathmanduBeginsAtAQuarterPast() {
        var spans = new Spans(ZoneId.of("Asia/Kathmandu"), Instant.parse("2026-05-31T18:20:00Z"));

        assertThat(spans.today()).isEqualTo(LocalDate.parse("2026-06-01"));
        assertThat(spans.of(spans.today()).from()).isEqualTo("2026-05-31T18:15:00Z");
        assertThat(spans.of(spans.thisMonth()).from()).isEqualTo("2026-05-31T18:15:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-23T14:37:12Z | 2026-11-22T14:30:00Z | 2026-10-23T13:30:00Z
            2026-03-31T12:00:00Z | 2026-03-30T12:00:00Z | 2026-03-01T00:00:00Z
            2026-03-29T12:00:00Z | 2026-03-28T13:00:00Z | 2026-03-01T00:00:00Z
            2026-01-01T00:00:00Z | 2025-12-31T00:00:00Z | 2025-12-01T00:00:00Z
            """)
    void theSpansBeforeEndAtTheSameTimeByTheWall(Instant now, Instant yesterday, Instant lastMonth) {
        var spans = new Spans(ZoneId.of("Europe/London"), now);

        assertThat(spans.yesterdaySoFar().until()).isEqualTo(yesterday);
        assertThat(spans.lastMonthSoFar().until()).isEqualTo(lastMonth);
    }

    @ParameterizedTest
    @CsvSource({"Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC+01:07", "Pacific/Kiritimati"})
    void everyBorderIsAtAQuarterOfAnHourAndEverySpanBetweenTwo(ZoneId zone) {
        for (int hour = 0; hour < 24 * 70; hour += 5) {
            var spans = new Spans(zone, Instant.parse("2026-02-26T09:07:03Z").plus(Duration.ofHours(hour)));
            var borders = spans.borders();

            assertThat(borders).allMatch(border -> border.getEpochSecond() % 900 == 0 && border.getNano() == 0);
            assertThat(borders.first()).isEqualTo(spans.of(spans.lastMonth()).from());
            assertThat(borders.last()).isEqualTo(spans.of(spans.thisMonth()).until());
            assertThat(borders)
                    .contains(
                            spans.yesterdaySoFar().until(),
                            spans.lastMonthSoFar().until());
        }
    }
}
