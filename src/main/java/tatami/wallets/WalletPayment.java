package tatami.wallets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tatami.cards.PresentedCard;
import tatami.kit.Money;

/** What was in a token, once everything about it has proved good. */
public sealed interface WalletPayment {

    /** The number is the device's own, not the one on the card, unless it is {@link AuthMethod#PAN_ONLY}. */
    PresentedCard card();

    /** Until when the token could be opened. */
    Instant usableUntil();

    /** What no other token has, whatever envelope it comes in: the wallet signed it. */
    byte[] identity();

    /**
     * From an iPhone, a watch or Safari.
     *
     * @param agreed what the shopper saw and agreed to
     * @param transactionId in hexadecimal digits
     */
    record Apple(PresentedCard card, Money agreed, String transactionId, Instant usableUntil) implements WalletPayment {

        @Override
        public byte[] identity() {
            return ("apple/" + transactionId).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * From Android or a browser.
     *
     * @param gatewayMerchantId which merchant of the gateway's the shopper meant to pay
     */
    record Google(
            PresentedCard card,
            AuthMethod authMethod,
            String gatewayMerchantId,
            String messageId,
            Instant messageExpiration)
            implements WalletPayment {

        @Override
        public Instant usableUntil() {
            return messageExpiration;
        }

        @Override
        public byte[] identity() {
            return ("google/" + messageId).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** How Google knows that the shopper may use the card. Google's own names. */
    enum AuthMethod {
        /** Only that the card is on file with Google; its bank has not been asked, so 3-D Secure is. */
        PAN_ONLY,
        /** The shopper's device has proved it, by a cryptogram. */
        CRYPTOGRAM_3DS
    }
}
