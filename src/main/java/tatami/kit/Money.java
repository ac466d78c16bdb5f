package tatami.kit;

import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

/**
 * An amount of one currency, in minor units: {@code 1000} GBP is £10.00, {@code 1000} JPY is ¥1000.
 *
 * <p>Never negative, because direction is a word ("refund"), not a sign. Arithmetic is exact and
 * refuses mixed currencies.
 *
 * @param minor minor units, from zero to {@link #MAX_MINOR}
 * @param currency an ISO 4217 currency that has minor units (possibly none of them, as the yen)
 */
public record Money(long minor, Currency currency) implements Comparable<Money> {

    /** Twelve digits: what the amount field of a card message (ISO 8583, field 4) can hold. */
    public static final long MAX_MINOR = 999_999_999_999L;

    public Money {
        if (minor < 0 || minor > MAX_MINOR) {
            throw new IllegalArgumentException("An amount is 0 to " + MAX_MINOR + " minor units, not " + minor + ".");
        }
    }

    /** @throws IllegalArgumentException when the currency is unknown or the amount out of range */
    public static Money of(long minor, String currencyCode) {
        return new Money(
                minor,
                currency(currencyCode)
                        .orElseThrow(() -> new IllegalArgumentException("No such currency: " + currencyCode)));
    }

    /** The currency of an ISO 4217 alphabetic code in any case; empty for codes nobody can pay in. */
    public static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code.toUpperCase(Locale.ROOT)))
                    .filter(currency -> currency.getDefaultFractionDigits() >= 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** @throws IllegalArgumentException when currencies differ or the sum is too large */
    public Money plus(Money other) {
        return new Money(Math.addExact(minor, same(other).minor), currency);
    }

    /** @throws IllegalArgumentException when currencies differ or {@code other} is more than this */
    public Money minus(Money other) {
        return new Money(minor - same(other).minor, currency);
    }

    public boolean isZero() {
        return minor == 0;
    }

    public boolean isMoreThan(Money other) {
        return compareTo(other) > 0;
    }

    public String currencyCode() {
        return currency.getCurrencyCode();
    }

    /** @throws IllegalArgumentException when currencies differ */
    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, same(other).minor);
    }

    /** The same as part of a sum. */
    public Balance balance() {
        return new Balance(minor, currency);
    }

    /** For a person, in the manner of the locale: {@code £1,234.50} in the United Kingdom, and {@code CHF 5.00}. */
    public String display(Locale locale) {
        return balance().display(locale);
    }

    /** For a developer: {@code GBP 10.01}. */
    @Override
    public String toString() {
        return balance().toString();
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot mix " + currency + " and " + other.currency + ".");
        }
        return other;
    }
}
