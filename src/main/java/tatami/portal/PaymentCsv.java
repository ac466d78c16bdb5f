package tatami.portal;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tatami.kit.Money;
import tatami.payments.PaymentIntent;

/**
 * Payments as a file for spreadsheets: times in UTC, amounts with a decimal point. Nothing in it says who the shopper
 * is: files are sent on.
 */
final class PaymentCsv {

    private PaymentCsv() {}

    static void head(Writer out) throws IOException {
        Csv.line(
                out,
                "payment_intent",
                "created",
                "status",
                "reference",
                "currency",
                "price",
                "tip",
                "total",
                "authorised",
                "captured",
                "refunded",
                "paid",
                "card_scheme",
                "card_ending",
                "authorisation_code");
    }

    static void line(Writer out, PaymentIntent intent) throws IOException {
        var funds = intent.funds();
        var payment = intent.payment();
        var card = payment == null ? null : payment.card();
        Csv.line(
                out,
                intent.id().value(),
                intent.createdAt().toString(),
                intent.status().name(),
                intent.purchase().reference(),
                intent.amount().currencyCode(),
                plain(intent.amount()),
                plain(intent.tipsAmount()),
                plain(intent.totalAmount()),
                plain(funds.authorized()),
                plain(funds.captured()),
                plain(funds.refunded()),
                payment == null ? "" : payment.paidAt().toString(),
                card == null ? "" : Words.of(card.scheme()),
                card == null ? "" : card.ending(),
                payment == null ? "" : payment.authCode());
    }

    private static String plain(@Nullable Money money) {
        return money == null ? "" : money.balance().plain();
    }
}
