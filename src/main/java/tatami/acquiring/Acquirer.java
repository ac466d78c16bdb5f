package tatami.acquiring;

import java.time.Duration;
import java.util.Optional;
import tatami.cards.PresentedCard;

/**
 * The card world: the only place outside where money moves.
 *
 * <p>Promises of every implementation: an operation id has one effect, however often it is asked; each
 * call returns within {@link #LIMIT}; silence is an empty answer, never an exception.
 */
public interface Acquirer {

    /** The longest that any call may take: shoppers wait in front of it, and mobile SDKs for 15 s. */
    Duration LIMIT = Duration.ofSeconds(5);

    /**
     * Performs a sale, an authorisation or a verification, which the cardholder began. Empty when no answer
     * came. An approved verification names the scheme's reference.
     */
    Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci);

    /** Performs a charge: nobody is there but the merchant. Empty when no answer came. */
    Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement);

    /** Performs a capture, a refund or a reversal. Empty when no answer came. */
    Optional<Outcome> perform(Operation operation);

    /** What became of an operation that was, perhaps, asked before. */
    Lookup lookup(OperationId id);

    /**
     * Withdraws a payment that the acquirer did not know a moment ago: afterwards it has no effect, even
     * if it arrives late (the card world calls it a timeout reversal).
     *
     * @return what holds now: abandoned, or, if it did arrive meanwhile, its own outcome; empty when no
     *     answer came
     */
    Optional<Outcome> abandon(Operation payment);

    /**
     * Where the shopper's browser tells the issuer about itself before 3-D Secure begins: a hidden form
     * posts {@code token} as {@code JWT} to {@code formAction}.
     */
    DeviceData collectDeviceData(PresentedCard card);

    /**
     * Asks the issuer whether this is the cardholder (3-D Secure 2).
     *
     * @param returnUrl where the shopper's browser comes back after a challenge
     */
    Authentication authenticate(Operation payment, PresentedCard card, String returnUrl);

    /**
     * What came of a challenge.
     *
     * @param report what the shopper's device says of it; a real acquirer checks its signature
     */
    Authentication conclude(OperationId payment, ChallengeReport report);

    record DeviceData(String formAction, String token) {}

    /**
     * The challenge's result as the shopper's device reports it.
     *
     * @param response the issuer's signed message ({@code paRes}); empty when there was none
     * @param actionCode the device's own word: {@code SUCCESS}, {@code FAILURE}, {@code CANCEL}, or empty
     */
    record ChallengeReport(String response, String actionCode) {}
}
