package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tatami.sandbox.TestCards;

/** The README's tables say what the code does. Written anew with {@code -Dgoldens=write}. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");

    @Test
    void theSettingsTableListsEverySetting() throws IOException {
        mustHold(
                "| setting | default | meaning |\n|---|---|---|\n",
                Config.describe().stream()
                        .map(setting -> "| `" + setting.name() + "` | `" + setting.standard() + "` | "
                                + setting.meaning() + " |")
                        .toList());
    }

    @Test
    void theTableOfTestCardsListsEveryTestCard() throws IOException {
        mustHold(
                "| number | expiry | code | what happens |\n|---|---|---|---|\n",
                TestCards.ALL.stream()
                        .map(card -> "| `" + card.number().replaceAll("(.{4})(?=.)", "$1 ") + "` " + card.name() + " | "
                                + card.expiry() + " | " + card.cvv() + " | " + card.outcome() + " |")
                        .toList());
    }

    private static void mustHold(String head, List<String> rows) throws IOException {
        var readme = Files.readString(README);
        var table = Pattern.compile(Pattern.quote(head) + "((?:\\|.*\\n|[A-Z]+\\n)*)")
                .matcher(readme);
        assertThat(table.find()).as("the table's head is in the README").isTrue();
        var expected = String.join("\n", rows) + "\n";
        if ("write".equals(System.getProperty("goldens"))) {
            Files.writeString(README, readme.substring(0, table.start(1)) + expected + readme.substring(table.end(1)));
            return;
        }
        assertThat(table.group(1)).isEqualTo(expected);
    }
}
