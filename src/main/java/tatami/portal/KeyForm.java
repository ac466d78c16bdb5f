package tatami.portal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.accounts.ApiKeyId;
import tatami.accounts.NewApiKey;
import tatami.accounts.Scope;
import tatami.http.Form;
import tatami.kit.Refusal;

/**
 * The form for a new API key, as it was typed.
 *
 * @param id of the key that it makes, so that the same form makes one
 * @param expires one of {@link #TERMS}
 * @param day the last one, when {@code expires} says so
 */
public record KeyForm(String id, String name, Set<Scope> scopes, String expires, String day) {

    public static final List<Term> TERMS = List.of(
            new Term("never", "Never"),
            new Term("30", "In 30 days"),
            new Term("90", "In 90 days"),
            new Term("365", "In a year"),
            new Term("day", "After a day that I choose"));

    static KeyForm empty(ApiKeyId id) {
        return new KeyForm(id.value(), "", Set.of(), "never", "");
    }

    static KeyForm of(Form form) {
        return new KeyForm(
                form.field("key"),
                form.field("name"),
                Arrays.stream(Scope.values())
                        .filter(scope -> form.has("scope-" + scope.name()))
                        .collect(Collectors.toUnmodifiableSet()),
                form.field("expires"),
                form.field("day"));
    }

    /** @throws Refusal INVALID, naming every field at fault */
    NewApiKey read(ZoneId zone, Instant now) {
        return NewApiKey.of(ApiKeyId.parse(id), name, scopes, expiry(zone, now), now);
    }

    /** What each scope is for, in words. */
    public static String allows(Scope scope) {
        return switch (scope) {
            case Read -> "Look at payments, setups, customers and refunds";
            case Write -> "Create and change them; capture, charge, reverse, cancel";
            case Refunds -> "Give money back";
            case Webhooks -> "Subscribe, see deliveries, read the secrets that sign them";
        };
    }

    private @Nullable Instant expiry(ZoneId zone, Instant now) {
        return switch (expires) {
            case "never" -> null;
            case "30", "90", "365" -> now.plus(Duration.ofDays(Long.parseLong(expires)));
            default -> endOf(day, zone);
        };
    }

    /** Of what is no day, long ago: then it is refused as such a day is. */
    private static Instant endOf(String day, ZoneId zone) {
        try {
            return LocalDate.parse(day.strip()).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    /** When a key may expire. */
    public record Term(String value, String words) {}
}
