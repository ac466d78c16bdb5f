package tatami.figures;

import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What happened in an account, between some borders in time, by currency. */
public final class Figures {

    private final Map<String, NavigableMap<Instant, Sums>> byCurrency = new TreeMap<>();

    /** @param from the border that it lies behind */
    void add(Instant from, Tally tally) {
        byCurrency
                .computeIfAbsent(tally.currency().getCurrencyCode(), _ -> new TreeMap<>())
                .merge(from, Sums.of(tally), Sums::plus);
    }

    /** Between two of the borders. */
    public Sums between(Currency currency, Instant from, Instant until) {
        var sums = byCurrency.get(currency.getCurrencyCode());
        return sums == null
                ? Sums.NONE
                : sums.subMap(from, true, until, false).values().stream().reduce(Sums.NONE, Sums::plus);
    }

    /** Those in which anything happened; the one in which most was tried is first. */
    public List<Currency> currencies() {
        return byCurrency.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -attempts(entry.getValue())))
                .map(entry -> Currency.getInstance(entry.getKey()))
                .toList();
    }

    private static long attempts(Map<Instant, Sums> sums) {
        return sums.values().stream().mapToLong(Sums::attempts).sum();
    }
}
