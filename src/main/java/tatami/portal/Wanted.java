package tatami.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.Filter;
import tatami.payments.Keywords;
import tatami.payments.Search;
import tatami.payments.Status;
import tatami.payments.Total;

/**
 * Which payments somebody wants to see, as they said it. What is empty does not narrow.
 *
 * @param reference words of it, or a payment's id
 * @param amount with or without its currency
 * @param card the last four digits
 * @param from the first day, in the account's zone
 * @param to the last day, which belongs to it
 */
public record Wanted(String reference, String amount, String card, String status, String from, String to) {

    /** As many characters as a payment's reference has at most. */
    public static final int LONGEST_REFERENCE = 60;

    private static final int CARD_DIGITS = 4;
    private static final Pattern ENDING = Pattern.compile("[0-9]{" + CARD_DIGITS + "}");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);

    /** PostgreSQL keeps no time closer to the next day. */
    private static final Duration LAST_MOMENT = Duration.ofNanos(1_000);

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9998;

    /** @param parameter of the address; empty where it has none */
    static Wanted of(UnaryOperator<String> parameter) {
        return new Wanted(
                parameter.apply("reference").strip(),
                parameter.apply("amount").strip(),
                parameter.apply("card").strip(),
                parameter.apply("status"),
                parameter.apply("from"),
                parameter.apply("to"));
    }

    /** Whether it is less than everything. */
    public boolean isNarrow() {
        return !parts().isEmpty();
    }

    /** Shown again in its field. Who typed more than an ending may have typed a whole number. */
    public String shownCard() {
        return card.length() <= CARD_DIGITS ? card : "";
    }

    /** For an address, with what is said there besides. @param more null for nothing */
    public String query(@Nullable String more) {
        return Stream.concat(
                        parts().entrySet().stream().map(part -> part.getKey() + "=" + encoded(part.getValue())),
                        Stream.ofNullable(more))
                .collect(Collectors.joining("&"));
    }

    /** One part of it, in words. @param without the address's query when this part is left out */
    public record Chip(String words, String without) {}

    /** All that narrows. Only of what can be read: see {@link #filter}. */
    public List<Chip> chips() {
        return parts().keySet().stream()
                .map(name -> new Chip(words(name), without(name).query(null)))
                .toList();
    }

    /** @throws Refusal INVALID, naming the field */
    Filter filter(ZoneId zone, Paging page) {
        var start = from.isEmpty() ? Search.EARLIEST : midnight("first", from, 0, zone);
        var end = to.isEmpty() ? Search.LATEST : midnight("last", to, 1, zone).minus(LAST_MOMENT);
        if (end.isBefore(start)) {
            throw invalid("The first day is after the last day.");
        }
        return new Filter(statusWanted(), total(), referenceWanted(), ending(), start, end, page);
    }

    private @Nullable Status statusWanted() {
        return status.isEmpty()
                ? null
                : Stream.of(Status.values())
                        .filter(each -> each.name().equals(status))
                        .findFirst()
                        .orElseThrow(() -> invalid("There is no such status."));
    }

    private @Nullable Total total() {
        return amount.isEmpty()
                ? null
                : TypedTotal.parse(amount)
                        .orElseThrow(() -> invalid("The amount is not one, such as 12.50 or EUR 12.50."));
    }

    private String referenceWanted() {
        if (reference.length() > LONGEST_REFERENCE) {
            throw invalid("The reference is longer than any: they have " + LONGEST_REFERENCE + " characters at most.");
        }
        if (!reference.isEmpty() && Keywords.words(reference).isEmpty()) {
            throw invalid("The reference has neither a letter nor a digit to look for.");
        }
        return reference;
    }

    private @Nullable String ending() {
        if (!card.isEmpty() && !ENDING.matcher(card).matches()) {
            throw invalid("The card ending is not four digits, such as 1005.");
        }
        return card.isEmpty() ? null : card;
    }

    private static Instant midnight(String which, String day, int later, ZoneId zone) {
        try {
            var date = LocalDate.parse(day);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date.plusDays(later).atStartOfDay(zone).toInstant();
            }
        } catch (DateTimeException _) {
            // said below
        }
        throw invalid("The " + which + " day is not a date such as 2026-03-31.");
    }

    /** What is said, by the name of its field. */
    private Map<String, String> parts() {
        var parts = new LinkedHashMap<String, String>();
        parts.put("reference", reference);
        parts.put("amount", amount);
        parts.put("card", card);
        parts.put("status", status);
        parts.put("from", from);
        parts.put("to", to);
        parts.values().removeIf(String::isEmpty);
        return parts;
    }

    private Wanted without(String name) {
        return of(each -> each.equals(name) ? "" : parts().getOrDefault(each, ""));
    }

    private String words(String name) {
        return switch (name) {
            case "reference" -> "“" + reference + "”";
            case "card" -> "Card •••• " + card;
            case "status" -> StatusMark.word(Status.valueOf(status));
            case "from" -> "From " + DAY.format(LocalDate.parse(from));
            case "to" -> "Until " + DAY.format(LocalDate.parse(to));
            default -> amount;
        };
    }

    private static Refusal invalid(String why) {
        return new Refusal(Reason.INVALID, why);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
