package tatami.checkout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;

/** The languages of the pages that shoppers see. The first is for who reads none of them. Public for the templates. */
public enum Language {
    en(Locale.UK),
    fr(Locale.FRANCE),
    de(Locale.GERMANY),
    es(Locale.of("es", "ES")),
    it(Locale.ITALY);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** How it writes amounts and the names of countries. */
    public Locale locale() {
        return locale;
    }

    /** As in HTML: {@code en-GB}. */
    public String tag() {
        return locale.toLanguageTag();
    }

    /** @param name such as {@code fr}; what is none of ours is nobody's choice */
    static Optional<Language> named(String name) {
        return Arrays.stream(values())
                .filter(language -> language.name().equals(name))
                .findFirst();
    }

    /** The best for who asks for {@code ranges}, the header that browsers send; English for any other text. */
    static Language asked(String ranges) {
        try {
            return LanguageRange.parse(ranges).stream()
                    .filter(range -> range.getWeight() > 0)
                    .flatMap(range -> named(range.getRange().split("-", 2)[0]).stream())
                    .findFirst()
                    .orElse(en);
        } catch (IllegalArgumentException _) {
            return en;
        }
    }
}
