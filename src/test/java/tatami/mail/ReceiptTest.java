package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.cards.Scheme;
import tatami.kit.Money;
import tatami.mail.Receipt.Item;

class ReceiptTest {

    private static final MailAddress ANN = new MailAddress("ann@reader.example");

    @Test
    void theTextSaysWhatWasPaidAndHowToFindIt() {
        var mail = mail(SampleReceipts.breakfast());

        assertThat(mail.subject()).isEqualTo("Your receipt from Corner Coffee");
        assertThat(mail.senderName()).isEqualTo("Corner Coffee");
        assertThat(mail.text()).isEqualTo("""
                Corner Coffee
                Receipt

                £12.50 paid on 14 July 2026
                --------------------------------------------------------
                2 × Flat white                                     £7.60
                Almond croissant                                   £3.40
                --------------------------------------------------------
                Amount                                            £11.00
                Tip                                                £1.50
                --------------------------------------------------------
                Total                                             £12.50
                --------------------------------------------------------
                Reference    Table 7
                Description  Breakfast for two
                Date         14 July 2026, 15:05 BST
                Card         Visa ending in 1096
                Auth code    072614
                Payment      pi_AZgFb2s0c3mXy1tQk9Lr7w

                Questions about this purchase? Please ask Corner Coffee.
                """);
    }

    @Test
    void aPlainPaymentMakesAShortReceipt() {
        var mail = mail(SampleReceipts.plain("Kissaten", Money.of(1200, "JPY"), "pi_AZgFb2s0c3mXy1tQk9Lr7w"));

        assertThat(mail.text()).isEqualTo("""
                Kissaten
                Receipt

                JP¥1,200 paid on 14 July 2026
                --------------------------------------------------------
                Reference    Order 1
                Date         14 July 2026, 15:05 BST
                Card         Mastercard ending in 0007
                Payment      pi_AZgFb2s0c3mXy1tQk9Lr7w

                Questions about this purchase? Please ask Kissaten.
                """);
    }

    @Test
    void theHtmlSaysTheSameAsTheText() {
        var html = mail(SampleReceipts.breakfast()).html();

        assertThat(html)
                .contains("Corner Coffee", "2 × Flat white", "£7.60", "Almond croissant", "£3.40")
                .contains("£11.00", "£1.50", "£12.50", "Table 7", "Breakfast for two", "14 July 2026, 15:05 BST")
                .contains("Visa ending in 1096", "072614", "pi_AZgFb2s0c3mXy1tQk9Lr7w");
    }

    @Test
    void onlyTheLastFourDigitsOfTheCardAreShown() {
        var mail = mail(SampleReceipts.breakfast());

        assertThat(mail.text() + mail.html()).contains("1096").doesNotContain("4456", "5300");
    }

    @Test
    void nothingInTheHtmlIsFetchedFromAnywhere() {
        assertThat(mail(SampleReceipts.breakfast()).html()).doesNotContain("http", "src=", "url(", "@import", "<link");
    }

    @Test
    void aTestPaymentSaysThatNoMoneyMoved() {
        var five = SampleReceipts.pounds(5_00);

        var mail = mail(SampleReceipts.plain("Corner Coffee", five, "pi_sandbox_AZgFb2s0c3mXy1tQk9Lr7w"));

        assertThat(mail.subject()).isEqualTo("Test receipt from Corner Coffee");
        assertThat(mail.text()).contains("This was a test. No money has moved.");
        assertThat(mail.html()).contains("This was a test. No money has moved.");
        assertThat(mail(SampleReceipts.breakfast()).html()).doesNotContain("This was a test.");
    }

    /** Whatever a merchant may write, in each of the places where merchants write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "</style></title><script>alert(1)</script>",
                "line\r\nBcc: eve@evil.example\r\n\r\nbody",
                "nul\u0000 bell\u0007 separator\u2028 half\ud83d",
                "\u202egnp.exe\u2066",
                "שלום עולם 12.50",
                "مرحبا (7)",
                "${receipt} $unsafe{1} &amp; %s {0}",
                "👩‍👩‍👧‍👦 café 喫茶店",
                "   ",
                ""
            })
    void hostileTextsAreHarmless(String text) {
        var mail = mail(SampleReceipts.saying(text, text, text, text));

        assertThat(mail.html()).doesNotContain("<script", "<img", "\u0000", "\u202e", "\u2066gnp");
        assertThat(mail.text()).doesNotContain("\u0000", "\u202e", "\r", "\nBcc");
        assertThat(mail.subject()).doesNotContain("\r", "\n");
        assertThat(mail.senderName()).doesNotContain("\r", "\n");
    }

    @Test
    void longTextsAreCutAndWrapped() {
        var endless = "x".repeat(5_000);

        var mail = mail(SampleReceipts.saying(endless, "y".repeat(60), "word ".repeat(500), endless));

        assertThat(mail.senderName()).hasSize(200).endsWith("…");
        assertThat(mail.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(56));
    }

    @Test
    void aTextFromRightToLeftLeavesThePriceInItsColumn() {
        var text = mail(SampleReceipts.saying("Shop", "1", "שלום", "קפה (2)")).text();

        assertThat(text).contains("\u2068קפה (2)\u2069 ").contains("Description  \u2068שלום\u2069\n");
    }

    @Test
    void anEndlessListOfItemsIsCut() {
        var items = new ArrayList<Item>();
        for (int i = 1; i <= 1_000; i++) {
            items.add(new Item(1, "Thing " + i, SampleReceipts.pounds(1)));
        }
        var mail = mail(with(items, Optional.empty()));

        assertThat(mail.text()).contains("Thing 100 ", "and 900 more").doesNotContain("Thing 101 ");
        assertThat(mail.html()).contains("and 900 more");
        assertThat(mail.html().length()).as("where mail programs cut").isLessThan(102_000);
    }

    @Test
    void aTipIsInTheCurrencyOfThePayment() {
        assertThatThrownBy(() -> with(List.of(), Optional.of(Money.of(100, "EUR"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTipOfNothingIsNoTip() {
        var text = mail(with(List.of(), Optional.of(SampleReceipts.pounds(0)))).text();

        assertThat(text).doesNotContain("Tip");
    }

    private static Mail mail(Receipt receipt) {
        return receipt.mailTo(new UUID(0, 1), ANN);
    }

    private static Receipt with(List<Item> items, Optional<Money> tip) {
        return new Receipt(
                "Shop",
                "Order 1",
                Optional.empty(),
                items,
                SampleReceipts.pounds(10_00),
                tip,
                "44565300****1096",
                Scheme.VISA,
                Optional.empty(),
                SampleReceipts.A_JULY_AFTERNOON,
                "pi_AZgFb2s0c3mXy1tQk9Lr7w");
    }
}
