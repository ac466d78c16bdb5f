package tatami.portal;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tatami.kit.Balance;

/**
 * Amounts over time as bars, those of an earlier time behind them. Places along the way are in hundredths of its
 * width, heights in pixels: so it is as wide as there is room, and its words are as large as all others.
 *
 * @param title what is shown
 * @param now what the bars are of
 * @param before what those behind them are of
 * @param summary the same in a sentence
 */
public record Chart(String title, String now, String before, String summary, List<Slot> slots, List<Tick> ticks) {

    /** Of the place where bars stand. The template leaves room for words around it. */
    static final int HEIGHT = 180;

    private static final int TENTHS = 10;

    /** In thousandths of a slot's width. */
    private static final int THIN = 460;

    private static final int WIDE = 860;
    private static final int SLOT = 1_000;

    /** What is told of one slot. @param isMajor whether its label stays where there is little room */
    record Entry(String label, String name, boolean isMajor, long now, long before) {}

    /**
     * @param x where it begins, and {@code centre} where its label stands
     * @param tip what it says under the mouse
     * @param isEmpty whether there is nothing to be said of it
     */
    public record Slot(
            String label,
            String name,
            boolean isMajor,
            boolean isEmpty,
            String x,
            String centre,
            String width,
            Bar bar,
            Bar behind,
            String tip,
            String amount,
            String amountBefore) {}

    public record Bar(String x, String y, String width, String height) {

        /** Whether there is one. */
        public boolean isThere() {
            return !height.equals("0.0");
        }
    }

    public record Tick(String y, String label) {}

    static Chart of(String title, String now, String before, Currency currency, List<Entry> entries) {
        var most = entries.stream()
                .flatMapToLong(entry -> LongStream.of(entry.now(), entry.before()))
                .max()
                .orElse(0);
        var axis = Axis.of(most, currency);
        var slots = new ArrayList<Slot>();
        for (int i = 0; i < entries.size(); i++) {
            slots.add(slot(entries.get(i), i, entries.size(), axis, now, before));
        }
        var ticks = axis.ticks().stream()
                .map(at -> new Tick(fixed(TENTHS * HEIGHT - axis.height(at, TENTHS * HEIGHT), 1), axis.label(at)))
                .toList();
        return new Chart(title, now, before, summary(title, now, before, currency, entries), slots, ticks);
    }

    /** Whether there is anything to draw. */
    static boolean isEmpty(List<Entry> entries) {
        return entries.stream().allMatch(entry -> entry.now() == 0 && entry.before() == 0);
    }

    private static Slot slot(Entry entry, int at, int all, Axis axis, String now, String before) {
        var amount = shown(entry.now(), axis.currency());
        var earlier = shown(entry.before(), axis.currency());
        return new Slot(
                entry.label(),
                entry.name(),
                entry.isMajor(),
                entry.now() == 0 && entry.before() == 0,
                percent(SLOT * at, all),
                percent(SLOT * at + SLOT / 2, all),
                percent(SLOT, all),
                bar(entry.now(), THIN, at, all, axis),
                bar(entry.before(), WIDE, at, all, axis),
                entry.name() + "\n" + now + " " + amount + "\n" + before + " " + earlier,
                amount,
                earlier);
    }

    private static Bar bar(long amount, int width, int at, int all, Axis axis) {
        var height = axis.height(amount, TENTHS * HEIGHT);
        return new Bar(
                percent(SLOT * at + (SLOT - width) / 2, all),
                fixed(TENTHS * HEIGHT - height, 1),
                percent(width, all),
                fixed(height, 1));
    }

    private static String summary(String title, String now, String before, Currency currency, List<Entry> entries) {
        var best = IntStream.range(0, entries.size())
                .boxed()
                .max((one, other) ->
                        Long.compare(entries.get(one).now(), entries.get(other).now()))
                .map(entries::get)
                .filter(entry -> entry.now() > 0)
                .map(entry -> ", most of it " + entry.name() + ", " + shown(entry.now(), currency))
                .orElse("");
        var sum = entries.stream().mapToLong(Entry::now).sum();
        var sumBefore = entries.stream().mapToLong(Entry::before).sum();
        return title + ". " + now + " " + shown(sum, currency) + best + ". " + before + " " + shown(sumBefore, currency)
                + ".";
    }

    private static String shown(long minor, Currency currency) {
        return new Balance(minor, currency).display(Locale.UK);
    }

    /** @param thousandths of one of so many equal parts of the whole */
    private static String percent(int thousandths, int parts) {
        return fixed(100L * thousandths / parts, 3) + "%";
    }

    private static String fixed(long value, int digits) {
        var unit = LongStream.range(0, digits).reduce(1, (product, _) -> product * TENTHS);
        return String.format(Locale.ROOT, "%d.%0" + digits + "d", value / unit, value % unit);
    }
}
