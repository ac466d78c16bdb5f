package tatami.mail;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import tatami.cards.Scheme;
import tatami.kit.Money;
import tatami.mail.Receipt.Item;

/** SampleReceipts to test with. */
final class SampleReceipts {

    static final ZonedDateTime A_JULY_AFTERNOON =
            ZonedDateTime.of(2026, 7, 14, 15, 5, 9, 0, ZoneId.of("Europe/London"));

    private SampleReceipts() {}

    /** Two coffees and a cake, with a tip. */
    static Receipt breakfast() {
        return new Receipt(
                "Corner Coffee",
                "Table 7",
                Optional.of("Breakfast for two"),
                List.of(new Item(2, "Flat white", pounds(7_60)), new Item(1, "Almond croissant", pounds(3_40))),
                pounds(11_00),
                Optional.of(pounds(1_50)),
                "44565300****1096",
                Scheme.VISA,
                Optional.of("072614"),
                A_JULY_AFTERNOON,
                "pi_AZgFb2s0c3mXy1tQk9Lr7w");
    }

    /** The least that a receipt can say. */
    static Receipt plain(String tradingName, Money amount, String paymentIntentId) {
        return saying(tradingName, "Order 1", Optional.empty(), List.of(), amount, paymentIntentId);
    }

    static Receipt saying(String tradingName, String reference, String description, String caption) {
        return saying(
                tradingName,
                reference,
                Optional.of(description),
                List.of(new Item(1, caption, pounds(10_00))),
                pounds(10_00),
                "pi_AZgFb2s0c3mXy1tQk9Lr7w");
    }

    static Money pounds(long pence) {
        return Money.of(pence, "GBP");
    }

    private static Receipt saying(
            String tradingName,
            String reference,
            Optional<String> description,
            List<Item> items,
            Money amount,
            String paymentIntentId) {
        return new Receipt(
                tradingName,
                reference,
                description,
                items,
                amount,
                Optional.empty(),
                "52000000****0007",
                Scheme.MASTERCARD,
                Optional.empty(),
                A_JULY_AFTERNOON,
                paymentIntentId);
    }
}
