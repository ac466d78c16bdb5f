package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.accounts.AccountId;
import tatami.kit.Money;

/** What is made of references, totals and cards, so that they can be found. */
class KeywordsTest {

    private static final AccountId ONE = new AccountId("acc_sandbox_1");
    private static final AccountId ANOTHER = new AccountId("acc_sandbox_2");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Order 234/blue     | ORDER 234 BLUE
            ORDER_234-Blue     | ORDER 234 BLUE
            blue, blue & BLUE  | BLUE
            INV2026-00017      | INV2026 00017
            O'Neill            | O NEILL
            Straße             | STRASSE
            STRASSE            | STRASSE
            ΌΔΟΣ               | ΌΔΟΣ
            όδος               | ΌΔΟΣ
            Crème Brûlée       | CRÈME BRÛLÉE
            １２３              | 123
            ٣٤ طلب             | ٣٤ طلب
            हिन्दी बिल           | हिन्दी बिल
            注文 12             | 注文 12
            %_\\'";--           |
            🎉                  |
            """)
    void aReferenceIsItsWords(String reference, String words) {
        assertThat(Keywords.words(reference)).isEqualTo(words == null ? List.of() : List.of(words.split(" ")));
    }

    @Test
    void whatIsNoTextHasNoWordsOfItsOwn() {
        assertThat(Keywords.words("a\u0000b\ud800c\u200bd")).containsExactly("A", "B", "C", "D");
        assertThat(Keywords.words("Crème")).isEqualTo(Keywords.words("Cre\u0300me"));
    }

    /** Rows: what is paid and what it is found by; the same in any currency. */
    @ParameterizedTest
    @CsvSource({"1250,GBP,125000", "1250,EUR,125000", "1250,JPY,12500000", "12,JPY,120000", "12500,KWD,125000"})
    void aTotalIsFoundByItsValue(long minor, String currency, long tenThousandths) {
        assertThat(Total.of(Money.of(minor, currency)).tenThousandths()).isEqualTo(tenThousandths);
    }

    @Test
    void theLargestAmountHasItsValueToo() {
        assertThat(Total.of(Money.of(Money.MAX_MINOR, "JPY")).tenThousandths()).isEqualTo(9_999_999_999_990_000L);
    }

    @Test
    void hardlyAnyTwoHaveTheSameNumber() {
        var numbers = new HashSet<Long>();
        for (int i = 0; i < 100_000; i++) {
            numbers.addAll(Keywords.of(ONE, wanting("order " + i)));
        }

        assertThat(numbers).hasSize(100_001);
        assertThat(Keywords.of(ONE, wanting("order")))
                .doesNotContainAnyElementsOf(Keywords.of(ANOTHER, wanting("order")));
    }

    private static Filter wanting(String reference) {
        return IndexerTest.filter(null, null, reference, null);
    }
}
