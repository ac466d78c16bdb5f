/**
 * Payment intents: their state, their money, and every way to change either.
 *
 * <p>{@link tatami.payments.PaymentIntent} decides, {@link tatami.payments.Payments} and {@code
 * Movements} do, {@code PaymentIntentStore} holds the SQL.
 */
@org.jspecify.annotations.NullMarked
package tatami.payments;
