package tatami.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that a mail server will take: {@code name@domain} in ASCII, as nearly all are (RFC 5321).
 *
 * <p>Stricter than the RFC where strictness costs nobody anything: no quoted names, no literal IP
 * addresses, no single-word domains, no display name around it. A domain in another script is
 * written in its ASCII form ({@code xn--…}).
 */
public record MailAddress(String value) {

    /** A path is at most 256 characters, and two of them are its angle brackets. */
    private static final int LONGEST = 254;

    private static final int LONGEST_NAME = 64;

    private static final String WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern ADDRESS = Pattern.compile(
            "(?<name>" + WORD + "(?:\\." + WORD + ")*)@(?<domain>(?:" + LABEL + "\\.)+(?![0-9]+$)" + LABEL + ")");

    /** @throws IllegalArgumentException unless it is an address; {@link #parse} asks politely */
    public MailAddress {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not an e-mail address.");
        }
    }

    /** Takes the text as it is: no spaces around it, nothing that could start another header. */
    public static Optional<MailAddress> parse(String text) {
        return isValid(text) ? Optional.of(new MailAddress(text)) : Optional.empty();
    }

    String domain() {
        return value.substring(value.indexOf('@') + 1);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isValid(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        var parts = ADDRESS.matcher(text);
        return parts.matches() && parts.group("name").length() <= LONGEST_NAME;
    }
}
