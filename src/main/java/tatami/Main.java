package tatami;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tatami.cli.Cli;
import tatami.db.DatabaseFailure;
import tatami.db.EmbeddedPostgres;

/** The commands of {@code ./tatami}. */
public final class Main {

    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        var began = System.nanoTime();
        var command = arguments.length == 0 ? "start" : arguments[0];
        switch (command) {
            case "start" -> start(began);
            case "listen", "trigger", "link" -> System.exit(ask(arguments));
            case "vault" -> System.exit(vault(arguments));
            case "brand" -> System.exit(brand(arguments));
            case "user" -> System.exit(user(arguments));
            case "history" -> System.exit(history(arguments));
            case "rehearse" -> Rehearsal.run();
            case "help", "--help", "-h" -> System.out.print(help());
            case "version", "--version" -> System.out.println("Tatami " + version());
            default -> {
                System.err.println("There is no command '" + command + "'.\n");
                System.err.print(help());
                System.exit(WRONG_USE);
            }
        }
    }

    private static void start(long began) {
        Config config;
        try {
            config = Config.read(System.getenv());
        } catch (Config.Wrong wrong) {
            complain("The gateway cannot start with these settings:", wrong);
            System.exit(WRONG_USE);
            return;
        }
        Logs.configure(config.logFormat());
        try {
            var app = App.of(config, InstantSource.system(), UnaryOperator.identity());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                app.close();
                Logs.flush();
            }));
            app.listen();
            app.work();
            System.out.println(Welcome.of(config, app, System.nanoTime() - began));
        } catch (RuntimeException e) {
            System.err.println("The gateway could not start.\n\n  " + reason(e) + "\n");
            System.exit(FAILED);
        }
    }

    /** A developer's command, which talks to a running gateway. Gives the exit code. */
    private static int ask(String[] arguments) {
        Config config;
        try {
            config = Config.read(System.getenv());
        } catch (Config.Wrong wrong) {
            complain("A gateway could not start with these settings, so there is none to talk to:", wrong);
            return WRONG_USE;
        }
        var keys = new Keys(config.dataDirectory());
        var here = Path.of("").toAbsolutePath();
        var defaults = new Cli.Defaults(
                config.listen().publicUrl(),
                config.sandboxSecretKey(),
                keys::keptSandboxSecretKey,
                keys.directory().startsWith(here) ? here.relativize(keys.directory()) : keys.directory());
        var console = System.console();
        var noColour = System.getenv("NO_COLOR");
        var terminal = new Cli.Terminal(
                new PrintWriter(System.out),
                new PrintWriter(System.err, true),
                console != null && console.isTerminal() && (noColour == null || noColour.isEmpty()));
        return Cli.run(arguments, defaults, terminal, InstantSource.system());
    }

    private static int vault(String[] arguments) {
        if (!VaultCommand.isUnderstood(arguments)) {
            System.err.print(VaultCommand.USAGE);
            return WRONG_USE;
        }
        return operate("The key was not rotated.", config -> {
            try {
                return new VaultCommand(config, System.out::println).rotate();
            } catch (DatabaseFailure e) {
                System.err.println("The rotation broke off:\n\n  " + e.getMessage()
                        + "\n\nNothing is lost, and every number opens. Run it again.");
                return false;
            }
        });
    }

    private static int brand(String[] arguments) {
        var options = BrandCommand.read(List.of(arguments).subList(1, arguments.length));
        if (options.isEmpty()) {
            System.err.print(BrandCommand.USAGE);
            return WRONG_USE;
        }
        return operate("Nothing was changed.", config -> {
            new BrandCommand(options.get(), config, System.out::println).run();
            return true;
        });
    }

    private static int user(String[] arguments) {
        var asked = UserCommand.read(List.of(arguments).subList(1, arguments.length));
        if (asked.isEmpty()) {
            System.err.print(UserCommand.USAGE);
            return WRONG_USE;
        }
        return operate("Nothing was changed.", config -> {
            new UserCommand(asked.get(), config, System.out::println).run();
            return true;
        });
    }

    private static int history(String[] arguments) {
        var noted = HistoryCommand.read(List.of(arguments).subList(1, arguments.length));
        if (noted.isEmpty()) {
            System.err.print(HistoryCommand.USAGE);
            return WRONG_USE;
        }
        return operate(
                "History was not verified.",
                config -> new HistoryCommand(config, System.out::println).verify(noted.get()));
    }

    /**
     * An operator's command, which works on the database itself. Gives the exit code.
     *
     * @param undone what to say when it could not be done
     * @param command tells whether it was
     */
    private static int operate(String undone, Predicate<Config> command) {
        Config config;
        try {
            config = Config.read(System.getenv());
        } catch (Config.Wrong wrong) {
            complain("These are not the settings of a gateway:", wrong);
            return WRONG_USE;
        }
        Logs.configure(config.logFormat());
        try {
            return command.test(config) ? 0 : FAILED;
        } catch (RuntimeException e) {
            System.err.println(undone + "\n\n  " + reason(e) + "\n");
            return FAILED;
        } finally {
            Logs.flush();
        }
    }

    private static void complain(String of, Config.Wrong wrong) {
        System.err.println(of + "\n");
        wrong.faults().forEach(fault -> System.err.println("  " + fault));
        System.err.println("\n./tatami help explains every setting.");
    }

    /** What an operator can act on; the rest of the chain when nothing speaks plainly. */
    private static String reason(Throwable failure) {
        if (failure instanceof EmbeddedPostgres.Failure || failure instanceof IllegalStateException) {
            return String.valueOf(failure.getMessage());
        }
        var cause = failure.getCause();
        var words = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return cause == null ? words : words + "\n  " + reason(cause);
    }

    private static String help() {
        var help = new StringBuilder("""
                Tatami, a payment gateway to host yourself.

                  ./tatami            start the gateway (also: ./tatami start)
                  ./tatami help       this page
                  ./tatami version    the version

                For developers, beside a running gateway (--help says more):

                  ./tatami listen     show events as they happen, and forward them
                  ./tatami trigger    make an event happen
                  ./tatami link       make a link to pay by

                For operators, also while gateways run:

                  ./tatami brand          the logo, favicon and colour on the pages that shoppers see
                  ./tatami history verify whether the ledger and the audit log are as they were written
                  ./tatami user           who may sign in to the portal
                  ./tatami vault rotate   give the stored card numbers a fresh key

                Settings come from the environment:

                """);
        for (var setting : Config.describe()) {
            help.append("  %s = %s%n      %s%n".formatted(setting.name(), setting.standard(), setting.meaning()));
        }
        help.append("\nEach can also stand in a file that <name>_FILE names, such as TATAMI_MASTER_KEY_FILE.\n");
        return help.toString();
    }

    static String version() {
        var version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "from source" : version;
    }
}
