package tatami.customers;

import java.time.Instant;
import tatami.cards.Card;

/**
 * A card that a customer saved, to pay with again.
 *
 * @param card what may be shown of it
 */
public record PaymentMethod(PaymentMethodId id, CustomerId customer, Card card, Instant createdAt) {}
