package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostalHabitTest {

    /** What is typed, and how the country writes it; nothing when it cannot be a postcode there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GB | sw1a1aa        | SW1A 1AA
        GB | M1 1AE         | M1 1AE
        GB | CR2  6XH       | CR2 6XH
        GB | dn551pt        | DN55 1PT
        GB | W1A 0AX        | W1A 0AX
        GB | SW1A           |
        GB | 12345          |
        GB | SW1A 1A        |
        JE | JE2 3AB        | JE2 3AB
        IE | d02x285        | D02 X285
        IE | D6WXY00        | D6W XY00
        IE | Dublin 2       |
        FR | 75001          | 75001
        FR | 7500           |
        DE | 10 115         | 10115
        ES | 28013          | 28013
        IT | 00118          | 00118
        US | 94107          | 94107
        US | 94107-1234     | 94107-1234
        US | 9410           |
        CA | k1a0b1         | K1A 0B1
        CA | K1A0B          |
        NL | 1012ab         | 1012 AB
        NL | 0012 AB        |
        AU | 2000           | 2000
        SE | 11455          | 114 55
        PL | 00-001         | 00-001
        PT | 1000-001       | 1000-001
        JP | 100-0001       | 100-0001
        BO | anything       | anything
        BO | much too long for a postcode |
        """)
    void aPostcodeIsWrittenAsItsCountryDoes(String country, String typed, String written) {
        assertThat(PostalHabit.of(country).tidy(typed).orElse(null)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "GB, Postcode,              Enter the postcode.",
        "US, ZIP code,              Enter the ZIP code.",
        "CA, Postal code,           Enter the postal code.",
        "IE, Eircode (optional),    ''",
        "HK, Postcode (optional),   ''"
    })
    void eachCountryHasItsOwnWordForIt(String country, String label, String missing) {
        var habit = PostalHabit.of(country);

        assertThat(habit.postcodeLabel(Words.in(Language.en))).isEqualTo(label);
        assertThat(habit.noPostcode(Words.in(Language.en))).isEqualTo(missing);
    }

    @Test
    void theScriptsTableHasALineForEachCountryAndNothingThatWouldBreakIt() {
        var lines = PostalHabit.TABLE.split(";");

        assertThat(lines).allSatisfy(line -> assertThat(line.split("/", -1)).hasSize(6));
        assertThat(lines[lines.length - 1]).isEqualTo("/postcode///any/");
        assertThat(PostalHabit.TABLE).doesNotContain("\"", "&", "<", "'");
    }

    @Test
    void countriesAreSortedByNameWithTheMerchantsOwnInFront() {
        var names = Countries.startingWith("GB", Language.en);

        assertThat(names.getFirst().name()).isEqualTo("United Kingdom");
        assertThat(names.subList(1, 4))
                .extracting(Countries.Country::name)
                .containsExactly("Afghanistan", "Åland Islands", "Albania");
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(240);
        assertThat(Countries.startingWith("", Language.en).getFirst().code()).isEqualTo("AF");
    }
}
