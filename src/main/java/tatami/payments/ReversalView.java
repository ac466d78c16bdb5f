package tatami.payments;

import tatami.accounts.Account;
import tatami.kit.Ids;

/** A reversal as the API shows it. */
record ReversalView(String message, String reversalId) {

    static ReversalView of(Movement movement, Account account) {
        return new ReversalView(
                "reverse for the order " + movement.intent().purchase().reference(),
                Ids.spell(
                        account.environment().idPrefix("rvs"),
                        movement.operation().id().value()));
    }
}
