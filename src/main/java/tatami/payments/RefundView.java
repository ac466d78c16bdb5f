package tatami.payments;

import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.kit.Ids;

/** A refund as the API shows it: without its amount. */
record RefundView(
        String paymentIntentId,
        String refundId,
        @Nullable String refundReason,
        @Nullable String notes) {

    static RefundView of(Refund refund, Account account) {
        return new RefundView(
                refund.intent().value(),
                Ids.spell(prefix(account), refund.id().value()),
                refund.reason(),
                refund.notes());
    }

    static String prefix(Account account) {
        return account.environment().idPrefix("rfnd");
    }
}
