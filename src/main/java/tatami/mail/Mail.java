package tatami.mail;

import java.util.UUID;

/**
 * One mail to one address, ready to go.
 *
 * @param id its Message-ID is made of it, so that a mail sent twice can be recognised as one
 * @param senderName who it is from, for people; the address is the transport's. Empty for none
 * @param text the whole content for those who read plain text
 * @param html the same for those who do not
 */
public record Mail(UUID id, MailAddress to, String senderName, String subject, String text, String html) {

    /** Some 400 characters, encoded, stay well below what servers accept in a header. */
    private static final int LONGEST_LINE = 400;

    /** @throws IllegalArgumentException when a name or subject is not one printable line */
    public Mail {
        requireOneLine("sender's name", senderName);
        requireOneLine("subject", subject);
        requireNoNul(text);
        requireNoNul(html);
    }

    /** Names nobody: a mail that strays into a log line says nothing about its reader. */
    @Override
    public String toString() {
        return "Mail " + id;
    }

    /** A line break would end the header and begin one of the writer's choice. */
    private static void requireOneLine(String what, String line) {
        if (line.length() > LONGEST_LINE || line.codePoints().anyMatch(Mail::isNotPrintable)) {
            throw new IllegalArgumentException(
                    "A mail's " + what + " is one line of at most " + LONGEST_LINE + " characters.");
        }
    }

    private static boolean isNotPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static void requireNoNul(String body) {
        if (body.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A mail holds no NUL character.");
        }
    }
}
