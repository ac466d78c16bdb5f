package tatami.setups;

import java.time.Instant;
import tatami.acquiring.OperationId;
import tatami.cards.Card;

/**
 * The card that a shopper left for later charges. Its number waits in the vault under the verification's
 * id, for as long as a charge may come.
 *
 * @param schemeReference the scheme's name for the verification; every charge must quote it
 * @param worksUntil the end of the card's last day, where the merchant is
 */
public record KeptCard(
        OperationId verification, Instant keptAt, String schemeReference, Card card, Instant worksUntil) {}
