package tatami.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The door to the developers' commands. */
public final class Cli {

    /** The same as of {@code ./tatami} itself. */
    static final int WRONG_USE = 2;

    private static final int COLUMNS = 80;

    private Cli() {}

    /**
     * What holds where the command line says nothing.
     *
     * @param gateway its address, without a slash at the end
     * @param key the secret key that the environment names; empty when it names none
     * @param keptKey reads the key that the gateway made and kept; empty while there is none
     * @param keys where it is kept, as people write it
     */
    public record Defaults(String gateway, Optional<String> key, Supplier<Optional<String>> keptKey, Path keys) {

        @Override
        public String toString() {
            return "Defaults[" + gateway + ", key=****, " + keys + "]";
        }
    }

    /** @param colours whether {@code out} shows them */
    public record Terminal(PrintWriter out, PrintWriter err, boolean colours) {}

    /**
     * Runs one command to its end; listening has none but the end of its thread.
     *
     * @param arguments the command's name, {@code listen}, {@code trigger} or {@code link}, and what follows it
     * @return the exit code
     */
    public static int run(String[] arguments, Defaults defaults, Terminal terminal, InstantSource clock) {
        return run(arguments, defaults, terminal, clock, Patience.USUAL);
    }

    static int run(String[] arguments, Defaults defaults, Terminal terminal, InstantSource clock, Patience patience) {
        var screen = new Screen(terminal.out(), terminal.colours());
        Callable<Integer> command = switch (arguments[0]) {
            case "listen" -> new ListenCommand(defaults, screen, clock, patience);
            case "trigger" -> new TriggerCommand(defaults, screen);
            case "link" -> new LinkCommand(defaults, screen, new Screen(terminal.err(), false), clock);
            default -> throw new IllegalArgumentException("No command: " + arguments[0]);
        };
        var ansi = terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF;
        return new CommandLine(command)
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(Help.defaultColorScheme(ansi))
                .setUsageHelpWidth(COLUMNS)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> misused(wrong))
                .setExecutionExceptionHandler((failure, line, _) -> failed(failure, line))
                .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static int misused(CommandLine.ParameterException wrong) {
        var line = wrong.getCommandLine();
        line.getErr().println(wrong.getMessage());
        line.getErr().println(line.getCommandName() + " --help explains the options.");
        return WRONG_USE;
    }

    private static int failed(Exception failure, CommandLine line) throws Exception {
        return switch (failure) {
            case Failure expected -> {
                line.getErr().println(expected.getMessage());
                yield expected.exitCode();
            }
            case InterruptedException _ -> 0; // told to end
            default -> throw failure;
        };
    }
}
