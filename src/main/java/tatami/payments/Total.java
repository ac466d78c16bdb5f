package tatami.payments;

import java.util.Currency;
import org.jspecify.annotations.Nullable;
import tatami.kit.Money;

/**
 * What a payment comes to, as somebody looks for it: 12.50 is £12.50 and €12.50 alike, 12 is ¥12 too.
 *
 * @param tenThousandths of a currency's unit: no currency is divided further
 * @param currency null for any
 */
public record Total(long tenThousandths, @Nullable Currency currency) {

    private static final int DIGITS = 4;

    public static Total of(Money money) {
        var scale = 1L;
        for (int digits = money.currency().getDefaultFractionDigits(); digits < DIGITS; digits++) {
            scale *= 10;
        }
        return new Total(money.minor() * scale, money.currency());
    }

    public Total inAnyCurrency() {
        return new Total(tenThousandths, null);
    }

    @Nullable
    String currencyCode() {
        return currency == null ? null : currency.getCurrencyCode();
    }
}
