package tatami.cards;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A card number. It passes through, to the acquirer or into the vault, and is never printed:
 * {@code toString} gives the mask, and there is no public way to the digits except {@link #reveal}.
 */
public final class Pan {

    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;
    private static final int SUSPICIOUS = 8;

    /** Shorter ones nobody has had for decades, and international telephone numbers have twelve digits. */
    private static final int SHORTEST_WRITTEN = 13;

    private static final Pattern RUNS = Pattern.compile("[0-9][0-9\\s\\u00a0./\\-]*");
    private static final Pattern BETWEEN = Pattern.compile("[^0-9]+");

    /** Where the card industry's rules let eight digits be shown: numbers of sixteen or more. */
    private static final int LONG_ENOUGH_FOR_EIGHT = 16;

    private final String digits;
    private final Scheme scheme;

    private Pan(String digits, Scheme scheme) {
        this.digits = digits;
        this.scheme = scheme;
    }

    /** Reads a number as people type it, with spaces or dashes. Empty unless it could be a card's. */
    public static Optional<Pan> parse(String typed) {
        var digits = typed.replaceAll("[\\s\\u00a0-]", "");
        if (!digits.matches("[0-9]{" + SHORTEST + "," + LONGEST + "}") || !passesLuhn(digits)) {
            return Optional.empty();
        }
        return Scheme.of(digits).map(scheme -> new Pan(digits, scheme));
    }

    /**
     * Whether a text that will be kept and shown may hold a card number, or much of one: people type them
     * into any field. No name has eight digits.
     */
    public static boolean mayBeIn(String text) {
        return text.chars()
                        .filter(character -> character >= '0' && character <= '9')
                        .count()
                >= SUSPICIOUS;
    }

    /**
     * Whether a longer text, an address or a note, holds a card number. Such texts have digits of their own,
     * house numbers and telephone numbers, so it must look like one: groups of digits as people write them,
     * with nothing but spaces, dots, dashes or slashes between, that together are the thirteen digits or more of a
     * known scheme and pass its check. Twenty digits in one go are none, and nothing that belongs there.
     */
    public static boolean isIn(String text) {
        var ascii = text.codePoints()
                .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return RUNS.matcher(ascii).results().anyMatch(run -> isInRun(BETWEEN.split(run.group())));
    }

    /** Any groups next to each other may be it: a date or a code may stand before or behind. */
    private static boolean isInRun(String[] groups) {
        for (int first = 0; first < groups.length; first++) {
            var digits = "";
            for (int last = first; last < groups.length && digits.length() <= LONGEST; last++) {
                digits += groups[last];
                if (digits.length() >= SHORTEST_WRITTEN && parse(digits).isPresent()) {
                    return true;
                }
            }
            if (groups[first].length() > LONGEST) {
                return true;
            }
        }
        return false;
    }

    public Scheme scheme() {
        return scheme;
    }

    /** {@code 44565300****1096}; a number shorter than sixteen digits shows only its first six. */
    public String mask() {
        var shown = digits.length() >= LONG_ENOUGH_FOR_EIGHT ? 8 : 6;
        return digits.substring(0, shown) + "****" + digits.substring(digits.length() - 4);
    }

    /** The digits, for the vault and for an acquirer. Never for anything that is kept or printed. */
    public String reveal() {
        return digits;
    }

    @Override
    public String toString() {
        return mask();
    }

    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
