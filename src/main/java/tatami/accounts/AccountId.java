package tatami.accounts;

import java.util.regex.Pattern;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** {@code acc_sandbox_…} or {@code acc_…}. */
public record AccountId(String value) {

    private static final Pattern SHAPE = Ids.shape("acc");

    /** @throws Refusal NOT_FOUND when it cannot be an account's */
    public static AccountId parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new Refusal(Reason.NOT_FOUND, "There is no such account.");
        }
        return new AccountId(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
