/**
 * Setup intents: a shopper agrees to terms and leaves a card, and the merchant may charge it later.
 *
 * <p>{@link tatami.setups.SetupIntent} decides, {@link tatami.setups.Setups} and {@link
 * tatami.setups.SetupAttempts} do, {@code SetupIntentStore} holds the SQL. The charges themselves are
 * payments, and live there; {@link tatami.setups.SetupCharges} says whether one may be made.
 */
@org.jspecify.annotations.NullMarked
package tatami.setups;
