package tatami.acquiring;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tatami.cards.PresentedCard;
import tatami.metrics.Metrics;
import tatami.tracing.Tracing;

/** Stands before an acquirer and tells how long each call took, and whether an answer came. */
public final class TimedAcquirer implements Acquirer {

    private final Acquirer real;
    private final Metrics metrics;
    private final Tracing tracing;

    public TimedAcquirer(Acquirer real, Metrics metrics, Tracing tracing) {
        this.real = real;
        this.metrics = metrics;
        this.tracing = tracing;
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return timed("pay", Optional::isPresent, () -> real.pay(operation, card, eci));
    }

    @Override
    public Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement) {
        return timed("charge", Optional::isPresent, () -> real.charge(charge, card, agreement));
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        return timed("perform", Optional::isPresent, () -> real.perform(operation));
    }

    @Override
    public Lookup lookup(OperationId id) {
        return timed("lookup", found -> !(found instanceof Lookup.NoAnswer), () -> real.lookup(id));
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return timed("abandon", Optional::isPresent, () -> real.abandon(payment));
    }

    @Override
    public DeviceData collectDeviceData(PresentedCard card) {
        return timed("collectDeviceData", _ -> true, () -> real.collectDeviceData(card));
    }

    @Override
    public Authentication authenticate(Operation payment, PresentedCard card, String returnUrl) {
        return timed("authenticate", _ -> true, () -> real.authenticate(payment, card, returnUrl));
    }

    @Override
    public Authentication conclude(OperationId payment, ChallengeReport report) {
        return timed("conclude", _ -> true, () -> real.conclude(payment, report));
    }

    /** An exception is silence too: whoever catches it knows no more. */
    private <T> T timed(String call, Predicate<T> isAnswer, Supplier<T> question) {
        var began = System.nanoTime();
        var answered = false;
        try (var step = tracing.work("acquirer " + call)) {
            try {
                var answer = question.get();
                answered = isAnswer.test(answer);
                return answer;
            } finally {
                metrics.acquirerCall(call, answered, System.nanoTime() - began);
                if (!answered) {
                    step.failed();
                }
            }
        }
    }
}
