package tatami.cli;

/** Why a command ends early, in words for whoever typed it. */
final class Failure extends RuntimeException {

    private static final int FAILED = 1;

    private final int exitCode;

    private Failure(int exitCode, String words) {
        super(words, null, false, false); // no stack trace: it is an answer
        this.exitCode = exitCode;
    }

    /** The world is not as it should be. */
    static Failure of(String words) {
        return new Failure(FAILED, words);
    }

    /** The command line is not. */
    static Failure wrongUse(String words) {
        return new Failure(Cli.WRONG_USE, words);
    }

    int exitCode() {
        return exitCode;
    }
}
