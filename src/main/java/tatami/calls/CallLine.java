package tatami.calls;

import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line of the request log.
 *
 * @param subject the payment, setup or customer that the path names; null when it names none
 * @param version the API's version that was asked for
 * @param agent the beginning of the caller's User-Agent
 * @param problem what the answer said was wrong
 * @param fields names of those at fault
 */
public record CallLine(
        String id,
        Instant at,
        String method,
        String route,
        @Nullable String subject,
        int status,
        long milliseconds,
        String trace,
        @Nullable String version,
        @Nullable String agent,
        @Nullable String problem,
        @Nullable String fields) {

    private static final int LONGEST_AGENT = 200;
    private static final int LONGEST_PROBLEM = 400;
    private static final int LONGEST_FIELD = 60;
    private static final int MOST_FIELDS = 8;

    /** Ids that look like this are names and open nothing. Secrets in paths look otherwise. */
    private static final Pattern SUBJECT = Pattern.compile("(pi|si|cust)_(sandbox_)?[A-Za-z0-9_-]{22}");

    private static final Pattern END = Pattern.compile("(?<=.)(/|\\[/])$");

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /** A card number, however it is written, or anything else of so many digits. */
    private static final Pattern DIGITS = Pattern.compile("[0-9](?:[^A-Za-z0-9]{0,3}[0-9]){11,}");

    /** So long a word is no word of a sentence: a key, a secret, a token. */
    private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9_+=~-]{20,}");

    private static final String TAKEN_OUT = "•••";

    static CallLine of(Call call, String id) {
        var agent = call.agent();
        var problem = call.problem();
        var version = call.version();
        return new CallLine(
                id,
                call.at(),
                call.method(),
                route(call.route()),
                subject(call.path()),
                call.status(),
                call.milliseconds(),
                call.trace(),
                version == null || !DATE.matcher(version.strip()).matches() ? null : version.strip(),
                agent == null ? null : harmless(agent, LONGEST_AGENT),
                problem == null ? null : harmless(problem, LONGEST_PROBLEM),
                call.fields().isEmpty()
                        ? null
                        : call.fields().stream()
                                .sorted()
                                .limit(MOST_FIELDS)
                                .map(field -> harmless(field, LONGEST_FIELD))
                                .collect(Collectors.joining(", ")));
    }

    /** Without the slash that may end it. */
    private static String route(String pattern) {
        return END.matcher(pattern).replaceFirst("");
    }

    private static @Nullable String subject(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part ->
                        SUBJECT.matcher(part).matches() && !DIGITS.matcher(part).find())
                .findFirst()
                .orElse(null);
    }

    /** Somebody else's words, printable, and without what could be a card number or a secret. */
    static String harmless(String text, int longest) {
        var printable = text.replaceAll("[^\\P{C}]+", " ").strip();
        var clean = LONG_WORD
                .matcher(DIGITS.matcher(printable).replaceAll(TAKEN_OUT))
                .replaceAll(TAKEN_OUT);
        if (clean.length() <= longest) {
            return clean;
        }
        var end = Character.isHighSurrogate(clean.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return clean.substring(0, end) + "…";
    }
}
