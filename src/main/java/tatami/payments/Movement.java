package tatami.payments;

import java.util.Optional;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;

/**
 * An operation that was asked.
 *
 * @param intent as it is afterwards
 * @param outcome empty when no answer came; the resolver will find out, and the intent stays marked
 */
public record Movement(PaymentIntent intent, Operation operation, Optional<Outcome> outcome) {}
