package tatami.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1001 | GBP | GBP 10.01 | £10.01",
                "1000 | JPY | JPY 1000 | JP¥1,000",
                "1 | KWD | KWD 0.001 | KWD\u00a00.001"
            })
    void anAmountIsPrintedInTheUnitsOfItsCurrency(long minor, String currency, String printed, String displayed) {
        assertThat(Money.of(minor, currency)).hasToString(printed);
        assertThat(Money.of(minor, currency).display(Locale.UK)).isEqualTo(displayed);
    }

    @Test
    void anAmountIsNeverNegativeNorLongerThanACardMessageHolds() {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(-1, "GBP"));
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(1_000_000_000_000L, "GBP"));
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(1, "GBP").minus(Money.of(2, "GBP")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Money.of(Money.MAX_MINOR, "GBP").plus(Money.of(1, "GBP")));
    }

    @Test
    void currenciesDoNotMix() {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(1, "GBP").plus(Money.of(1, "EUR")));
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(1, "GBP").compareTo(Money.of(1, "EUR")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XXX", "XTS", "XAU", "GB", "", "£", "QQQ"})
    void codesThatNobodyCanPayInAreNoCurrencies(String code) {
        assertThat(Money.currency(code)).isEmpty();
    }

    @Test
    void currencyCodesAreReadInAnyCase() {
        assertThat(Money.currency("gbp")).map(Object::toString).contains("GBP");
    }
}
