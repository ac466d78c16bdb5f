package tatami.users;

/** What a right password leads to. */
public sealed interface SignIn {

    /** They are in. @param token of the session, for a cookie */
    record Done(String token) implements SignIn {

        @Override
        public String toString() {
            return "Done";
        }
    }

    /** They have a second factor. @param token says who has come half way, for a cookie */
    record NeedsCode(String token) implements SignIn {

        @Override
        public String toString() {
            return "NeedsCode";
        }
    }
}
