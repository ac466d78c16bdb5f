package tatami.users;

import java.util.regex.Pattern;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** {@code usr_…}. */
public record UserId(String value) {

    static final String PREFIX = "usr_";

    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{22}");

    /** @throws Refusal NOT_FOUND when it cannot be a user's */
    public static UserId parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw notFound();
        }
        return new UserId(text);
    }

    static Refusal notFound() {
        return new Refusal(Reason.NOT_FOUND, "There is no such user.");
    }

    @Override
    public String toString() {
        return value;
    }
}
