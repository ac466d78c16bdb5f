package tatami.accounts;

import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** The name that shoppers know a merchant by. */
public final class TradingName {

    public static final int LONGEST = 100;

    private TradingName() {}

    /**
     * A name as somebody typed it, without the space around it.
     *
     * @throws Refusal INVALID when it is empty, too long, or has characters that cannot be seen
     */
    public static String of(String typed) {
        var name = typed.strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST) {
            throw new Refusal(Reason.INVALID, "The trading name must have 1 to " + LONGEST + " characters.");
        }
        if (!name.codePoints().allMatch(TradingName::isSeen)) {
            throw new Refusal(Reason.INVALID, "The trading name has characters that cannot be seen. Type it anew.");
        }
        return name;
    }

    /** Of invisible ones, some turn the text around them: receipts and pages would say something else. */
    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
