package tatami.checkout;

import java.text.Collator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The countries of ISO 3166-1, by the names that Java knows for them. Public for the templates. */
public final class Countries {

    /** A country of a list to choose from. */
    public record Country(String code, String name) {}

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());

    private static final List<Country> BY_NAME = Arrays.stream(Locale.getISOCountries())
            .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(Locale.UK)))
            .sorted(Comparator.comparing(Country::name, Collator.getInstance(Locale.UK)))
            .toList();

    private Countries() {}

    /** All of them by name, {@code home} first; empty when there is none. */
    public static List<Country> startingWith(String home) {
        return Stream.concat(
                        BY_NAME.stream().filter(country -> country.code().equals(home)),
                        BY_NAME.stream().filter(country -> !country.code().equals(home)))
                .toList();
    }

    static Optional<String> parse(String code) {
        return Optional.of(code.toUpperCase(Locale.ROOT)).filter(CODES::contains);
    }
}
