package tatami.portal;

import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import tatami.kit.Balance;
import tatami.kit.Money;

/**
 * The scale of a chart of amounts: round numbers, in steps that people count in.
 *
 * @param step in minor units: one, two or five, with any number of zeros
 * @param top a multiple of it
 */
record Axis(Currency currency, long step, long top) {

    private static final int MOST_STEPS = 4;
    private static final int TEN = 10;
    private static final long THOUSAND = 1_000;

    /** What large numbers are counted in, from the largest on. */
    private enum Unit {
        BILLION(1_000_000_000, "bn"),
        MILLION(1_000_000, "m"),
        THOUSAND(1_000, "k");

        private final long size;
        private final String sign;

        Unit(long size, String sign) {
            this.size = size;
            this.sign = sign;
        }
    }

    /** @param most the largest amount that is to be shown */
    static Axis of(long most, Currency currency) {
        var least = Math.max(1, Math.ceilDiv(most, MOST_STEPS));
        var power = 1L;
        while (5 * power < least) {
            power *= TEN;
        }
        var step = power >= least ? power : 2 * power >= least ? 2 * power : 5 * power;
        return new Axis(currency, step, Math.max(1, Math.ceilDiv(most, step)) * step);
    }

    List<Long> ticks() {
        return LongStream.iterate(0, at -> at <= top, at -> at + step).boxed().toList();
    }

    /** Short: {@code £20k}; to the penny only where steps are pennies. */
    String label(long at) {
        var major = LongStream.range(0, currency.getDefaultFractionDigits()).reduce(1, (product, _) -> product * TEN);
        if (step % major != 0) {
            return new Balance(at, currency).display(Locale.UK);
        }
        for (var unit : Unit.values()) {
            if (top / major >= TEN * THOUSAND && at / major >= unit.size) {
                var tenths = TEN * (at / major) / unit.size;
                var decimals = tenths % TEN == 0 ? "" : "." + tenths % TEN;
                return whole(tenths / TEN * major) + decimals + unit.sign;
            }
        }
        return whole(at);
    }

    /** Without the minor units, which are zero. */
    private String whole(long at) {
        var text = new Balance(at, currency).display(Locale.UK);
        var digits = currency.getDefaultFractionDigits();
        return digits == 0 ? text : text.substring(0, text.length() - digits - 1);
    }

    /** How high {@code amount} reaches, in tenths of a pixel of so many. What is there can be seen. */
    long height(long amount, int tenths) {
        if (amount <= 0) {
            return 0;
        }
        // Of sums beyond all money a division first is exact enough, and cannot overflow.
        var height = top > Money.MAX_MINOR ? amount / (top / tenths) : amount * tenths / top;
        return Math.clamp(height, TEN, tenths);
    }
}
