package tatami.acquiring;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.metrics.Metrics;

/**
 * Asks the acquirer, and finds out what became of what it did not answer. For whoever has written the
 * operation down before.
 */
public final class Asking {

    /**
     * After how long nobody is asking any more: longer than the acquirer may be asked (5 s), and short
     * enough that, looked for every second, the truth is known within ten seconds of a death.
     */
    public static final Duration SILENT_AFTER = Acquirer.LIMIT.plusSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final Acquirer acquirer;
    private final Metrics metrics;

    public Asking(Acquirer acquirer, Metrics metrics) {
        this.acquirer = acquirer;
        this.metrics = metrics;
    }

    /** Who is asked. */
    public Acquirer acquirer() {
        return acquirer;
    }

    /** Asks, and after a silence finds out. Empty when nobody knows yet. */
    public Optional<Outcome> ask(Operation operation, Function<Operation, Optional<Outcome>> ask) {
        var outcome = answered(operation, () -> ask.apply(operation)).or(() -> findOut(operation));
        metrics.operation(operation.kind(), word(outcome));
        return outcome;
    }

    /** How captures, refunds and reversals are asked: they need nothing but themselves. */
    public Optional<Outcome> perform(Operation operation) {
        return acquirer.perform(operation);
    }

    /** Finds out what became of an operation that nobody is asking any more. Empty when nobody knows yet. */
    public Optional<Outcome> settleSilence(Operation operation) {
        var outcome = findOut(operation);
        metrics.resolved(operation.kind(), word(outcome));
        return outcome;
    }

    /**
     * The acquirer's word on an operation that was asked and not answered. If it never heard of it, what
     * can be asked again is; a payment cannot, since its security code is gone, and is withdrawn.
     */
    private Optional<Outcome> findOut(Operation operation) {
        return answered(operation, () -> switch (acquirer.lookup(operation.id())) {
            case Lookup.Found(var outcome) -> Optional.of(outcome);
            case Lookup.Unknown() ->
                operation.kind().needsCard() ? acquirer.abandon(operation) : acquirer.perform(operation);
            case Lookup.NoAnswer() -> Optional.empty();
        });
    }

    /** For the operators' numbers. */
    private static String word(Optional<Outcome> outcome) {
        return outcome.map(known -> switch (known) {
                    case Outcome.Approved _ -> "approved";
                    case Outcome.Declined _ -> "declined";
                    case Outcome.Abandoned _ -> "failed";
                })
                .orElse("unanswered");
    }

    /** An acquirer must not throw; if it does, nobody knows what it did, and that is silence. */
    private static Optional<Outcome> answered(Operation operation, Supplier<Optional<Outcome>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("operation", operation.id())
                    .setCause(e)
                    .log("The acquirer's adapter failed; the operation stays unsettled");
            return Optional.empty();
        }
    }
}
