package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.portal.Chart.Entry;

/** Scales, bars and words of the portal's charts. */
class ChartTest {

    private static final Currency GBP = Currency.getInstance("GBP");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GBP | 0                | £0.00 £0.01
            GBP | 1                | £0.00 £0.01
            GBP | 7                | £0.00 £0.02 £0.04 £0.06 £0.08
            GBP | 130              | £0.00 £0.50 £1.00 £1.50
            GBP | 400              | £0 £1 £2 £3 £4
            GBP | 401              | £0 £2 £4 £6
            GBP | 123456           | £0 £500 £1,000 £1,500
            GBP | 1000000          | £0 £5k £10k
            GBP | 99900000         | £0 £500k £1m
            GBP | 130000000        | £0 £500k £1m £1.5m
            GBP | 70000000000      | £0 £200m £400m £600m £800m
            GBP | 900000000000000  | £0 £5,000bn £10,000bn
            JPY | 1                | JP¥0 JP¥1
            JPY | 990              | JP¥0 JP¥500 JP¥1,000
            JPY | 4000000          | JP¥0 JP¥1m JP¥2m JP¥3m JP¥4m
            KWD | 5                | KWD 0.000 KWD 0.002 KWD 0.004 KWD 0.006
            KWD | 40000            | KWD 0 KWD 10 KWD 20 KWD 30 KWD 40
            """)
    void theScaleHasAFewRoundNumbersAndReachesTheLargest(String currency, long most, String labels) {
        var axis = Axis.of(most, Currency.getInstance(currency));

        assertThat(axis.ticks().stream().map(axis::label).collect(Collectors.joining(" ")))
                .isEqualTo(labels.replaceAll("KWD ", "KWD\u00a0"));
        assertThat(axis.top()).isGreaterThanOrEqualTo(most);
    }

    @Test
    void barsAreAsHighAsTheirAmountsAndNoneAboveTheScale() {
        var chart = chart(entry(500, 0), entry(0, 1_000), entry(1_000, 250), entry(1, 0));

        assertThat(chart.slots().stream()
                        .map(slot -> slot.bar().height() + "/" + slot.behind().height()))
                .containsExactly("90.0/0.0", "0.0/180.0", "180.0/45.0", "1.0/0.0");
        assertThat(chart.slots().stream()
                        .map(slot -> slot.bar().y() + "/" + slot.behind().y()))
                .containsExactly("90.0/180.0", "180.0/0.0", "0.0/135.0", "179.0/180.0");
        assertThat(chart.slots().stream().map(slot -> slot.x() + " " + slot.centre()))
                .containsExactly("0.000% 12.500%", "25.000% 37.500%", "50.000% 62.500%", "75.000% 87.500%");
        assertThat(chart.ticks().getFirst().y()).isEqualTo("180.0");
        assertThat(chart.ticks().getLast().y()).isEqualTo("0.0");
    }

    @Test
    void oneAmountIsAChartAndNoneIsNot() {
        var entries = List.of(entry(0, 0), entry(7, 0), entry(0, 0));

        assertThat(Chart.isEmpty(List.of(entry(0, 0), entry(0, 0)))).isTrue();
        assertThat(Chart.isEmpty(entries)).isFalse();
        assertThat(chart(entry(0, 0), entry(7, 0), entry(0, 0)).slots().stream().map(slot -> slot.isEmpty()))
                .containsExactly(true, false, true);
    }

    @Test
    void sumsThatNoAmountCanBeAreDrawnToo() {
        var huge = 3_000_000_000_000_000_000L;
        var chart = chart(entry(huge, huge / 2));

        assertThat(chart.slots().getFirst().amount()).isEqualTo("£30,000,000,000,000,000.00");
        assertThat(chart.slots().getFirst().bar().height())
                .isNotEqualTo(chart.slots().getFirst().behind().height());
        assertThat(IntStream.range(0, chart.ticks().size())).hasSizeBetween(2, 6);
    }

    @Test
    void whatTheBarsSayIsSaidInWords() {
        var chart = chart(entry(500, 100), entry(900, 0));

        assertThat(chart.summary())
                .isEqualTo("Captured each hour. Today £14.00, most of it between them, £9.00. Yesterday £1.00.");
        assertThat(chart.slots().getFirst().tip()).isEqualTo("between them\nToday £5.00\nYesterday £1.00");
        assertThat(chart(entry(0, 100)).summary()).isEqualTo("Captured each hour. Today £0.00. Yesterday £1.00.");
    }

    private static Chart chart(Entry... entries) {
        return Chart.of("Captured each hour", "Today", "Yesterday", GBP, List.of(entries));
    }

    private static Entry entry(long now, long before) {
        return new Entry("00", "between them", true, now, before);
    }
}
