package tatami.cards;

import java.util.Optional;

/**
 * A card number. It passes through, to the acquirer or into the vault, and is never printed:
 * {@code toString} gives the mask, and there is no public way to the digits except {@link #reveal}.
 */
public final class Pan {

    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;
    private static final int SUSPICIOUS = 8;

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
