package tatami.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One line of the table: something done by so many clients, once a round. */
record Cell(String what, int clients, List<Round> rounds) {

    /**
     * One round of it.
     *
     * @param share of what pgbench did with as many clients in the same round
     * @param gateway and the following: microseconds of processor time for each
     */
    record Round(
            double perSecond, double share, double p50, double p99, double gateway, double database, double load) {}

    Cell(String what, int clients) {
        this(what, clients, new ArrayList<>());
    }

    String line() {
        return row(
                what,
                clients,
                number(median(Round::perSecond), 0),
                number(median(Round::share), 2),
                each(Round::share),
                number(median(Round::p50), 2),
                number(median(Round::p99), 2),
                number(median(Round::gateway), 0),
                number(median(Round::database), 0),
                number(median(Round::load), 0));
    }

    double median(ToDoubleFunction<Round> figure) {
        var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    private String each(ToDoubleFunction<Round> figure) {
        return rounds.stream()
                .map(round -> number(figure.applyAsDouble(round), 2))
                .collect(Collectors.joining(" "));
    }

    static String row(Object... columns) {
        return Arrays.stream(columns).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |"));
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
