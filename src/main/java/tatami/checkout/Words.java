package tatami.checkout;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import tatami.http.Json;
import tatami.http.Resources;
import tatami.kit.Money;

/**
 * What the pages say in one language: the sentences of {@code checkout/words}, in which {@code {}} is filled
 * in, and amounts as the language writes them. Public for the templates.
 */
public final class Words {

    private static final Map<Language, Words> ALL = Arrays.stream(Language.values())
            .collect(Collectors.toMap(
                    Function.identity(), Words::new, (one, _) -> one, () -> new EnumMap<>(Language.class)));

    private final Language language;
    private final Map<String, String> sentences;
    private final String ofAddresses;

    private Words(Language language) {
        this.language = language;
        this.sentences = read("checkout/words/" + language + ".properties");
        this.ofAddresses = Json.line(sentences.entrySet().stream()
                .filter(entry -> entry.getKey().matches("(postcode\\.|region\\.|optional).*"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public static Words in(Language language) {
        return Objects.requireNonNull(ALL.get(language));
    }

    public Language language() {
        return language;
    }

    /** @throws IllegalArgumentException when there is no such sentence */
    public String say(String key) {
        var sentence = sentences.get(key);
        if (sentence == null) {
            throw new IllegalArgumentException("There are no words for " + key + " in " + language + ".");
        }
        return sentence;
    }

    /** @param filling what stands where the sentence has {@code {}} */
    public String say(String key, String filling) {
        return say(key).replace("{}", filling);
    }

    /** What is said in another way to who leaves a card for later, and pays nothing now. */
    public String say(String key, boolean isSetup) {
        return say(isSetup ? key + ".setup" : key);
    }

    /** Empty where it depends on the country. */
    public String label(Field field) {
        return or("field." + field.words());
    }

    /** Empty where it may be left out, or it depends on the country whether it may. */
    public String missing(Field field) {
        return or("field." + field.words() + ".missing");
    }

    public String wrong(Field field) {
        return or("field." + field.words() + ".wrong");
    }

    public String money(Money money) {
        return money.display(language.locale());
    }

    /** What amounts are marked with: {@code £}. */
    public String symbol(Currency currency) {
        return currency.getSymbol(language.locale());
    }

    /** Between whole and minor units. */
    char decimalMark() {
        return DecimalFormatSymbols.getInstance(language.locale()).getDecimalSeparator();
    }

    /** For the script: what an address's postcode and region are called in all countries, as a JSON object. */
    public String ofAddresses() {
        return ofAddresses;
    }

    Map<String, String> all() {
        return sentences;
    }

    private String or(String key) {
        return sentences.getOrDefault(key, "");
    }

    private static Map<String, String> read(String file) {
        var properties = new Properties();
        try (var text = new StringReader(Resources.read(file))) {
            properties.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> (String) entry.getKey(), entry -> (String) entry.getValue()));
    }
}
