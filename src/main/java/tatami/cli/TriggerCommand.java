package tatami.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tatami.accounts.Environment;
import tatami.events.EventType;
import tatami.webhooks.EventCatalogue;

/** {@code ./tatami trigger}: makes an event happen for real, through the API. */
@Command(
        name = "./tatami trigger",
        sortOptions = false,
        customSynopsis = "./tatami trigger <event> [options]",
        synopsisHeading = "",
        descriptionHeading = "%n",
        description = {
            "Makes an event happen in a running gateway, by doing what a merchant and a",
            "shopper would do. Sandbox keys only. Without an event it lists them.",
        },
        parameterListHeading = "%n",
        optionListHeading = "")
final class TriggerCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "<event>", description = "Such as payment.successful.")
    private @Nullable String event;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "For payment_intent.status_updated: ${COMPLETION-CANDIDATES}; otherwise Captured.")
    private @Nullable Ending status;

    @Mixin
    private Access access = new Access();

    private final Cli.Defaults defaults;
    private final Screen screen;

    /** Where an intent may end up. */
    enum Ending {
        Captured,
        Authorized,
        Canceled,
        Refunded,
        Reversed
    }

    TriggerCommand(Cli.Defaults defaults, Screen screen) {
        this.defaults = defaults;
        this.screen = screen;
    }

    @Override
    public Integer call() throws InterruptedException {
        var name = event;
        if (name == null) {
            screen.line("./tatami trigger <event> makes one of these happen:\n\n" + list());
            return 0;
        }
        if (name.equals(EventCatalogue.ORDER_CREATED)) {
            throw Failure.wrongUse(
                    "This version of the API has no orders, so " + EventCatalogue.ORDER_CREATED + " never happens.");
        }
        var type = type(name)
                .orElseThrow(() -> Failure.wrongUse(
                        "There is no event '" + Words.plain(name, 70) + "'. These there are:\n\n" + list()));
        if (status != null && type != EventType.StatusUpdated) {
            throw Failure.wrongUse("--status is for " + EventType.StatusUpdated.wire() + " alone.");
        }
        var gateway = access.gateway(defaults);
        if (!gateway.key().value().startsWith(Environment.Sandbox.keyPrefix())) {
            throw Failure.wrongUse("trigger makes payments; it works with sandbox keys only, and " + gateway.key()
                    + " does not begin with " + Environment.Sandbox.keyPrefix() + ".");
        }
        happen(type, new Steps(gateway, screen));
        return 0;
    }

    private void happen(EventType type, Steps steps) throws InterruptedException {
        switch (type) {
            case Created -> steps.create("Auto");
            case StatusUpdated -> end(status == null ? Ending.Captured : status, steps);
            case Updated -> steps.changeAmount(steps.create("Auto"));
            case SendReceipt -> {
                var intent = steps.create("Auto");
                steps.pay(intent);
                steps.sendReceipt(intent);
            }
            case PaymentSuccessful -> steps.pay(steps.create("Auto"));
        }
    }

    private static void end(Ending ending, Steps steps) throws InterruptedException {
        var intent = switch (ending) {
            case Captured, Canceled, Refunded -> steps.create("Auto");
            case Authorized, Reversed -> steps.create("Manual");
        };
        if (ending != Ending.Canceled) {
            steps.pay(intent);
        }
        switch (ending) {
            case Captured, Authorized -> {}
            case Canceled -> steps.cancel(intent);
            case Refunded -> steps.refund(intent);
            case Reversed -> steps.reverse(intent);
        }
    }

    private static Optional<EventType> type(String name) {
        return Arrays.stream(EventType.values())
                .filter(type -> type.wire().equals(name))
                .findFirst();
    }

    private static String list() {
        var list = new StringBuilder();
        for (var type : EventType.values()) {
            list.append("  %-29s  %s%n".formatted(type.wire(), meaning(type)));
        }
        return list.toString().stripTrailing();
    }

    private static String meaning(EventType type) {
        return switch (type) {
            case Created -> "creates a payment intent";
            case StatusUpdated -> "creates one and pays it; see --status";
            case Updated -> "creates one and changes its amount";
            case SendReceipt -> "pays one and sends a receipt";
            case PaymentSuccessful -> "pays one";
        };
    }
}
