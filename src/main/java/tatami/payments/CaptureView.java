package tatami.payments;

import tatami.accounts.Account;
import tatami.kit.Ids;

/** A capture as the API shows it. */
record CaptureView(String message, String captureId) {

    static CaptureView of(Movement movement, Account account) {
        return new CaptureView(
                "collect payment for the order " + movement.intent().purchase().reference(),
                Ids.spell(
                        account.environment().idPrefix("cp"),
                        movement.operation().id().value()));
    }
}
