/** The only place where a card number exists, and then encrypted. Everyone else sees {@link tatami.cards.Card}. */
@org.jspecify.annotations.NullMarked
package tatami.cards;
