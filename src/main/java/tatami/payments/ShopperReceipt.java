package tatami.payments;

import tatami.mail.MailAddress;

/**
 * A receipt that a shopper may ask for.
 *
 * @param reader the only address that it can go to
 * @param isSent whether it was asked for; it goes once
 */
public record ShopperReceipt(MailAddress reader, boolean isSent) {}
