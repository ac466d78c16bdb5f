package tatami.cards;

import java.util.Optional;

/** The card schemes of the API, by the ranges of numbers that each has been given (ISO/IEC 7812). */
public enum Scheme {
    VISA,
    MASTERCARD,
    MAESTRO,
    DISCOVER,
    DCI,
    AMEX;

    /** @param pan digits of a card number, twelve at least */
    static Optional<Scheme> of(String pan) {
        var two = Integer.parseInt(pan, 0, 2, 10);
        var three = Integer.parseInt(pan, 0, 3, 10);
        var four = Integer.parseInt(pan, 0, 4, 10);
        if (two == 34 || two == 37) {
            return Optional.of(AMEX);
        }
        if (two == 36 || two == 38 || two == 39 || three >= 300 && three <= 305 || three == 309) {
            return Optional.of(DCI);
        }
        if (four == 6011 || three >= 644 && three <= 649 || two == 65) {
            return Optional.of(DISCOVER);
        }
        if (two >= 51 && two <= 55 || four >= 2221 && four <= 2720) {
            return Optional.of(MASTERCARD);
        }
        if (two == 50 || two >= 56 && two <= 69) {
            return Optional.of(MAESTRO);
        }
        return pan.charAt(0) == '4' ? Optional.of(VISA) : Optional.empty();
    }
}
