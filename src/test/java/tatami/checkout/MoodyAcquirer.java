package tatami.checkout;

import java.util.Optional;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Authentication;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/** An acquirer that a test can strike dumb. */
public final class MoodyAcquirer implements Acquirer {

    public enum Mood {
        /** As the sandbox. */
        FINE,
        /** Payments get lost on the way there; all else is answered. */
        FORGETFUL,
        /** Nothing is heard of it at all. */
        DUMB
    }

    private final Acquirer inside;
    private volatile Mood mood = Mood.FINE;

    public MoodyAcquirer(Acquirer inside) {
        this.inside = inside;
    }

    public void be(Mood next) {
        mood = next;
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return mood == Mood.FINE ? inside.pay(operation, card, eci) : Optional.empty();
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        return mood == Mood.DUMB ? Optional.empty() : inside.perform(operation);
    }

    @Override
    public Lookup lookup(OperationId id) {
        return mood == Mood.DUMB ? new Lookup.NoAnswer() : inside.lookup(id);
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return mood == Mood.DUMB ? Optional.empty() : inside.abandon(payment);
    }

    @Override
    public DeviceData collectDeviceData(PresentedCard card) {
        return inside.collectDeviceData(card);
    }

    @Override
    public Authentication authenticate(Operation payment, PresentedCard card, String returnUrl) {
        return inside.authenticate(payment, card, returnUrl);
    }

    @Override
    public Authentication conclude(OperationId payment, ChallengeReport report) {
        return inside.conclude(payment, report);
    }
}
