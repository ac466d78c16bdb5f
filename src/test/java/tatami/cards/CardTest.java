package tatami.cards;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardTest {

    @ParameterizedTest
    @CsvSource({
        "4456 5300 0000 1096,   VISA,       44565300****1096",
        "5200000000001005,      MASTERCARD, 52000000****1005",
        "2223-0031-2200-3222,   MASTERCARD, 22230031****3222",
        "3714 4911 1020 228,    AMEX,       371449****0228",
        "6759410000006404,      MAESTRO,    67594100****6404",
        "6011111111111117,      DISCOVER,   60111111****1117",
        "36148900647913,        DCI,        361489****7913"
    })
    void aNumberIsReadAsTypedAndShownMasked(String typed, Scheme scheme, String mask) {
        var pan = Pan.parse(typed).orElseThrow();

        assertThat(pan.scheme()).isEqualTo(scheme);
        assertThat(pan.mask()).isEqualTo(mask);
        assertThat(pan).hasToString(mask);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4456530000001097",
                "4456",
                "44565300000010964456530",
                "٤٤٥٦٥٣٠٠٠٠٠٠١٠٩٦",
                "9999999999999995",
                "4456.5300"
            })
    void whatIsNoCardNumberIsNone(String typed) {
        assertThat(Pan.parse(typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4456530000001096",
                "4456 5300 0000 1096",
                "4456-5300.0000 1096",
                "4456/5300/0000/1096",
                "my card is 4456 5300 0000 1096, thanks",
                "4456 5300 0000 1096 020",
                "1229 4456 5300 0000 1096",
                "4456\u00a05300\u00a00000\u00a01096",
                "4456 53000 00010 96 12/29",
                "3714 491110 20228",
                "٤٤٥٦ ٥٣٠٠ ٠٠٠٠ ١٠٩٦",
                "44565300000010961229"
            })
    void aTextThatHoldsACardNumberIsFoundOut(String text) {
        assertThat(Pan.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "221B Baker Street",
                "Flat 12, 4456 Long Road",
                "Call 07700 900123 or 07700 900456",
                "+44 7700 900123",
                "+447700900123",
                "1234 5678 9012 3456",
                "4456 5300 0000 1097",
                "Code 4711, ring 3 times, order 2024-05-17-0001"
            })
    void anAddressOrANoteHasDigitsOfItsOwn(String text) {
        assertThat(Pan.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "12 / 29, 2029-12-31",
        "02/28,   2028-02-29",
        "1229,    2029-12-31",
        "1 / 30,  2030-01-31",
        "12/2029, 2029-12-31",
        "12-29,   2029-12-31"
    })
    void anExpiryDateIsTheLastDayOfItsMonth(String typed, LocalDate lastDay) {
        var expiry = Expiry.parse(typed).orElseThrow();

        assertThat(expiry.lastDay()).isEqualTo(lastDay);
        assertThat(expiry.isBefore(lastDay)).isFalse();
        assertThat(expiry.isBefore(lastDay.plusDays(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "13/29", "00/29", "12", "29/12", "12/9"})
    void whatIsNoExpiryDateIsNone(String typed) {
        assertThat(Expiry.parse(typed)).isEmpty();
    }

    @Test
    void aSecurityCodeIsNeverPrinted() {
        assertThat(Cvv.parse("020", Scheme.VISA).orElseThrow()).hasToString("***");
        assertThat(Cvv.parse("0200", Scheme.VISA)).isEmpty();
        assertThat(Cvv.parse("0200", Scheme.AMEX)).isPresent();
        assertThat(Cvv.parse("02a", Scheme.VISA)).isEmpty();
    }
}
