/** Opens what shoppers' wallets, Apple Pay and Google Pay, give in the place of a typed card. */
@org.jspecify.annotations.NullMarked
package tatami.wallets;
