package tatami.cards;

import java.util.Optional;

/**
 * A card as the shopper presents it, on its way to the acquirer.
 *
 * @param cvv empty where nobody could type it: after a challenge in an app, or for a later charge
 */
public record PresentedCard(Pan pan, Expiry expiry, Optional<Cvv> cvv, String name) {

    /** The part that may be shown and kept. */
    public Card facts() {
        return new Card(pan.mask(), pan.scheme(), expiry.lastDay(), name);
    }
}
