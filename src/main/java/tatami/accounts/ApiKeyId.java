package tatami.accounts;

import java.util.regex.Pattern;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** {@code key_…}. Names a key and opens nothing. */
public record ApiKeyId(String value) {

    private static final String PREFIX = "key_";

    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{22}");

    public static ApiKeyId next(Ids ids) {
        return new ApiKeyId(ids.next(PREFIX));
    }

    /** @throws Refusal NOT_FOUND when it cannot be a key's */
    public static ApiKeyId parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw notFound();
        }
        return new ApiKeyId(text);
    }

    static Refusal notFound() {
        return new Refusal(Reason.NOT_FOUND, "There is no such key.");
    }

    @Override
    public String toString() {
        return value;
    }
}
