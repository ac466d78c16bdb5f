package tatami.acquiring;

import java.util.Optional;

/**
 * What became of an operation. Silence is not an outcome: nobody can settle it, so where an answer may
 * be missing, an {@code Optional<Outcome>} is.
 */
public sealed interface Outcome {

    /** For a person: what happened, in the card world's words. */
    String message();

    /**
     * @param authCode the issuer's proof
     * @param schemeReference the scheme's own name for a verification; see {@link Agreement}
     */
    record Approved(String authCode, String message, Optional<String> schemeReference) implements Outcome {

        public Approved(String authCode, String message) {
            this(authCode, message, Optional.empty());
        }
    }

    /** The issuer's or acquirer's no. Nothing moved. */
    record Declined(String message) implements Outcome {}

    /**
     * Our own: no answer came, the acquirer did not know the operation, and we withdrew it, so that it
     * has no effect should it arrive late. Nothing moved.
     */
    record Abandoned(String message) implements Outcome {}
}
