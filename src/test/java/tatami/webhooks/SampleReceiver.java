package tatami.webhooks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tatami.SampleServer;

/** One of the guide's sample receivers, running as whoever copies it would run it. */
final class SampleReceiver implements AutoCloseable {

    static final Path SAMPLES = Path.of("docs", "receivers").toAbsolutePath();

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** How each sample is run, and a command that succeeds where it can be. */
    enum Language {
        JavaScript("receiver.mjs", SampleServer.atLeastNode(18), "node"),
        Python("receiver.py", List.of("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"), "python3"),
        Php(
                "receiver.php",
                List.of("php", "-r", "exit((int) (PHP_MAJOR_VERSION < 8));"),
                "php",
                "-S",
                "127.0.0.1:PORT"),
        Java("Receiver.java", List.of(JAVA, "-version"), JAVA),
        Go("receiver.go", List.of("go", "version"), "go", "run"),
        Ruby("receiver.rb", List.of("ruby", "-rwebrick", "-e", ""), "ruby");

        final String file;
        private final List<String> probe;
        private final List<String> run;

        Language(String file, List<String> probe, String... run) {
            this.file = file;
            this.probe = probe;
            this.run = List.of(run);
        }

        boolean isHere() {
            return SampleServer.succeeds(probe);
        }
    }

    private final SampleServer server;

    /**
     * Returns when it listens.
     *
     * @param secrets as they stand in its environment, with commas between
     * @param directory for whatever it prints and keeps
     */
    SampleReceiver(Language language, String secrets, Path directory) {
        var port = Integer.toString(SampleServer.freePort());
        var sample = SAMPLES.resolve(language.file).toString();
        var command = Stream.concat(language.run.stream(), Stream.of(sample))
                .map(word -> word.replace("PORT", port))
                .toList();
        var environment = Map.of(
                "PORT",
                port,
                "WEBHOOK_SECRETS",
                secrets,
                "TMPDIR",
                directory.toString(),
                "GO111MODULE",
                "off",
                "GOCACHE",
                Path.of("target", "go-cache").toAbsolutePath().toString());
        server = new SampleServer(Integer.parseInt(port), command, environment, directory);
    }

    int port() {
        return server.port();
    }

    /** The lines it printed. */
    List<String> printed() {
        return server.printed();
    }

    String errors() {
        return server.errors();
    }

    @Override
    public void close() {
        server.close();
    }
}
