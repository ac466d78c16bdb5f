package tatami.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Currency;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceTest {

    private static final Currency GBP = Currency.getInstance("GBP");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                   | GBP | £0.00                       | 0.00
            -5                  | GBP | -£0.05                      | -0.05
            123456              | EUR | €1,234.56                   | 1234.56
            -1500               | JPY | -JP¥1,500                   | -1500
            1234                | KWD | KWD\u00a01.234                   | 1.234
            9223372036854775807 | GBP | £92,233,720,368,547,758.07  | 92233720368547758.07
            -9223372036854775808| GBP | -£92,233,720,368,547,758.08 | -92233720368547758.08
            """)
    void isShownToPeopleAndWrittenForPrograms(long minor, String currency, String shown, String plain) {
        var balance = new Balance(minor, Currency.getInstance(currency));

        assertThat(balance.display(Locale.UK)).isEqualTo(shown);
        assertThat(balance.plain()).isEqualTo(plain);
        assertThat(balance).hasToString(currency + " " + plain);
    }

    @Test
    void addsUpExactlyAndNeverSilentlyWrong() {
        assertThat(new Balance(Money.MAX_MINOR, GBP).plus(new Balance(-1, GBP)).minor())
                .isEqualTo(Money.MAX_MINOR - 1);
        assertThatThrownBy(() -> new Balance(Long.MAX_VALUE, GBP).plus(new Balance(1, GBP)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Balance.zero(GBP).plus(Balance.zero(Currency.getInstance("EUR"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
