package tatami.portal;

import tatami.payments.PaymentIntent;

/**
 * A payment in the list.
 *
 * @param card empty while nothing is paid
 * @param iso when it was created, for programs
 */
public record PaymentRow(
        String id, String amount, StatusMark mark, String reference, String card, String time, String iso) {

    static PaymentRow of(PaymentIntent intent, Clock clock) {
        var payment = intent.payment();
        return new PaymentRow(
                intent.id().value(),
                PaymentFile.shown(intent.totalAmount()),
                StatusMark.of(intent),
                intent.purchase().reference(),
                payment == null ? "" : PaymentFile.card(payment.card()),
                clock.at(intent.createdAt()),
                intent.createdAt().toString());
    }
}
