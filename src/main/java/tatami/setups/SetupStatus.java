package tatami.setups;

/** Where a setup intent stands. The API's own names. */
public enum SetupStatus {
    /** Waits for the shopper. */
    Created,
    /** The shopper has agreed and left a card; the merchant may charge it. */
    Authorized,
    /** The one charge of a no-show has been made. */
    Completed,
    /** Given up before anybody agreed. */
    Canceled,
    /** Ended by the merchant after the shopper had agreed. */
    Closed,
    /** Nobody agreed in time. */
    Expired,
    /** The card's last day has passed. */
    CardExpired
}
