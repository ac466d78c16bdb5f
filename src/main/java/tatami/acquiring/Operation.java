package tatami.acquiring;

import tatami.kit.Money;

/**
 * One request of ours to the acquirer. Written down before the acquirer hears of it.
 *
 * @param amount zero for a verification, which moves nothing
 * @param payment the sale, authorisation or charge that this belongs to; for these, its own id
 */
public record Operation(OperationId id, Kind kind, Money amount, OperationId payment) {

    /** What is asked. All kinds carry the same data, so this is an enum. */
    public enum Kind {
        /** Authorise and capture at once: nothing is ever held with nobody meaning to take it. */
        Sale,
        /** Hold funds. */
        Authorize,
        /** As a sale, but begun by the merchant, under what the cardholder agreed to before. */
        Charge,
        /** Move nothing: is this card good, and does its holder agree to later charges? */
        Verify,
        /** Take held funds, whole or part. */
        Capture,
        /** Give captured funds back, whole or part. */
        Refund,
        /** Release a hold, or undo a sale on its own day. Always the whole payment. */
        Reverse;

        /** Whether it needs the card itself, whose security code nobody may keep to ask again. */
        public boolean needsCard() {
            return switch (this) {
                case Sale, Authorize, Charge, Verify -> true;
                case Capture, Refund, Reverse -> false;
            };
        }
    }

    /** A sale, an authorisation or a charge is a payment of its own; a verification belongs to none. */
    public static Operation payment(OperationId id, Kind kind, Money amount) {
        return new Operation(id, kind, amount, id);
    }
}
