package tatami.acquiring;

/**
 * What a cardholder once agreed to, as the card world knows it.
 *
 * @param schemeReference the scheme's own name for the transaction in which the cardholder agreed. Every
 *     later charge must name it, or issuers decline
 */
public record Agreement(MitType type, String schemeReference) {}
