package tatami.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedAmountTest {

    /** What is typed, and the minor units it means; nothing when it means none, or could mean two. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GBP | 5                | 500
        GBP | 5.00             | 500
        GBP | 5,00             | 500
        GBP | 5.5              | 550
        GBP | 5.               | 500
        GBP | .50              | 50
        GBP | 0                | 0
        GBP | 0.01             | 1
        GBP | £5               | 500
        GBP | £ 5.00           | 500
        GBP | 5 £              | 500
        GBP | gbp 5            | 500
        GBP | 5 GBP            | 500
        GBP | 1,234            | 123400
        GBP | 1,234.50         | 123450
        GBP | 1.234,50         | 123450
        GBP | 1 234,50         | 123450
        GBP | 1 234            | 123400
        GBP | 12,345,678.90    | 1234567890
        GBP | 0.29             | 29
        GBP | 1.15             | 115
        GBP | 4.35             | 435
        GBP | 9999999999.99    | 999999999999
        GBP | 10000000000.00   |
        GBP | 99999999999999   |
        GBP | 5.005            |
        GBP | 1.234            |
        GBP | 1.234.567        |
        GBP | 1,23,4           |
        GBP | 12,34.50         |
        GBP | 1,234,50         |
        GBP | 5 00             |
        GBP | -5               |
        GBP | +5               |
        GBP | 5e2              |
        GBP | $5               |
        GBP | €5               |
        GBP | five             |
        GBP | ٥                |
        GBP | .                |
        GBP | ,                |
        GBP | £                |
        GBP | ''               |
        EUR | €5,50            | 550
        EUR | 5,50 €           | 550
        EUR | 5 EUR            | 500
        USD | $5               | 500
        USD | US$5             | 500
        JPY | 500              | 500
        JPY | ¥500             | 500
        JPY | JP¥500           | 500
        JPY | 1,500            | 1500
        JPY | 5.00             |
        JPY | 5,00             |
        JPY | 5.               |
        JPY | 1.500            |
        KWD | 1.5              | 1500
        KWD | 1.500            | 1500
        KWD | 1,500            |
        KWD | 1,500.250        | 1500250
        """)
    void anAmountIsWhatEverybodyWouldReadInIt(String code, String typed, String minor) {
        var currency = Currency.getInstance(code);
        var expected = minor == null ? null : new Money(Long.parseLong(minor), currency);

        assertThat(TypedAmount.parse(typed, currency).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"GBP, 0", "GBP, 5", "GBP, 1234567", "JPY, 5", "JPY, 1234567", "KWD, 1", "GBP, 999999999999"})
    void whatThePageWritesIsReadAsTheSame(String code, long minor) {
        var money = Money.of(minor, code);

        assertThat(TypedAmount.parse(TypedAmount.plain(money, '.'), money.currency()))
                .contains(money);
        assertThat(TypedAmount.parse(TypedAmount.plain(money, ','), money.currency()))
                .contains(money);
        assertThat(TypedAmount.parse(money.display(java.util.Locale.UK), money.currency()))
                .contains(money);
    }

    @Test
    void spacesOfEveryKindAreSpaces() {
        assertThat(TypedAmount.parse("\u00a01\u202f234,50\u00a0", Currency.getInstance("EUR")))
                .contains(Money.of(123_450, "EUR"));
    }
}
