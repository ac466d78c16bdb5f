package tatami.portal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tatami.accounts.Account;
import tatami.cards.Scheme;
import tatami.kit.Money;
import tatami.mail.Mail;
import tatami.mail.MailAddress;
import tatami.mail.Receipt;

/** A receipt of a purchase that nobody made, to look at. */
final class SampleReceipt {

    private SampleReceipt() {}

    static Mail of(Account account, Instant now) {
        var receipt = new Receipt(
                account.tradingName(),
                "Order 1042",
                Optional.empty(),
                List.of(
                        new Receipt.Item(2, "Flat white", Money.of(760, "GBP")),
                        new Receipt.Item(1, "Almond croissant", Money.of(340, "GBP"))),
                Money.of(1_100, "GBP"),
                Optional.of(Money.of(150, "GBP")),
                "44565300****1096",
                Scheme.VISA,
                Optional.of("072614"),
                now.atZone(account.timeZone()),
                account.environment().idPrefix("pi") + "sample");
        return receipt.mailTo(
                new UUID(0, 0), MailAddress.parse("shopper@home.example").orElseThrow());
    }
}
