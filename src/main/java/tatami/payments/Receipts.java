package tatami.payments;

import java.util.Optional;
import tatami.accounts.Account;
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

    private static Receipt.Item item(Purchase.ItemLine line) {
        var caption = line.caption();
        return new Receipt.Item(line.quantity(), caption == null ? "" : caption, line.amountTotal());
    }
}
