package tatami.portal;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.kit.Balance;
import tatami.payments.DayTurnover;
import tatami.payments.KindTurnover;
import tatami.payments.Turnover;

/**
 * What a settlement has, in lines to read.
 *
 * @param lines in order; of a month one for each day and currency, of a day one for each kind and currency
 * @param totals what the lines of each currency come to
 */
public record SettlementSheet(List<Line> lines, List<Line> totals) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);

    private static final DateTimeFormatter LONG_DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK);

    /**
     * Movements of one currency.
     *
     * @param title the day, or the kind; of a total the currency's code
     * @param day for an address; null when it is no day's line
     * @param count how many movements
     */
    public record Line(String title, @Nullable String day, long count, Sums sums) {

        public String in() {
            return shown(sums.in());
        }

        public String out() {
            return shown(sums.out());
        }

        public String net() {
            return shown(sums.net());
        }

        private static String shown(Balance balance) {
            return balance.minor() == 0 ? "–" : balance.display(Locale.UK);
        }
    }

    /** @param out below zero or zero */
    public record Sums(Balance in, Balance out) {

        static Sums of(List<Turnover> some) {
            var zero = Balance.zero(some.getFirst().net().currency());
            return new Sums(sum(zero, some, 1), sum(zero, some, -1));
        }

        Balance net() {
            return in.plus(out);
        }

        private static Balance sum(Balance zero, List<Turnover> some, int sign) {
            return some.stream()
                    .map(Turnover::net)
                    .filter(net -> Long.signum(net.minor()) == sign)
                    .reduce(zero, Balance::plus);
        }
    }

    /** {@code March 2026} or {@code Tuesday, 31 March 2026}. */
    static String title(Period period) {
        return period.isDay() ? LONG_DAY.format(period.first()) : MONTH.format(period.first());
    }

    /** How many movements in all. */
    public long count() {
        return lines.stream().mapToLong(Line::count).sum();
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** A line for each day and currency, the newest first. */
    static SettlementSheet byDay(List<DayTurnover> days) {
        var groups = groups(days, DayTurnover::day, DayTurnover::turnover, Comparator.reverseOrder());
        var lines = new ArrayList<Line>();
        groups.forEach((day, turnovers) -> lines.addAll(lines(DAY.format(day), day.toString(), turnovers)));
        return of(lines, days.stream().map(DayTurnover::turnover).toList());
    }

    /** A line for each kind of movement and currency. */
    static SettlementSheet byKind(List<KindTurnover> kinds) {
        var groups = groups(kinds, KindTurnover::kind, KindTurnover::turnover, Comparator.naturalOrder());
        var lines = new ArrayList<Line>();
        groups.forEach((kind, turnovers) -> lines.addAll(lines(Words.plural(kind), null, turnovers)));
        return of(lines, kinds.stream().map(KindTurnover::turnover).toList());
    }

    private static SettlementSheet of(List<Line> lines, List<Turnover> all) {
        return new SettlementSheet(lines, lines(null, null, all));
    }

    private static <T, K> SortedMap<K, List<Turnover>> groups(
            List<T> all, Function<T, K> key, Function<T, Turnover> turnover, Comparator<K> order) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        key, () -> new TreeMap<>(order), Collectors.mapping(turnover, Collectors.toList())));
    }

    /** One for each currency. @param title null for the currency's code */
    private static List<Line> lines(@Nullable String title, @Nullable String day, List<Turnover> turnovers) {
        var currencies = groups(turnovers, SettlementSheet::currency, Function.identity(), Comparator.naturalOrder());
        return currencies.entrySet().stream()
                .map(each -> new Line(
                        title == null ? each.getKey() : title,
                        day,
                        each.getValue().stream().mapToLong(Turnover::count).sum(),
                        Sums.of(each.getValue())))
                .toList();
    }

    private static String currency(Turnover turnover) {
        return turnover.net().currency().getCurrencyCode();
    }
}
