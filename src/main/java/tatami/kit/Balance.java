package tatami.kit;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/**
 * What movements of one currency come to: more than any single amount, and below zero when more went back than came.
 *
 * @param minor minor units
 */
public record Balance(long minor, Currency currency) {

    public static Balance zero(Currency currency) {
        return new Balance(0, currency);
    }

    /** @throws IllegalArgumentException when currencies differ */
    public Balance plus(Balance other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot mix " + currency + " and " + other.currency + ".");
        }
        return new Balance(Math.addExact(minor, other.minor), currency);
    }

    public Balance negated() {
        return new Balance(Math.negateExact(minor), currency);
    }

    /** For a person, in the manner of the locale: {@code -£1,234.50} in the United Kingdom. */
    public String display(Locale locale) {
        var format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(currency);
        var digits = currency.getDefaultFractionDigits();
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        var text = format.format(BigDecimal.valueOf(minor, digits));
        return text.replaceFirst("(?<=\\p{L})(?=[0-9])", "\u00a0"); // as browsers do, and Java forgets
    }

    /** For a program: {@code -1234.50}, with as many decimals as the currency has. */
    public String plain() {
        return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits()).toPlainString();
    }

    /** For a developer: {@code GBP -10.01}. */
    @Override
    public String toString() {
        return currency.getCurrencyCode() + " " + plain();
    }
}
