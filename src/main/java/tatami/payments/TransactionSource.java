package tatami.payments;

/** How the card reached the merchant, where it was not by the shopper online: mail or telephone. */
public enum TransactionSource {
    MOTO
}
