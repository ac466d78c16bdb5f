package tatami.payments;

/** Where a payment intent stands, spelled as on the wire. There is no Declined: a decline leaves it Created. */
public enum Status {
    Created,
    Authorized,
    Captured,
    Reversed,
    Refunded,
    Canceled
}
