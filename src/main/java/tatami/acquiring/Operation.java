package tatami.acquiring;

import tatami.kit.Money;

/**
 * One request of ours to the acquirer. Written down before the acquirer hears of it.
 *
 * @param payment the sale or authorisation that this belongs to; for those two, its own id
 */
public record Operation(OperationId id, Kind kind, Money amount, OperationId payment) {

    /** What is asked. All kinds carry the same data, so this is an enum. */
    public enum Kind {
        /** Authorise and capture at once: nothing is ever held with nobody meaning to take it. */
        Sale,
        /** Hold funds. */
        Authorize,
        /** Take held funds, whole or part. */
        Capture,
        /** Give captured funds back, whole or part. */
        Refund,
        /** Release a hold, or undo a sale on its own day. Always the whole payment. */
        Reverse;

        /** Whether it needs the card itself, whose security code nobody may keep to ask again. */
        public boolean needsCard() {
            return this == Sale || this == Authorize;
        }
    }

    /** A sale or authorisation: a payment of its own. */
    public static Operation payment(OperationId id, Kind kind, Money amount) {
        return new Operation(id, kind, amount, id);
    }
}
