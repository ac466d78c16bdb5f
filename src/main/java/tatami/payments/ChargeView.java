package tatami.payments;

import tatami.acquiring.Outcome;

/** What came of a charge. */
record ChargeView(String paymentIntentId, ChargeStatus status, String message) {

    /** The API's names. */
    enum ChargeStatus {
        /** Asked, and not answered yet: the payment intent will say what became of it. */
        Created,
        Successful,
        /** The issuer said no. */
        Declined,
        /** Nobody could be asked. Nothing moved. */
        Failed
    }

    static ChargeView of(Movement movement) {
        var outcome = movement.outcome().orElse(null);
        var status = switch (outcome) {
            case null -> ChargeStatus.Created;
            case Outcome.Approved _ -> ChargeStatus.Successful;
            case Outcome.Declined _ -> ChargeStatus.Declined;
            case Outcome.Abandoned _ -> ChargeStatus.Failed;
        };
        var message =
                outcome == null ? "The acquirer has not answered yet. Look at the payment intent." : outcome.message();
        return new ChargeView(movement.intent().id().value(), status, message);
    }
}
