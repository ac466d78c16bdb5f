package tatami.portal;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tatami.figures.Figures;
import tatami.figures.Sums;
import tatami.portal.Chart.Entry;
import tatami.portal.Spans.Span;

/**
 * How an account is doing, as the portal's first page shows it.
 *
 * @param currency the one that is shown
 * @param currencies what there is to choose from
 */
public record Overview(String currency, List<String> currencies, Panel today, Panel month) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM", Locale.UK);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);

    /** Which hours keep their label where there is little room, and which days: the same day of each week. */
    private static final int HOURS_APART = 6;

    private static final int WEEK = 7;

    /**
     * @param span which day or month it is, and what stands beside its figures
     * @param chart null when there is nothing to draw
     */
    public record Panel(
            String id,
            String title,
            String span,
            List<Tile> tiles,
            @Nullable Chart chart) {}

    static Overview of(Figures figures, Currency currency, Spans spans) {
        var currencies = new ArrayList<>(figures.currencies());
        if (!currencies.contains(currency)) {
            currencies.addFirst(currency);
        }
        return new Overview(
                currency.getCurrencyCode(),
                currencies.stream().map(Currency::getCurrencyCode).toList(),
                new Maker(figures, currency, spans).today(),
                new Maker(figures, currency, spans).month());
    }

    private record Maker(Figures figures, Currency currency, Spans spans) {

        Panel today() {
            var now = spans.hours(spans.today());
            var earlier = spans.hours(spans.yesterday());
            var entries = IntStream.range(0, now.size())
                    .mapToObj(hour -> new Entry(
                            "%02d".formatted(hour),
                            "%02d:00 to %02d:00".formatted(hour, hour + 1),
                            hour % HOURS_APART == 0,
                            captured(now, hour),
                            captured(earlier, hour)))
                    .toList();
            var before = spans.yesterdaySoFar();
            return new Panel(
                    "today",
                    "Today",
                    DAY.format(spans.today()) + ", beside yesterday by " + time(before.until()),
                    tiles(spans.of(spans.today()), before, "Yesterday"),
                    chart("Captured each hour", "Today", "Yesterday", entries));
        }

        Panel month() {
            var now = spans.days(spans.thisMonth());
            var earlier = spans.days(spans.lastMonth());
            var entries = IntStream.range(0, Math.max(now.size(), earlier.size()))
                    .mapToObj(day -> new Entry(
                            Integer.toString(day + 1),
                            "The " + ordinal(day + 1),
                            day % WEEK == 0,
                            captured(now, day),
                            captured(earlier, day)))
                    .toList();
            var before = spans.lastMonthSoFar();
            var until = before.equals(spans.of(spans.lastMonth()))
                    ? ""
                    : " by the " + ordinal(spans.today().getDayOfMonth()) + ", " + time(before.until());
            return new Panel(
                    "month",
                    "This month",
                    MONTH.format(spans.thisMonth()) + ", beside " + MONTH.format(spans.lastMonth()) + until,
                    tiles(spans.of(spans.thisMonth()), before, "Last month"),
                    chart(
                            "Captured each day",
                            MONTH.format(spans.thisMonth()),
                            MONTH.format(spans.lastMonth()),
                            entries));
        }

        private List<Tile> tiles(Span now, Span before, String when) {
            return Tile.all(sums(now), sums(before), currency, when);
        }

        private @Nullable Chart chart(String title, String now, String before, List<Entry> entries) {
            return Chart.isEmpty(entries) ? null : Chart.of(title, now, before, currency, entries);
        }

        /** Of the months, one may be shorter. */
        private long captured(List<Span> spans, int at) {
            return at < spans.size() ? sums(spans.get(at)).captured() : 0;
        }

        private Sums sums(Span span) {
            return figures.between(currency, span.from(), span.until());
        }

        private String time(Instant time) {
            return TIME.format(time.atZone(spans.zone()));
        }
    }

    static String ordinal(int day) {
        var isTeen = day / 10 == 1;
        return day
                + switch (isTeen ? 0 : day % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
