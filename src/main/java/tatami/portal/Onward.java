package tatami.portal;

import java.util.Locale;
import java.util.regex.Pattern;

/** Where somebody wanted to go before they had to sign in. Comes back from their browser, so it may say anything. */
final class Onward {

    private static final int LONGEST = 500;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.~?&=%:+-]*");

    private Onward() {}

    /** {@code wanted} if it is one of the portal's own pages, or else its first. */
    static String safe(String base, String wanted) {
        var isStraight = wanted.length() <= LONGEST
                && PLAIN.matcher(wanted).matches()
                && !wanted.contains("//")
                && !wanted.contains("/.")
                && !wanted.toLowerCase(Locale.ROOT).contains("%2e");
        return wanted.startsWith(base + "/") && isStraight ? wanted : base;
    }
}
