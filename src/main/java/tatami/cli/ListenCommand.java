package tatami.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tatami.webhooks.EventCatalogue;

/** {@code ./tatami listen}: shows an account's events as they happen, and passes them on. */
@Command(
        name = "./tatami listen",
        sortOptions = false,
        customSynopsis = "./tatami listen [options]",
        synopsisHeading = "",
        descriptionHeading = "%n",
        description = {
            "Shows what happens in a running gateway, as it happens, and passes it on to the",
            "program that you work on: each event once and in order, signed like a webhook.",
            "What your program does not take is not sent again; a subscription's would be.",
        },
        optionListHeading = "%n",
        footer = {"", "  ./tatami listen --forward-to http://localhost:3000/hook"})
final class ListenCommand implements Callable<Integer> {

    /** Time, name, status: the name as wide as the longest. */
    private static final String EVENT = "%s  %-29s  %s";

    /** Under the name; an intent's id is too long for the first line of eighty columns. */
    private static final String UNDER = " ".repeat(10);

    private static final int LONGEST_LINE = 70;

    /** Beside the id. */
    private static final int LONGEST_REASON = 24;

    @Option(names = "--forward-to", paramLabel = "URL", description = "Posts each event to this address.")
    private @Nullable String forwardTo;

    @Option(names = "--events", paramLabel = "NAMES", description = "Only these events, with commas in between.")
    private @Nullable String events;

    @Mixin
    private Access access = new Access();

    private final Cli.Defaults defaults;
    private final Screen screen;
    private final InstantSource clock;
    private final Patience patience;

    ListenCommand(Cli.Defaults defaults, Screen screen, InstantSource clock, Patience patience) {
        this.defaults = defaults;
        this.screen = screen;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Integer call() throws InterruptedException {
        var wanted = wanted();
        var forwarder = Optional.ofNullable(forwardTo)
                .map(text -> new Forwarder(Access.webAddress("--forward-to", text), clock, patience.answer()));
        var gateway = access.gateway(defaults);
        try (var ear = new Ear(gateway, patience, screen, clock)) {
            var secret = ear.secret();
            greet(gateway, wanted, secret);
            while (!screen.isGone()) {
                var event = ear.next();
                if (!ear.secret().equals(secret)) {
                    secret = ear.secret();
                    screen.line(UNDER + "It has another database now, and a new signing secret:");
                    screen.line(UNDER + screen.bold(secret));
                }
                if (wanted.isEmpty() || wanted.contains(event.event())) {
                    show(event);
                    screen.line(forwarder.isPresent() ? forward(event, forwarder.get(), secret) : "");
                }
            }
        }
        return 0;
    }

    /** Their names; none means all. */
    private List<String> wanted() {
        if (events == null) {
            return List.of();
        }
        var known = EventCatalogue.names();
        var named = Arrays.stream(events.split(",")).map(String::strip).toList();
        named.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw Failure.wrongUse("There is no event '" + Words.plain(name, LONGEST_LINE) + "'. These there are:\n\n  "
                    + String.join("\n  ", known));
        });
        return named;
    }

    private void greet(GatewayApi gateway, List<String> wanted, String secret) {
        screen.line("");
        fact("Listening to", gateway.url());
        fact("Events", wanted.isEmpty() ? "all" : String.join("\n" + " ".repeat(18), wanted));
        if (forwardTo != null) {
            fact("Forwarding to", Access.webAddress("--forward-to", forwardTo).toString());
        }
        fact("Signing secret", screen.bold(secret));
        screen.line("");
        if (forwardTo == null) {
            screen.line("--forward-to URL passes events on, signed with this secret. Ctrl-C ends it.");
        } else {
            screen.line("Your receiver checks signatures with this secret, which stays the same;");
            screen.line("docs/webhooks.md says how. What it refuses is not sent again. Ctrl-C ends it.");
        }
        screen.line("");
    }

    private void fact(String name, String value) {
        screen.line("  %-14s  %s".formatted(name, value));
    }

    /** Leaves room for an answer. */
    private void show(Heard event) {
        screen.line(EVENT.formatted(screen.time(event.at()), event.event(), event.status()));
        screen.begin(UNDER + screen.dim(event.intent()));
    }

    /** What to say of it, behind the intent's id. */
    private String forward(Heard event, Forwarder forwarder, String secret) throws InterruptedException {
        try {
            var reply = forwarder.forward(event, secret);
            var took = " in " + reply.milliseconds() + " ms";
            if (reply.isSuccess()) {
                return "  " + screen.green("" + reply.status()) + took;
            }
            var redirected = reply.status() / 100 == 3 ? ", not followed" : "";
            var said = Words.plain(reply.body(), LONGEST_LINE);
            return "  " + screen.red("" + reply.status()) + took + redirected
                    + (said.isEmpty() ? "" : "\n" + UNDER + said);
        } catch (IOException e) {
            var reason = Words.reason(e);
            return reason.length() <= LONGEST_REASON
                    ? "  " + screen.red("no answer: " + reason)
                    : "  " + screen.red("no answer") + "\n" + UNDER + reason;
        }
    }
}
