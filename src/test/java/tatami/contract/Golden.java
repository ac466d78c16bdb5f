package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tatami.Gateway.Answer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as files, compared to the letter: names, their order, and what is left out. What differs from
 * run to run, ids, secrets and times, is replaced by its kind, and only where it has that kind's shape.
 *
 * <p>{@code ./mvnw test -Dtest='tatami.contract.*' -Dgoldens=write} writes them anew; read the diff.
 */
final class Golden {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "contract");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<Pattern, String> CHANGING = new LinkedHashMap<>();

    static {
        changing("\"(pi|si|cp|rfnd|rvs|evt)_sandbox_[A-Za-z0-9_-]{22}\"", "\"<$1_sandbox>\"");
        changing("\"[A-Za-z0-9_-]{146}==\"|\"[A-Za-z0-9_-]{147}=\"|\"[A-Za-z0-9_-]{148}\"", "\"<secret>\"");
        changing("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z\"", "\"<time>\"");
        changing("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"", "\"<time in whole seconds>\"");
        changing("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"<uuid>\"");
        changing("\"00-[0-9a-f]{32}-[0-9a-f]{16}-01\"", "\"<trace>\"");
        changing("(\"(?:before|after)\":)\"[A-Za-z0-9+/]+=*\"", "$1\"<cursor>\"");
        changing("(\"location-id\":)\"\\d{15}\"", "$1\"<location>\"");
    }

    private Golden() {}

    /** The answer must be JSON with this status, and its body the one in the file. */
    static void check(String name, int status, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("content-type"))
                .as("content type")
                .hasValue("application/json; charset=utf-8");
        assertThat(answer.text()).as("nothing is null on the wire").doesNotContain(":null");
        var actual = scrubbed(answer.text());
        var file = DIRECTORY.resolve(name + ".json");
        try {
            if ("write".equals(System.getProperty("goldens"))) {
                Files.createDirectories(DIRECTORY);
                Files.writeString(file, actual);
                return;
            }
            if (Files.notExists(file)) {
                fail("There is no " + file + ". Run once with -Dgoldens=write and read what it wrote.");
            }
            assertThat(actual)
                    .as("%s; if the change is meant, run with -Dgoldens=write and read the diff", file)
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String scrubbed(String json) {
        for (var change : CHANGING.entrySet()) {
            json = change.getKey().matcher(json).replaceAll(change.getValue());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(json)) + "\n";
    }

    private static void changing(String pattern, String kind) {
        CHANGING.put(Pattern.compile(pattern), kind);
    }
}
