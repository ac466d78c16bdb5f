package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tatami.cards.Expiry;
import tatami.sandbox.TestCards.Conduct;
import tatami.sandbox.TestCards.TestCard;

class TestCardsTest {

    @SuppressWarnings("unused")
    private static final Iterable<TestCard> ALL = TestCards.ALL;

    @ParameterizedTest
    @FieldSource("ALL")
    void everyCardOfTheTableCanBeTypedAndDoesWhatItsRowSays(TestCard row) {
        var card = Sandbox.card(row.number(), row.cvv());

        assertThat(card.pan().scheme()).isEqualTo(row.scheme());
        assertThat(Expiry.parse(row.expiry())).isPresent();
        assertThat(TestCards.of(card)).isEqualTo(row.conduct());
        assertThat(row.outcome()).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # number           | cvv  | what it does
        4456530000001013   | 341  | Declined
        4456530000001013   | 020  | WithoutThreeDs
        4456530000001013   | 999  | Declined
        4456530000001013   |      | Declined
        5200000000001013   | 020  | Declined
        5200000000000056   | 341  | WithoutThreeDs
        4000000000000002   | 020  | Declined
        # the endings, of numbers that are not in the table
        4000000000070005   | 123  | WithoutThreeDs
        6011000000071005   | 123  | Frictionless
        36000000010007     | 123  | Challenged
        6011000000071096   | 123  | Challenged
        # whatever is left
        4242424242424242   | 123  | WithoutThreeDs
        5555555555554444   | 123  | WithoutThreeDs
        378282246310005    | 1234 | WithoutThreeDs
        """)
    void theTableGoesFirstAndThenTheEnding(String number, String cvv, Conduct conduct) {
        var card = Sandbox.card(number, cvv == null ? "" : cvv);

        assertThat(TestCards.of(card)).isEqualTo(conduct);
    }

    @Test
    void aSecurityCodeDecidesForOneNumberOnly() {
        assertThat(TestCards.ALL.stream().map(TestCard::number).distinct()).hasSize(TestCards.ALL.size() - 1);
    }
}
