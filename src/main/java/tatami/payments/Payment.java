package tatami.payments;

import java.time.Instant;
import tatami.acquiring.OperationId;
import tatami.cards.Card;

/**
 * The approved sale or authorisation of an intent: what captures, refunds and reversals refer to.
 *
 * @param at when the attempt began
 * @param paidAt when it was approved
 */
public record Payment(OperationId id, Instant at, Instant paidAt, String authCode, String message, Card card) {}
