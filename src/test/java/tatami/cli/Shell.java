package tatami.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A developer's terminal in which one command runs. */
final class Shell implements AutoCloseable {

    /** Quick where people are patient; long enough for a slow machine where something must happen. */
    static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(20));

    private static final Path KEYS = Path.of(".tatami", "keys");

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder out = new StringBuilder();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger exitCode = new AtomicInteger(-1);
    private final Thread thread;

    private Shell(Cli.Defaults defaults, boolean colours, Patience patience, String... arguments) {
        this(defaults, colours, patience, InstantSource.system(), arguments);
    }

    private Shell(Cli.Defaults defaults, boolean colours, Patience patience, InstantSource clock, String... arguments) {
        var terminal = new Cli.Terminal(new PrintWriter(new Lines()), new PrintWriter(err, true), colours);
        thread = Thread.ofVirtual().start(() -> exitCode.set(Cli.run(arguments, defaults, terminal, clock, patience)));
    }

    /** A machine on which nothing is set. */
    static Cli.Defaults nothing() {
        return new Cli.Defaults("http://localhost:1", Optional.empty(), Optional::empty, KEYS);
    }

    /** A machine on which the gateway has made a key. */
    static Cli.Defaults kept(String gateway, String key) {
        return new Cli.Defaults(gateway, Optional.empty(), () -> Optional.of(key), KEYS);
    }

    static Shell start(Cli.Defaults defaults, String... arguments) {
        return new Shell(defaults, false, PATIENCE, arguments);
    }

    static Shell start(Cli.Defaults defaults, Patience patience, String... arguments) {
        return new Shell(defaults, false, patience, arguments);
    }

    static Shell inColours(Cli.Defaults defaults, String... arguments) {
        return new Shell(defaults, true, PATIENCE, arguments);
    }

    /** Runs a command that ends by itself. */
    static Shell run(Cli.Defaults defaults, String... arguments) {
        var shell = start(defaults, arguments);
        shell.end();
        return shell;
    }

    /** As {@link #run}, at a time of the test's own. */
    static Shell runAt(InstantSource clock, Cli.Defaults defaults, String... arguments) {
        var shell = new Shell(defaults, false, PATIENCE, clock, arguments);
        shell.end();
        return shell;
    }

    /** The next line; waits for it. */
    String line() {
        try {
            var line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("Nothing was printed in time, after:\n" + out() + err());
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next lines. */
    List<String> lines(int count) {
        var next = new ArrayList<String>();
        while (next.size() < count) {
            next.add(line());
        }
        return next;
    }

    /** Reads on to the line that begins with {@code beginning}. */
    String lineBeginning(String beginning) {
        var line = line();
        while (!line.strip().startsWith(beginning)) {
            line = line();
        }
        return line;
    }

    /** Reads the head of {@code listen}; gives the signing secret. */
    String greeting() {
        var secret = lineBeginning("Signing secret").strip().replaceAll(".* ", "");
        line();
        while (!line().isEmpty()) {
            // the hint
        }
        return secret;
    }

    /** The exit code of a command that has come to its end; waits for it. */
    int end() {
        try {
            if (!thread.join(Duration.ofSeconds(30))) {
                throw new AssertionError("The command did not end; it printed:\n" + out() + err());
            }
            return exitCode.get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String out() {
        synchronized (out) {
            return out.toString();
        }
    }

    String err() {
        return err.toString();
    }

    /** As Ctrl-C, for there is no process to end. */
    @Override
    public void close() {
        thread.interrupt();
        end();
    }

    private final class Lines extends Writer {

        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] chars, int from, int length) {
            synchronized (out) {
                out.append(chars, from, length);
            }
            for (int i = from; i < from + length; i++) {
                if (chars[i] == '\n') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(chars[i]);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
