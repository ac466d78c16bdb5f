package tatami.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tatami.TestClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guide, its alerts and the dashboard name what is exported, and all of it. */
class MetricsDocsTest {

    private static final Path GUIDE = Path.of("docs", "operating.md");
    private static final Path DASHBOARD = Path.of("deploy", "grafana-dashboard.json");
    private static final Path ALERTS = Path.of("deploy", "alerts.yaml");

    private static final Pattern NAME = Pattern.compile("\\b(?:tatami|jvm|process)_[a-z0-9_]*[a-z0-9]\\b");

    private enum Kind {
        Sale
    }

    @Test
    void theGuideDescribesEveryNumberOfOurs() throws IOException {
        var described = Files.readString(GUIDE)
                .lines()
                .filter(line -> line.startsWith("| `tatami_"))
                .map(line -> line.substring("| `".length(), line.indexOf('`', "| `".length())))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described)
                .isEqualTo(exported().stream()
                        .filter(name -> name.startsWith("tatami_"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theDashboardAsksForNothingThatIsNotThere() throws IOException {
        var asked = JsonMapper.shared().readTree(Files.readString(DASHBOARD)).findValuesAsString("expr").stream()
                .flatMap(expression -> names(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).isNotEmpty().isSubsetOf(exported());
        assertThat(asked.stream().filter(name -> name.startsWith("tatami_")).toList())
                .as("each of our numbers has its place on the dashboard")
                .containsAll(exported().stream()
                        .filter(name -> name.startsWith("tatami_"))
                        .toList());
    }

    @Test
    void theAlertsAskForNothingThatIsNotThere() throws IOException {
        var asked = names(Files.readString(ALERTS));

        assertThat(asked).isNotEmpty().isSubsetOf(exported());
    }

    @Test
    void theDashboardCanBeImported() throws IOException {
        var dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
        var panels = StreamSupport.stream(dashboard.path("panels").spliterator(), false)
                .toList();
        var ids = panels.stream().map(panel -> panel.path("id").asInt()).toList();
        var drawn = panels.stream()
                .filter(panel -> !"row".equals(panel.path("type").asString()))
                .toList();

        assertThat(dashboard.path("id").isNull()).as("Grafana gives its own id").isTrue();
        assertThat(dashboard.path("schemaVersion").asInt()).isPositive();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(panels).allMatch(panel -> panel.path("gridPos").path("w").asInt() <= 24);
        assertThat(drawn)
                .allMatch(panel -> "${datasource}"
                        .equals(panel.path("datasource").path("uid").asString()));
        assertThat(drawn).allMatch(panel -> !panel.path("targets").isEmpty());
        assertThat(names(dashboard, "templating")).contains("datasource");
    }

    private static Set<String> names(JsonNode dashboard, String of) {
        return StreamSupport.stream(dashboard.path(of).path("list").spliterator(), false)
                .map(variable -> variable.path("name").asString())
                .collect(Collectors.toSet());
    }

    /** A histogram is one number, however many rows it takes. */
    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map(found -> found.group().replaceAll("_(bucket|count|sum)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a gateway exports to which everything has happened. */
    private static Set<String> exported() {
        var numbers = new Prometheus("1.0", new TestClock());
        numbers.request("GET", "/", 200, 1);
        numbers.limited("address");
        numbers.acquirerCall("pay", true, 1);
        numbers.operation(Kind.Sale, "approved");
        numbers.resolved(Kind.Sale, "approved");
        numbers.webhookTry("succeeded", 1);
        numbers.mailTry("sent", 1);
        numbers.batch("payment intents", 1);
        numbers.loopFailed("courier");
        numbers.queue("mail", () -> new Backlog(0, Duration.ZERO));
        numbers.pool(() -> new Pool(0, 0, 0, 0));
        return new String(numbers.text(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
