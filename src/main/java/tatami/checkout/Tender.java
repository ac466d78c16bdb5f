package tatami.checkout;

import tatami.cards.Cvv;
import tatami.cards.PresentedCard;
import tatami.wallets.Wallet;

/** What a shopper pays with. */
sealed interface Tender {

    /** A card whose number was typed. */
    record Typed(PresentedCard card) implements Tender {}

    /** A card that the customer saved before, with its code typed just now. */
    record Saved(String methodId, Cvv cvv) implements Tender {}

    /** What a wallet gave. @param token as {@link Wallets} read it */
    record WalletToken(Wallet wallet, String token) implements Tender {

        @Override
        public String toString() {
            return "WalletToken[" + wallet + "]";
        }
    }
}
