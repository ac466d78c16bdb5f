package tatami.accounts;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * What a merchant puts on the pages that shoppers see. What is missing is Tatami's own.
 *
 * @param colour as in CSS, in small letters: {@code #274b7d}
 * @param logo the digest of a {@link BrandImage}
 * @param favicon likewise
 */
public record Brand(
        @Nullable String colour,
        @Nullable String logo,
        @Nullable String favicon) {

    public static final Brand NONE = new Brand(null, null, null);

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");
    private static final Pattern TYPED = Pattern.compile("#?([0-9a-fA-F]{6})");

    /** The colour is written into pages as it stands. */
    public Brand {
        if (colour != null && !COLOUR.matcher(colour).matches()) {
            throw new IllegalArgumentException("Not a colour: " + colour);
        }
    }

    /**
     * A colour as people type it. The hash may be left out, since shells take it for the beginning of a comment.
     *
     * @throws Refusal INVALID
     */
    public static String colour(String typed) {
        var colour = TYPED.matcher(typed);
        if (!colour.matches()) {
            throw new Refusal(
                    Reason.INVALID,
                    "'" + typed
                            + "' is not a colour. Write six hexadecimal digits for red, green and blue: '#274b7d'.");
        }
        return "#" + colour.group(1).toLowerCase(Locale.ROOT);
    }
}
