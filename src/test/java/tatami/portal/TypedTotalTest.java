package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTotalTest {

    /** Rows: what is typed, its value in ten-thousandths, and the currency that it names. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12.50            | 125000 |
            12,50            | 125000 |
            12               | 120000 |
            0.05             | 500 |
            1,234.50         | 12345000 |
            1.234,50         | 12345000 |
            1 234,50         | 12345000 |
            1,234            | 12340000 |
            1.234            | 12340 |
            $12.50           | 125000 |
            ¥1250            | 12500000 |
            999999999999     | 9999999999990000 |
            £12.50           | 125000            | GBP
            €12,50           | 125000            | EUR
            12.50 eur        | 125000            | EUR
            EUR 12.50        | 125000            | EUR
            US$12.50         | 125000            | USD
            JP¥1,250         | 12500000          | JPY
            KWD 1.234        | 12340             | KWD
            """)
    void anAmountIsReadAsPeopleTypeIt(String typed, long tenThousandths, String currency) {
        var total = TypedTotal.parse(typed).orElseThrow();

        assertThat(total.tenThousandths()).isEqualTo(tenThousandths);
        assertThat(total.currency() == null ? null : total.currency().getCurrencyCode())
                .isEqualTo(currency);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "-5",
                "- 5",
                "5-",
                "1e3",
                "0x10",
                "ten",
                "12.50 xyz",
                "JPY 12.50",
                "£",
                "12.50.1",
                "1,2,3",
                "١٢٫٥٠",
                "१२",
                "\u0000",
                "12\u000050",
                "5%",
                "GBP 5 EUR",
                "9999999999999",
                "٪",
                "Infinity",
                "NaN"
            })
    void whatIsNoAmountIsNotRead(String typed) {
        assertThat(TypedTotal.parse(typed)).isEmpty();
    }

    @Test
    void muchIsNotReadAtAll() {
        assertThat(TypedTotal.parse("1".repeat(10_000))).isEmpty();
    }
}
