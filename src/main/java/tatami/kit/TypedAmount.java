package tatami.kit;

import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Amounts as people type them: {@code 5}, {@code 5.00}, {@code 5,00}, {@code £5}, {@code 1,234.50}. Exact,
 * without fractions of a minor unit; what can be read in two ways is not read at all. The page's script
 * reads them by the same rules.
 */
public final class TypedAmount {

    /** Whose ways to write a currency are understood. */
    private static final List<Locale> LOCALES =
            List.of(Locale.UK, Locale.FRANCE, Locale.GERMANY, Locale.ITALY, Locale.of("es", "ES"));

    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u202f]+");

    /** As many digits as the largest amount has in a currency without minor units. */
    private static final int MOST_DIGITS = 12;

    private TypedAmount() {}

    /** Empty unless it is an amount of this currency, from zero to the largest there is. */
    public static Optional<Money> parse(String typed, Currency currency) {
        var text = withoutCurrency(SPACES.matcher(typed).replaceAll(" ").strip(), currency);
        var digits = currency.getDefaultFractionDigits();
        var british = minor(text, ',', '.', digits);
        var continental = minor(text, '.', ',', digits);
        if (british.isPresent() && continental.isPresent() && !british.equals(continental)) {
            return Optional.empty();
        }
        return british.or(() -> continental)
                .filter(minor -> minor <= Money.MAX_MINOR)
                .map(minor -> new Money(minor, currency));
    }

    /**
     * As {@link #parse} reads it: {@code 1234.50}, or {@code 1234,50} where that is the mark. A comma before three
     * digits could be read in two ways, so a currency that has three is written with a dot everywhere.
     */
    public static String plain(Money money, char mark) {
        var plain = money.toString().substring(money.currencyCode().length() + 1);
        return money.currency().getDefaultFractionDigits() == 3 ? plain : plain.replace('.', mark);
    }

    /**
     * @param mark between whole and minor units
     * @param groups between each three digits of the whole, if anything is; so may be a space
     */
    private static Optional<Long> minor(String text, char groups, char mark, int digits) {
        var end = text.indexOf(mark);
        var whole = end < 0 ? text : text.substring(0, end);
        var fraction = end < 0 ? "" : text.substring(end + 1);
        // A dot before three digits may be a slip of who meant 5.05; together with a comma it is not.
        var grouped = (groups == '.' && end < 0) ? " " : "[" + groups + " ]";
        var isWhole = whole.matches("[0-9]{0," + MOST_DIGITS + "}|[0-9]{1,3}(?:" + grouped + "[0-9]{3}){1,3}");
        if (!isWhole || !fraction.matches("[0-9]{0," + digits + "}") || end >= 0 && digits == 0) {
            return Optional.empty();
        }
        var figures = whole.replaceAll("[^0-9]", "") + fraction;
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(Long.parseLong(figures + "0".repeat(digits - fraction.length())));
    }

    private static String withoutCurrency(String text, Currency currency) {
        for (var name : names(currency)) {
            if (text.regionMatches(true, 0, name, 0, name.length())) {
                return text.substring(name.length()).strip();
            }
            if (text.toUpperCase(Locale.ROOT).endsWith(name)) {
                return text.substring(0, text.length() - name.length()).strip();
            }
        }
        return text;
    }

    /** The longer ones first: {@code US$} ends as {@code $} does. */
    private static List<String> names(Currency currency) {
        return Stream.concat(
                        Stream.of(currency.getCurrencyCode()),
                        LOCALES.stream()
                                .map(currency::getSymbol) // £, £GB, €, US$, JP¥
                                .flatMap(symbol -> Stream.of(symbol, symbol.replaceAll("[A-Z]", ""))) // £, $, ¥
                                .filter(symbol -> !symbol.isEmpty()))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }
}
