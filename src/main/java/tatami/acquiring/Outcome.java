package tatami.acquiring;

/**
 * What became of an operation. Silence is not an outcome: nobody can settle it, so where an answer may
 * be missing, an {@code Optional<Outcome>} is.
 */
public sealed interface Outcome {

    /** For a person: what happened, in the card world's words. */
    String message();

    /** @param authCode the issuer's proof */
    record Approved(String authCode, String message) implements Outcome {}

    /** The issuer's or acquirer's no. Nothing moved. */
    record Declined(String message) implements Outcome {}

    /**
     * Our own: no answer came, the acquirer did not know the operation, and we withdrew it, so that it
     * has no effect should it arrive late. Nothing moved.
     */
    record Abandoned(String message) implements Outcome {}
}
