package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be known of an image without building it. */
class DeployTest {

    private static final Path CONTAINERFILE = Path.of("deploy", "Containerfile");
    private static final Path COMPOSE = Path.of("deploy", "compose.yaml");

    private static final Pattern SETTING = Pattern.compile("\\bTATAMI_[A-Z_]*[A-Z]\\b");

    /** Read by the script and by compose.yaml itself. */
    private static final Set<String> NOT_THE_GATEWAYS = Set.of("TATAMI_JAVA_OPTS", "TATAMI_DATABASE_PASSWORD");

    private static final List<String> SECRETS = List.of(
            "TATAMI_DATABASE_URL", "TATAMI_MASTER_KEY", "TATAMI_SANDBOX_SECRET_KEY", "TATAMI_SMTP_URL", "PASSWORD");

    @Test
    void everyFileThatTheImageCopiesIsThereAndReachesTheBuild() throws IOException {
        var allowed = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .collect(Collectors.toSet());

        var copied = instructions("COPY")
                .filter(words -> !words.getFirst().startsWith("--from"))
                .flatMap(words -> words.subList(0, words.size() - 1).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(copied).isNotEmpty().allMatch(name -> Files.exists(Path.of(name)));
        assertThat(copied)
                .as("and nothing else does: a data directory holds keys")
                .isEqualTo(new TreeSet<>(allowed));
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("*");
    }

    @Test
    void theImageRunsAsAnOrdinaryUserAndIsAskedWhetherItIsReady() throws IOException {
        assertThat(instructions("USER").toList()).containsExactly(List.of("10001"));
        assertThat(text(CONTAINERFILE)).contains("useradd --system --uid 10001");
        assertThat(instructions("HEALTHCHECK").toList().toString())
                .contains("http://127.0.0.1:${TATAMI_PORT:-8080}/health/ready");
    }

    @Test
    void everyBaseIsNamedWithItsVersion() throws IOException {
        assertThat(instructions("FROM").map(List::getFirst))
                .hasSize(2)
                .allMatch(image -> image.matches("docker\\.io/[a-z/-]+:25-[a-z-]+"));
        assertThat(text(COMPOSE)).contains("image: docker.io/library/postgres:18");
    }

    @Test
    void noSecretIsInTheImageOrInTheComposition() throws IOException {
        assertThat(text(CONTAINERFILE)).doesNotContain(SECRETS);
        assertThat(text(COMPOSE)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .filter(line -> SECRETS.stream().anyMatch(line::contains)))
                .isNotEmpty()
                .allMatch(line -> line.contains("{TATAMI_"), "comes from outside")
                .noneMatch(line -> line.matches(".*:-[^}].*"), "has a value when nobody gave one");
    }

    @Test
    void theScriptThatTheImageStartsIsExecutable() {
        assertThat(Path.of("tatami")).isExecutable();
        assertThat(Path.of("mvnw")).isExecutable();
    }

    @Test
    void everySettingThatIsNamedIsOne() throws IOException {
        var known = Config.describe().stream().map(Config.Setting::name).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(NOT_THE_GATEWAYS);

        for (var file : List.of(CONTAINERFILE, COMPOSE, Path.of("docs", "operating.md"))) {
            var named = SETTING.matcher(text(file))
                    .results()
                    .map(found -> found.group())
                    .toList();
            assertThat(named).as(file.toString()).isNotEmpty().isSubsetOf(known);
        }
    }

    /** The words of each such instruction, without its name; lines that go on are one. */
    private static Stream<List<String>> instructions(String name) throws IOException {
        return text(CONTAINERFILE)
                .replaceAll("\\\\\\n\\s*", "")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Arrays.asList(line.substring(name.length() + 1).split(" +")));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
