package tatami.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "2022-02-21T14:39:21.6050276Z, 2022-02-21T14:39:21.605027Z",
        "2024-01-01T10:00:00+00:00,    2024-01-01T10:00:00Z",
        "2024-01-01T10:00:00+02:00,    2024-01-01T08:00:00Z",
        "2024-01-01T10:00:00,          2024-01-01T10:00:00Z",
        "2024-01-01,                   2024-01-01T00:00:00Z"
    })
    void timesAreReadAsClientsWriteThem(String written, Instant time) {
        assertThat(Times.parse(written)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "now", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "+10000-01-01T00:00:00Z", "1700000000"
            })
    void whatIsNoTimeIsNone(String written) {
        assertThat(Times.parse(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "00:05:00,         PT5M,          00:05:00",
        "6.00:00:00,       P6D,           6.00:00:00",
        "00:00:55,         PT55S,         00:00:55",
        "1:2:3,            PT1H2M3S,      01:02:03",
        "00:00:31.5,       PT31.5S,       00:00:31.5000000",
        "0.23:59:59,       PT23H59M59S,   23:59:59"
    })
    void timeSpansAreReadAndWrittenAsDotNetDoes(String written, Duration span, String printed) {
        assertThat(Times.parseTimeSpan(written)).contains(span);
        assertThat(Times.wireTimeSpan(span)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P6D", "PT55S", "24:00:00", "00:60:00", "00:00:60", "5", "-00:05:00", "99999.00:00:00", ""})
    void otherSpellingsAreNoTimeSpans(String written) {
        assertThat(Times.parseTimeSpan(written)).isEmpty();
    }

    @Test
    void timesArePrintedWithSevenDigitsAndSecretsExpireInWholeSeconds() {
        var time = Instant.parse("2022-02-21T14:39:21.605Z");

        assertThat(Times.wire(time)).isEqualTo("2022-02-21T14:39:21.6050000Z");
        assertThat(Times.wireSeconds(time)).isEqualTo("2022-02-21T14:39:21Z");
    }
}
