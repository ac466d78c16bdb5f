package tatami.setups;

import java.util.regex.Pattern;
import tatami.intents.IntentKind;
import tatami.kit.Ids;
import tatami.kit.Refusal;

/** {@code si_sandbox_…} or {@code si_…}. Whoever has one may see its public face. */
public record SetupIntentId(String value) {

    static final String KIND = IntentKind.Setup.id();

    private static final Pattern SHAPE = Ids.shape(KIND);

    /** @throws Refusal NOT_FOUND when it cannot be the id of a setup intent */
    public static SetupIntentId parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw notFound();
        }
        return new SetupIntentId(text);
    }

    /** The same words whether an id is malformed, unknown or another account's: none of them is there. */
    static Refusal notFound() {
        return new Refusal(Refusal.Reason.NOT_FOUND, "There is no setup intent with this id.");
    }

    @Override
    public String toString() {
        return value;
    }
}
