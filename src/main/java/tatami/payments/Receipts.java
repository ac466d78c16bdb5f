package tatami.payments;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import tatami.accounts.Account;
import tatami.mail.MailAddress;
import tatami.mail.Receipt;

/** What a payment's receipt says. */
final class Receipts {

    private Receipts() {}

    /** @throws tatami.kit.Refusal WRONG_STATUS when nothing has been paid */
    static Receipt of(Account account, PaymentIntent intent) {
        var payment = intent.paid();
        var purchase = intent.purchase();
        return new Receipt(
                account.tradingName(),
                purchase.reference(),
                Optional.ofNullable(purchase.description()),
                purchase.itemLines().stream().map(Receipts::item).toList(),
                intent.amount(),
                Optional.ofNullable(intent.tipsAmount()),
                payment.card().number(),
                payment.card().scheme(),
                Optional.of(payment.authCode()),
                payment.paidAt().atZone(account.timeZone()),
                intent.id().value());
    }

    /** Who gets the shopper's own receipt of what is paid; empty when no address is known that can be written to. */
    static Optional<MailAddress> readerOf(PaymentIntent intent) {
        var customer = intent.purchase().customer();
        var address = customer == null || intent.payment() == null ? null : customer.emailAddress();
        return Optional.ofNullable(address).flatMap(MailAddress::parse);
    }

    /** The same for the same intent and reader: a mail is written once. */
    static UUID idFor(PaymentIntent intent, MailAddress reader) {
        var name = "receipt " + intent.id() + " " + reader;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for the same intent, reader and form: two clicks are one mail. */
    static UUID idFor(PaymentIntent intent, MailAddress reader, String key) {
        var name = "receipt " + intent.id() + " " + reader + " " + key;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static Receipt.Item item(Purchase.ItemLine line) {
        var caption = line.caption();
        return new Receipt.Item(line.quantity(), caption == null ? "" : caption, line.amountTotal());
    }
}
