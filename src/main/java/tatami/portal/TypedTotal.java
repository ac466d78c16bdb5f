package tatami.portal;

import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tatami.kit.Money;
import tatami.kit.TypedAmount;
import tatami.payments.Total;

/**
 * A total as people type it to look for it: {@code 12.50}, {@code 12,50}, {@code £12.50}, {@code 12.50 eur}. Without a
 * currency it is meant in any: a list has several, and says which.
 */
final class TypedTotal {

    /** One for each number of digits that currencies have. Where they differ, only one of them can read it. */
    private static final List<Currency> KINDS =
            Stream.of("GBP", "JPY", "KWD", "CLF").map(Currency::getInstance).toList();

    /** Signs that many currencies share. */
    private static final List<String> ANY = List.of("", "$", "¥");

    private static final Pattern NUMBER = Pattern.compile("[0-9.,\\s\\u00a0\\u202f]+");

    /** Longer than the largest amount with its groups, its currency and some spaces. */
    private static final int LONGEST = 40;

    private TypedTotal() {}

    /** Empty unless it can be read, and in one way. */
    static Optional<Total> parse(String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        var text = typed.strip();
        var sign = NUMBER.matcher(text).replaceAll("");
        if (!text.startsWith(sign) && !text.endsWith(sign)) {
            return Optional.empty();
        }
        var number = text.replace(sign, "");
        if (ANY.contains(sign)) {
            return KINDS.stream()
                    .flatMap(kind -> TypedAmount.parse(number, kind).stream())
                    .map(money -> Total.of(money).inAnyCurrency())
                    .findFirst();
        }
        return currency(sign)
                .flatMap(currency -> TypedAmount.parse(number, currency))
                .map(Total::of);
    }

    /** By its code, or as the list shows it. */
    private static Optional<Currency> currency(String sign) {
        return Money.currency(sign)
                .or(() -> Currency.getAvailableCurrencies().stream()
                        .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                        .filter(currency -> currency.getSymbol(Locale.UK).equalsIgnoreCase(sign))
                        .findFirst());
    }
}
