package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.kit.Money;
import tatami.kit.TypedAmount;

class WordsTest {

    private static final Words ENGLISH = Words.in(Language.en);
    private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z][A-Za-z0-9.-]*)\"");

    @ParameterizedTest
    @EnumSource
    void eachLanguageSaysEverythingAndNothingElse(Language language) {
        assertThat(Words.in(language).all()).containsOnlyKeys(ENGLISH.all().keySet());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsFilledInHasOnePlaceInEachLanguage(Language language) {
        Words.in(language)
                .all()
                .forEach((key, sentence) -> assertThat(sentence.split("\\{}", -1))
                        .as(key)
                        .hasSameSizeAs(ENGLISH.say(key).split("\\{}", -1)));
    }

    /** Names are the same in several languages; a sentence that is, was forgotten. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "en")
    void noSentenceIsLeftInEnglish(Language language) {
        Words.in(language).all().forEach((key, sentence) -> {
            if (sentence.split(" ").length > 3) {
                assertThat(sentence).as(key).isNotEqualTo(ENGLISH.say(key));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void theWordsCanStandInAnAttributeAndInAScript(Language language) {
        assertThat(Words.in(language).all().values())
                .allSatisfy(sentence -> assertThat(sentence).isNotBlank().doesNotContain("\"", "<", ">", "&", "\\"));
    }

    /** The keys that the templates and the classes name, and those that they put together. */
    @Test
    void allWordsAreUsed() throws IOException {
        var named = new TreeSet<String>();
        for (var file : sources()) {
            QUOTED.matcher(Files.readString(file)).results().forEach(match -> named.add(match.group(1)));
        }
        var unused = ENGLISH.all().keySet().stream()
                .filter(key -> !named.contains(key))
                .filter(key -> !isPutTogether(key, named))
                .toList();

        assertThat(unused).isEmpty();
    }

    private static boolean isPutTogether(String key, Set<String> named) {
        var isOfNotice = key.startsWith("notice.")
                && Arrays.stream(Notice.values()).anyMatch(notice -> key.matches("notice." + notice + "(\\..*)?"));
        var isOfField = key.startsWith("field.")
                && Arrays.stream(Field.values())
                        .anyMatch(field -> key.matches("field\\." + field.words() + "(\\.missing|\\.wrong)?"));
        var isOfAddress = key.matches("(postcode|region)\\..*") && named.contains(key.split("\\.", 3)[1]);
        var isOfSetup = key.endsWith(".setup") && named.contains(key.substring(0, key.length() - ".setup".length()));
        var isOfType = key.matches("setup\\.(may-charge|consent)\\.(NoShow|Unscheduled)");
        return isOfNotice || isOfField || isOfAddress || isOfSetup || isOfType;
    }

    private static List<Path> sources() throws IOException {
        var files = new ArrayList<Path>();
        for (var folder : List.of("src/main/java/tatami/checkout", "src/main/jte/checkout")) {
            try (Stream<Path> all = Files.list(Path.of(folder))) {
                all.forEach(files::add);
            }
        }
        return files;
    }

    @Test
    void everyNoticeHasItsWords() {
        for (var notice : Notice.values()) {
            var keys = ENGLISH.all().keySet().stream()
                    .filter(key -> key.matches("notice\\." + notice + "(\\.text|\\.setup|\\.setup\\.text)?"))
                    .collect(Collectors.toSet());
            var isAboutMoney = notice.isCalm() || notice == Notice.CHECK;
            assertThat(keys).as(notice.name()).hasSize(isAboutMoney ? 2 : 4);
        }
    }

    /** What browsers send, and what our pages answer in. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                  | en
        de                                  | de
        de-AT,de;q=0.9,en;q=0.8             | de
        fr-CA                               | fr
        it-CH, fr-CH;q=0.5                  | it
        pt-BR,es;q=0.6,en;q=0.4             | es
        en;q=0.3, es;q=0.9                  | es
        fr;q=0, en                          | en
        ja,zh;q=0.5                         | en
        *                                   | en
        EN-us                               | en
        FR                                  | fr
        ;;;,,q=q                            | en
        de;q=nonsense                       | en
        """)
    void theBestOfTheBrowsersLanguagesIsTaken(String header, Language language) {
        assertThat(Language.asked(header)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en | £1,234.50    | €1,234.50
        fr | 1 234,50 £GB | 1 234,50 €
        de | 1.234,50 £   | 1.234,50 €
        es | 1.234,50 GBP | 1.234,50 €
        it | 1.234,50 £   | 1.234,50 €
        """)
    void amountsAreWrittenAsTheLanguageDoes(Language language, String pounds, String euros) {
        assertThat(plain(language, "GBP")).isEqualTo(pounds);
        assertThat(plain(language, "EUR")).isEqualTo(euros);
    }

    @ParameterizedTest
    @EnumSource
    void whatThePagesWriteCanBeTypedBack(Language language) {
        for (var code : List.of("GBP", "EUR", "USD", "CHF")) {
            var money = new Money(123_450, Currency.getInstance(code));
            assertThat(TypedAmount.parse(Words.in(language).money(money), money.currency()))
                    .as(code)
                    .contains(money);
        }
    }

    private static String plain(Language language, String currency) {
        return Words.in(language)
                .money(new Money(123_450, Currency.getInstance(currency)))
                .replaceAll("[\\u00a0\\u202f]", " ");
    }
}
