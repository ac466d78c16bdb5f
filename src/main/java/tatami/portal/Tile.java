package tatami.portal;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import tatami.figures.Sums;
import tatami.kit.Balance;

/**
 * One figure of the portal's first page.
 *
 * @param more explains it; may be empty
 * @param before what it was in the span before
 */
public record Tile(String name, String value, String more, String before) {

    private static final int PER_MILLE = 1_000;
    private static final int TEN = 10;

    /** @param when what the span before is called */
    static List<Tile> all(Sums now, Sums before, Currency currency, String when) {
        var tiles = new ArrayList<Tile>();
        tiles.add(new Tile(
                "Captured",
                shown(now.captured(), currency),
                now.net() == now.captured() ? "" : "Net " + shown(now.net(), currency),
                when + " " + shown(before.captured(), currency)));
        tiles.add(new Tile("Payments", count(now.payments()), "", when + " " + count(before.payments())));
        tiles.add(new Tile("Success rate", success(now), declined(now), when + " " + success(before)));
        tiles.add(new Tile(
                "Refunds",
                shown(now.refunded(), currency),
                now.refunds() == 0 ? "" : "in " + counted(now.refunds(), "refund"),
                when + " " + shown(before.refunded(), currency)));
        if (now.reversals() > 0) {
            tiles.add(new Tile(
                    "Reversed",
                    shown(now.reversed(), currency),
                    "in " + counted(now.reversals(), "reversal") + " of captured payments",
                    when + " " + shown(before.reversed(), currency)));
        }
        return tiles;
    }

    /** Rounded down, so that a hundred per cent means every one. */
    private static String success(Sums sums) {
        return sums.attempts() == 0 ? "–" : perMille(successes(sums));
    }

    /** The rest of the success rate, so that both are a hundred together. */
    private static String declined(Sums sums) {
        if (sums.attempts() == 0) {
            return "Nobody has tried to pay";
        }
        var all = " of " + count(sums.attempts());
        return sums.declined() == 0
                ? "None" + all + " declined"
                : perMille(PER_MILLE - successes(sums)) + " declined: " + count(sums.declined()) + all;
    }

    private static long successes(Sums sums) {
        return PER_MILLE * sums.payments() / sums.attempts();
    }

    private static String perMille(long rate) {
        return rate / TEN + "." + rate % TEN + "\u00a0%";
    }

    static String counted(long number, String what) {
        return count(number) + " " + what + (number == 1 ? "" : "s");
    }

    static String count(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    static String shown(long minor, Currency currency) {
        return new Balance(minor, currency).display(Locale.UK).replace('-', '\u2212');
    }
}
