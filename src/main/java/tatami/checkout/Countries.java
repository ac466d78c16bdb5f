package tatami.checkout;

import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The countries of ISO 3166-1, by the names that Java knows for them. Public for the templates. */
public final class Countries {

    /** A country of a list to choose from. */
    public record Country(String code, String name) {}

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());

    private static final Map<Language, List<Country>> BY_NAME = new ConcurrentHashMap<>();

    private Countries() {}

    /** All of them by name, {@code home} first; empty when there is none. */
    public static List<Country> startingWith(String home, Language language) {
        var byName = BY_NAME.computeIfAbsent(language, Countries::byName);
        return Stream.concat(
                        byName.stream().filter(country -> country.code().equals(home)),
                        byName.stream().filter(country -> !country.code().equals(home)))
                .toList();
    }

    private static List<Country> byName(Language language) {
        var locale = language.locale();
        return CODES.stream()
                .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(locale)))
                .sorted(Comparator.comparing(Country::name, Collator.getInstance(locale)))
                .toList();
    }

    static Optional<String> parse(String code) {
        return Optional.of(code.toUpperCase(Locale.ROOT)).filter(CODES::contains);
    }
}
