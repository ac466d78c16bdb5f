package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The repository keeps its own house. Each complaint says what to do instead. */
class TidyTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    private static final int LONGEST_LINE = 120;

    /**
     * Ratchets: what is longest today. Make something shorter and turn them down; to turn one up needs a
     * reason that is better than "it grew".
     */
    private static final int LONGEST_METHOD = 40;

    private static final int LONGEST_FILE = 540;

    /**
     * What may not stand in the sources.
     *
     * @param except the files that may, as the end of a path
     * @param instead what to do
     */
    record Ban(String pattern, String except, String instead) {}

    private static final List<Ban> BANS = List.of(
            new Ban(
                    "Instant\\.now\\(|System\\.currentTimeMillis|Local(Date|Time|DateTime)\\.now\\(|(Zoned|Offset)DateTime\\.now\\(",
                    "nowhere",
                    "take the time from the InstantSource that App passes on, so that tests can move it"),
            new Ban(
                    "\\b(double|float|BigDecimal)\\b",
                    "kit/Balance|http/Json",
                    "amounts are Money, in minor units; nothing here is a fraction"),
            new Ban("\\bSystem\\.(out|err)\\b", "tatami/Main", "log it; only Main speaks to a terminal"),
            new Ban("\\.printStackTrace\\(", "nowhere", "log it with setCause"),
            new Ban("\\b(TODO|FIXME)\\b", "nowhere", "do it, or say in an issue when it will be needed"),
            new Ban(
                    "@Nullable Optional|Optional<@Nullable",
                    "nowhere",
                    "a value is there, or it is not; two ways to be missing are one too many"));

    @ParameterizedTest
    @FieldSource("BANS")
    void whatIsBannedIsNotThere(Ban ban) throws IOException {
        var pattern = Pattern.compile(ban.pattern());
        var allowed = Pattern.compile("(" + ban.except() + ")\\.java$");

        var found = new ArrayList<String>();
        for (var file : files(MAIN, ".java")) {
            if (!allowed.matcher(file.toString()).find()) {
                var lines = withoutTexts(Files.readString(file)).lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    if (pattern.matcher(lines.get(i)).find()) {
                        found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                    }
                }
            }
        }
        assertThat(found).as(ban.instead()).isEmpty();
    }

    @Test
    void noLineIsTooLongEndsInASpaceOrHoldsATab() throws IOException {
        var found = new ArrayList<String>();
        for (var file : sources()) {
            var lines = Files.readString(file).split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                var at = file + ":" + (i + 1) + ": ";
                if (isMeasured(file) && lines[i].codePointCount(0, lines[i].length()) > LONGEST_LINE) {
                    found.add(at + "longer than " + LONGEST_LINE + " characters: break it");
                }
                if (lines[i].endsWith(" ") || lines[i].endsWith("\r")) {
                    found.add(at + "ends in a space: take it away");
                }
                if (lines[i].contains("\t")) {
                    found.add(at + "holds a tab: indent with spaces, write \\t in texts");
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyFileEndsWithItsLastLine() throws IOException {
        var found = new ArrayList<String>();
        for (var file : sources()) {
            var text = Files.readString(file);
            if (!text.endsWith("\n") || text.endsWith("\n\n")) {
                found.add(file.toString());
            }
        }
        assertThat(found).as("end each file with one line break").isEmpty();
    }

    @Test
    void everyRoomSaysWhatItIsAndIsNullMarked() throws IOException {
        var found = new ArrayList<String>();
        try (var directories = Files.walk(MAIN.resolve("tatami"))) {
            for (var directory : directories.filter(Files::isDirectory).toList()) {
                var info = directory.resolve("package-info.java");
                if (Files.notExists(info)) {
                    found.add(directory + " has no package-info.java: say in a sentence what the room is for");
                } else {
                    var text = Files.readString(info);
                    if (!text.contains("@org.jspecify.annotations.NullMarked")) {
                        found.add(info + " is not @NullMarked: NullAway would look away");
                    }
                    if (!text.contains("/**")) {
                        found.add(info + " says nothing: say in a sentence what the room is for");
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noMethodIsLongerThanTheLongestWas() throws IOException {
        var lengths = methods(files(MAIN, ".java"));

        assertThat(lengths.entrySet())
                .as("give the thought in the middle a name, and make it a method")
                .filteredOn(method -> method.getValue() > LONGEST_METHOD)
                .filteredOn(method -> !method.getKey().startsWith("App.java ")) // the map grows with the house
                .isEmpty();
    }

    @Test
    void noFileIsLongerThanTheLongestWas() throws IOException {
        var lengths = new TreeMap<String, Integer>();
        for (var file : files(MAIN, ".java")) {
            lengths.put(file.toString(), Files.readAllLines(file).size());
        }

        assertThat(lengths.entrySet())
                .as("a file with two thoughts is two files")
                .filteredOn(file -> file.getValue() > LONGEST_FILE)
                .isEmpty();
    }

    @Test
    void migrationsAreNumberedWithoutGaps() throws IOException {
        var names = files(MIGRATIONS, "").stream()
                .map(file -> file.getFileName().toString())
                .toList();

        for (int i = 0; i < names.size(); i++) {
            assertThat(names.get(i))
                    .as("name migrations V001__what.sql, one number after the other")
                    .matches("V%03d__[a-z][a-z0-9_]*\\.sql".formatted(i + 1));
        }
    }

    @Test
    void testsHaveSentencesForNamesAndNeverSleep() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files(TESTS, ".java")) {
            var text = withoutTexts(Files.readString(file));
            if (text.contains("Thread.sleep(")
                    && !file.endsWith("Await.java")
                    && !file.toString().contains("/bench/")) {
                found.add(file + " sleeps: advance the clock, or wait for what is to happen");
            }
            if (Pattern.compile("@Disabled|org\\.mockito").matcher(text).find()) {
                found.add(file + " is disabled or mocks: mend the test, or write a fake by hand");
            }
            if (Pattern.compile("void test[A-Z_0-9]").matcher(text).find()) {
                found.add(file + " has a test called test…: its name should say what is true");
            }
        }
        assertThat(found).isEmpty();
    }

    /** Lines of each method, from its name to its last brace. */
    private static Map<String, Integer> methods(List<Path> files) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var lengths = new TreeMap<String, Integer>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            var positions = Trees.instance(task).getSourcePositions();
            for (var unit : task.parse()) {
                new TreeScanner<Void, CompilationUnitTree>() {

                    private String type = "";

                    @Override
                    public Void visitClass(ClassTree tree, CompilationUnitTree in) {
                        var outer = type;
                        type = tree.getSimpleName().toString();
                        super.visitClass(tree, in);
                        type = outer;
                        return null;
                    }

                    @Override
                    public Void visitMethod(MethodTree method, CompilationUnitTree in) {
                        var lines = in.getLineMap();
                        var start = positions.getStartPosition(in, method);
                        var end = positions.getEndPosition(in, method);
                        if (start >= 0 && end >= 0) {
                            var length = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
                            var name = Path.of(in.getSourceFile().toUri()).getFileName() + " " + type + "."
                                    + method.getName();
                            lengths.merge(name, (int) length, Math::max);
                        }
                        return super.visitMethod(method, in);
                    }
                }.scan(unit, unit);
            }
        }
        return lengths;
    }

    private static String withoutTexts(String source) {
        return Pattern.compile("(?s)\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"")
                .matcher(source)
                .replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    /** HTML is broken where its reader may see a space, and tests hold tables. */
    private static boolean isMeasured(Path file) {
        return file.startsWith(Path.of("src", "main")) && file.toString().matches(".*\\.(java|sql)");
    }

    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        for (var directory : List.of("src", "docs", "examples", ".ci")) {
            for (var suffix : List.of(".java", ".sql", ".jte", ".css", ".js", ".xml")) {
                sources.addAll(files(Path.of(directory), suffix));
            }
        }
        return sources;
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
