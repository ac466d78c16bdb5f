package tatami.checkout;

import tatami.wallets.WalletPayment;
import tatami.wallets.WalletPayment.AuthMethod;

/** What is in a Google Pay token, in the words of the mobile SDK's model. All are texts there, numbers included. */
record DecryptedToken(
        String paymentMethod,
        Details paymentMethodDetails,
        String gatewayMerchantId,
        String messageId,
        String messageExpiration) {

    /** @param pan in full only where the device needs it to meet the bank: without a cryptogram */
    record Details(String authMethod, String pan, String expirationMonth, String expirationYear) {

        @Override
        public String toString() {
            return "Details[" + authMethod + "]";
        }
    }

    static DecryptedToken of(WalletPayment.Google payment) {
        var card = payment.card();
        var month = card.expiry().month();
        var details = new Details(
                payment.authMethod().name(),
                payment.authMethod() == AuthMethod.PAN_ONLY
                        ? card.pan().reveal()
                        : card.pan().mask(),
                "%02d".formatted(month.getMonthValue()),
                Integer.toString(month.getYear()));
        return new DecryptedToken(
                "CARD",
                details,
                payment.gatewayMerchantId(),
                payment.messageId(),
                Long.toString(payment.messageExpiration().toEpochMilli()));
    }

    @Override
    public String toString() {
        return "DecryptedToken[" + messageId + "]";
    }
}
