package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03,    2026-03-01, 2026-03-31
            2028-02,    2028-02-01, 2028-02-29
            2026-03-31, 2026-03-31, 2026-03-31
            """)
    void aMonthAndADayAreReadAndSpelledTheSame(String text, String first, String last) {
        var period = Period.read(text).orElseThrow();

        assertThat(period.first()).hasToString(first);
        assertThat(period.last()).hasToString(last);
        assertThat(period).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026", "2026-13", "2026-02-30", "1999-12", "9999-01", "+2026-03", "2026-3", "٢٠٢٦-٠٣", "x"})
    void nothingElseIsAPeriod(String text) {
        assertThat(Period.read(text)).isEmpty();
    }

    @Test
    void oneDayIsADayEvenWhereItIsAllThatAMonthWouldBe() {
        assertThat(Period.read("2026-03-01").orElseThrow().isDay()).isTrue();
        assertThat(Period.read("2026-03").orElseThrow().isDay()).isFalse();
    }
}
