package tatami.portal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tatami.figures.Tallies;

/** The days and hours of an account, by the clock on its wall. All of them begin and end with a quarter of an hour. */
record Spans(ZoneId zone, Instant now) {

    private static final int HOURS = 24;

    /** The first moment belongs to it, the last does not. */
    record Span(Instant from, Instant until) {}

    LocalDate today() {
        return now.atZone(zone).toLocalDate();
    }

    LocalDate yesterday() {
        return today().minusDays(1);
    }

    YearMonth thisMonth() {
        return YearMonth.from(today());
    }

    YearMonth lastMonth() {
        return thisMonth().minusMonths(1);
    }

    Span of(LocalDate day) {
        return new Span(start(day), start(day.plusDays(1)));
    }

    Span of(YearMonth month) {
        return new Span(start(month.atDay(1)), start(month.plusMonths(1).atDay(1)));
    }

    /** Yesterday, until the same time as now. */
    Span yesterdaySoFar() {
        return new Span(start(yesterday()), sameTime(yesterday()));
    }

    /** Last month, until the same day and time as now; all of it where it has no such day. */
    Span lastMonthSoFar() {
        var all = of(lastMonth());
        var day = today().getDayOfMonth();
        return day > lastMonth().lengthOfMonth()
                ? all
                : new Span(all.from(), sameTime(lastMonth().atDay(day)));
    }

    /**
     * Always 24, so that two days can be held against each other: where clocks go back, one hour is two hours long, and
     * where they go forward, one is empty.
     */
    List<Span> hours(LocalDate day) {
        return IntStream.range(0, HOURS)
                .mapToObj(hour -> new Span(start(day, hour), start(day, hour + 1)))
                .toList();
    }

    List<Span> days(YearMonth month) {
        return IntStream.rangeClosed(1, month.lengthOfMonth())
                .mapToObj(day -> of(month.atDay(day)))
                .toList();
    }

    /** Where all of these begin and end. */
    SortedSet<Instant> borders() {
        var borders = new TreeSet<Instant>();
        var all = List.of(
                hours(yesterday()),
                hours(today()),
                days(lastMonth()),
                days(thisMonth()),
                List.of(yesterdaySoFar(), lastMonthSoFar()));
        for (var span : all.stream().flatMap(List::stream).toList()) {
            borders.add(span.from());
            borders.add(span.until());
        }
        return borders;
    }

    private Instant sameTime(LocalDate day) {
        return Tallies.quarter(
                day.atTime(now.atZone(zone).toLocalTime()).atZone(zone).toInstant());
    }

    private Instant start(LocalDate day) {
        return Tallies.quarter(day.atStartOfDay(zone).toInstant());
    }

    private Instant start(LocalDate day, int hour) {
        return hour == 0 || hour == HOURS
                ? start(day.plusDays(hour / HOURS))
                : Tallies.quarter(day.atTime(hour, 0).atZone(zone).toInstant());
    }
}
