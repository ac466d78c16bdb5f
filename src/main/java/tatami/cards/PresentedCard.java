package tatami.cards;

import java.time.LocalDate;
import java.util.Optional;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * A card as the shopper presents it, on its way to the acquirer.
 *
 * @param cvv empty where nobody could type it: after a challenge in an app, for a later charge, or in a wallet
 * @param cryptogram a wallet's proof that the device has authenticated its owner; empty for a card that was typed
 */
public record PresentedCard(Pan pan, Expiry expiry, Optional<Cvv> cvv, Optional<Cryptogram> cryptogram, String name) {

    /** A card that no device answers for. */
    public PresentedCard(Pan pan, Expiry expiry, Optional<Cvv> cvv, String name) {
        this(pan, expiry, cvv, Optional.empty(), name);
    }

    /** The part that may be shown and kept. */
    public Card facts() {
        return new Card(pan.mask(), pan.scheme(), expiry.lastDay(), name);
    }

    /**
     * @param today where the merchant is: a card works until the end of its last day
     * @throws Refusal INVALID
     */
    public void refuseIfExpired(LocalDate today) {
        if (expiry.isBefore(today)) {
            throw new Refusal(Reason.INVALID, "The card has expired.");
        }
    }
}
