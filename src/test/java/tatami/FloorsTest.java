package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rooms stand on floors. A file may use what lies below its room, and its own room; never a neighbour
 * on the same floor, never what stands above. It is read from the sources, so that a mistake is named by
 * file and line.
 */
class FloorsTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "tatami");
    private static final Path TEMPLATES = Path.of("src", "main", "jte");

    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("kit", 0),
            Map.entry("metrics", 0),
            Map.entry("tracing", 0),
            Map.entry("db", 1),
            Map.entry("accounts", 2),
            Map.entry("chain", 2),
            Map.entry("calls", 3),
            Map.entry("cards", 3),
            Map.entry("events", 3),
            Map.entry("idempotency", 3),
            Map.entry("ledger", 3),
            Map.entry("users", 3),
            Map.entry("acquiring", 4),
            Map.entry("http", 4),
            Map.entry("mail", 4),
            Map.entry("outbound", 4),
            Map.entry("wallets", 4),
            Map.entry("customers", 5),
            Map.entry("sandbox", 5),
            Map.entry("intents", 6),
            Map.entry("webhooks", 6),
            Map.entry("setups", 7),
            Map.entry("figures", 8),
            Map.entry("payments", 8),
            Map.entry("checkout", 9),
            Map.entry("cli", 9),
            Map.entry("portal", 9),
            Map.entry("reference", 9));

    /** The files outside all rooms, which wire them together and may use everything. */
    private static final int TOP = 10;

    private static final Pattern USE = Pattern.compile("(?<![\\w.])tatami\\.(?<room>[a-z]\\w*|[A-Z]\\w*)");
    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"");

    @Test
    void everyRoomHasAFloor() throws IOException {
        assertThat(FLOORS.keySet())
                .as("a new room needs a floor here, in ARCHITECTURE.md, and a reason")
                .containsAll(rooms(SOURCES))
                .containsAll(rooms(TEMPLATES));
    }

    @Test
    void aFileUsesOnlyWhatLiesBelowIt() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : files(SOURCES)) {
            wrong.addAll(wrongUses(room(file), file.toString(), Files.readString(file)));
        }
        for (var file : files(TEMPLATES)) {
            wrong.addAll(wrongUses(
                    TEMPLATES.relativize(file).getName(0).toString(), file.toString(), Files.readString(file)));
        }
        assertThat(wrong)
                .as("uses that point sideways or up. What two rooms need belongs below both, or is an event")
                .isEmpty();
    }

    @Test
    void theGroundFloorIsPlainJava() throws IOException {
        assertThat(offences(
                        SOURCES.resolve("kit"),
                        "(?m)^import (static )?(?!java\\.|javax\\.crypto\\.|org\\.jspecify\\.|tatami\\.kit\\.)"))
                .as("kit holds plain values and uses nothing but the JDK")
                .isEmpty();
    }

    @Test
    void onlyTheHttpRoomTheMapAndRoutesKnowTheWebServer() throws IOException {
        assertThat(offences(SOURCES, "io\\.helidon\\."))
                .as(
                        "Helidon outside http, App and files that end in Routes: another server should cost a week, not a year")
                .filteredOn(offence -> !offence.contains("/http/"))
                .filteredOn(offence -> !offence.matches(".*/(App|\\w+Routes)\\.java:.*"))
                .isEmpty();
    }

    @Test
    void onlyTheDbRoomKnowsJdbc() throws IOException {
        assertThat(offences(SOURCES, "(?<![\\w.])javax?\\.sql\\.|org\\.postgresql\\.|com\\.zaxxer\\."))
                .as("JDBC outside db: take a Tx and use db.Sql")
                .filteredOn(offence -> !offence.contains("/db/"))
                .isEmpty();
    }

    @Test
    void onlyTheMetricsRoomKnowsPrometheus() throws IOException {
        assertThat(offences(SOURCES, "(?<![\\w.])io\\.prometheus\\."))
                .as("tell metrics.Metrics, in our words")
                .filteredOn(offence -> !offence.contains("/metrics/"))
                .isEmpty();
    }

    @Test
    void onlyTheTracingRoomKnowsOpenTelemetry() throws IOException {
        assertThat(offences(SOURCES, "(?<![\\w.])io\\.opentelemetry\\."))
                .as("tell tracing.Tracing, in our words")
                .filteredOn(offence -> !offence.contains("/tracing/"))
                .isEmpty();
    }

    @Test
    void sqlStandsInStores() throws IOException {
        assertThat(offences(SOURCES, "\\bSql\\.of\\("))
                .as("SQL in a file that does not end in Store: one statement, one constant, beside its only user")
                .filteredOn(offence -> !offence.matches(".*/\\w+Store\\.java:.*"))
                .isEmpty();
    }

    @Test
    void onlyTheMapKnowsTheSandbox() throws IOException {
        assertThat(offences(SOURCES, "(?<![\\w.])tatami\\.sandbox\\."))
                .as("the sandbox is one acquirer among others, and only App chooses one")
                .filteredOn(offence -> !offence.contains("/sandbox/"))
                .filteredOn(offence -> !offence.matches(".*tatami/\\w+\\.java:.*"))
                .isEmpty();
    }

    /** Without this, all of the above would pass by finding nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payments | import tatami.payments.Status;             |
            payments | import tatami.kit.Money;                   |
            payments | import tatami.checkout.Stage;              | checkout
            payments | import static tatami.portal.Pages.page;    | portal
            cards    | import tatami.ledger.Entry;                | ledger
            kit      | import tatami.db.Tx;                       | db
            payments | var app = new tatami.App(config);          | App
            payments | new tatami.checkout.Links();               | checkout
            payments | import tatami.attic.Box;                   | attic
            payments | /* tatami.checkout */ // tatami.checkout   |
            payments | var text = "tatami.checkout";              |
            """)
    void aWrongUseIsFound(String room, String line, String expected) {
        var wrong = wrongUses(room, "File.java", "package tatami." + room + ";\n" + line);

        if (expected == null) {
            assertThat(wrong).isEmpty();
        } else {
            assertThat(wrong).singleElement().asString().contains("File.java:2").contains(expected);
        }
    }

    private static List<String> wrongUses(String room, String file, String source) {
        var floor = floor(room);
        var wrong = new TreeMap<String, String>();
        var code = withoutCommentsAndTexts(source);
        var uses = USE.matcher(code);
        while (uses.find()) {
            var used = uses.group("room");
            var usedFloor = Character.isUpperCase(used.charAt(0)) ? TOP : floor(used);
            if (!used.equals(room) && !used.equals("templates") && usedFloor >= floor && floor < TOP) {
                wrong.put(
                        file + ":" + line(code, uses.start()),
                        " is on floor %d (%s) and uses tatami.%s on floor %d".formatted(floor, room, used, usedFloor));
            }
        }
        return wrong.entrySet().stream()
                .map(found -> found.getKey() + found.getValue())
                .toList();
    }

    private static List<String> offences(Path directory, String pattern) throws IOException {
        var offences = new ArrayList<String>();
        for (var file : files(directory)) {
            var code = withoutCommentsAndTexts(Files.readString(file));
            var found = Pattern.compile(pattern).matcher(code);
            while (found.find()) {
                var line = line(code, found.start());
                offences.add(file + ":" + line + ": "
                        + code.lines().skip(line - 1L).findFirst().orElse("").strip());
            }
        }
        return offences;
    }

    /** Their characters become spaces, so that lines keep their numbers. */
    private static String withoutCommentsAndTexts(String source) {
        return COMMENT_OR_TEXT.matcher(source).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    /** An unknown room counts as highest, so that it is named wherever it is used. */
    private static int floor(String room) {
        return FLOORS.getOrDefault(room, TOP);
    }

    private static String room(Path file) {
        var path = SOURCES.relativize(file);
        return path.getNameCount() == 1 ? "" : path.getName(0).toString();
    }

    private static Set<String> rooms(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return new TreeSet<>(entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList());
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
