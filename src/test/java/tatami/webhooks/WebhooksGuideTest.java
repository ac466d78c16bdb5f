package tatami.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tatami.webhooks.SampleReceiver.Language;

/** The guide for receivers says what the samples and the gateway do. */
class WebhooksGuideTest {

    private static final Path DOCS = Path.of("docs");

    /** A link to a file at the end of a paragraph, and the code below it. */
    private static final Pattern CODE =
            Pattern.compile("\\[[^]]+]\\((receivers/[^)]+)\\):\n\n```\\w+\n(.*?)```", Pattern.DOTALL);

    @Test
    void theCodeShownIsTheCodeOfTheSamples() throws IOException {
        var shown = new ArrayList<String>();
        for (var code : found(CODE)) {
            assertThat(Files.readString(DOCS.resolve(code.group(1)))).contains(code.group(2));
            shown.add(code.group(1).substring("receivers/".length()));
        }

        assertThat(shown)
                .as("every sample that the tests run is shown")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Language.values())
                        .map(sample -> sample.file)
                        .toList());
    }

    @Test
    void everySampleIsRunByTheTests() throws IOException {
        try (var files = Files.list(SampleReceiver.SAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Language.values())
                            .map(sample -> sample.file)
                            .toList());
        }
    }

    @Test
    void theExampleIsSignedAsTheGatewaySigns() throws IOException {
        var guide = guide();
        var headers = Signature.headers(
                theOne("with the secret `([^`]+)`"),
                theOne("\nwebhook-id: (.*)\n"),
                Instant.ofEpochSecond(Long.parseLong(theOne("\nwebhook-timestamp: (.*)\n"))),
                theOne("\n(\\{\"id\":.*})\n").getBytes(UTF_8));

        headers.forEach((name, value) -> assertThat(guide).contains("\n" + name + ": " + value + "\n"));
    }

    @Test
    void theTriesAreThoseOfTheSchedule() throws IOException {
        var expected = new StringBuilder("\n|--:|---|\n| 1 | at once |\n");
        for (int i = 0; i < Schedule.WAITS.size(); i++) {
            expected.append("| %d | %s |\n".formatted(i + 2, inWords(Schedule.WAITS.get(i))));
        }

        assertThat(guide()).contains(expected.append("\n"));
    }

    @Test
    void theEventsAreThoseOfTheCatalogue() throws IOException {
        var listed = found(Pattern.compile("\n\\| `([a-z_]+\\.[a-z_-]+)` (?=\\|)")).stream()
                .map(row -> row.group(1));

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(EventCatalogue.MODELS.stream()
                        .flatMap(model -> model.events().stream())
                        .toList());
    }

    private static String inWords(Duration wait) {
        if (wait.toSeconds() < 60) {
            return wait.toSeconds() + " s";
        }
        return wait.toMinutes() < 60 ? wait.toMinutes() + " min" : wait.toHours() + " h";
    }

    private static String theOne(String pattern) throws IOException {
        var found = found(Pattern.compile(pattern));
        assertThat(found).as(pattern).hasSize(1);
        return found.getFirst().group(1);
    }

    private static List<MatchResult> found(Pattern pattern) throws IOException {
        return pattern.matcher(guide()).results().toList();
    }

    private static String guide() throws IOException {
        return Files.readString(DOCS.resolve("webhooks.md"));
    }
}
