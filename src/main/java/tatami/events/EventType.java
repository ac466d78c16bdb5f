package tatami.events;

/** What a merchant can be told of, with the API's names. */
public enum EventType {
    Created("payment_intent.created"),
    StatusUpdated("payment_intent.status_updated"),
    /** Anything but the status: the amount, the tip, the client session secret. */
    Updated("payment_intent.updated"),
    SendReceipt("payment_intent.send-receipt"),
    PaymentSuccessful("payment.successful");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
