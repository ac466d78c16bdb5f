package tatami.checkout;

import java.util.Optional;
import tatami.AcquirerBetween;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/** An acquirer that a test can strike dumb. */
public final class MoodyAcquirer extends AcquirerBetween {

    public enum Mood {
        /** As the sandbox. */
        FINE,
        /** Payments get lost on the way there; all else is answered. */
        FORGETFUL,
        /** Nothing is heard of it at all. */
        DUMB
    }

    private volatile Mood mood = Mood.FINE;

    public MoodyAcquirer(Acquirer inside) {
        super(inside);
    }

    public void be(Mood next) {
        mood = next;
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return mood == Mood.FINE ? super.pay(operation, card, eci) : Optional.empty();
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        return mood == Mood.DUMB ? Optional.empty() : super.perform(operation);
    }

    @Override
    public Lookup lookup(OperationId id) {
        return mood == Mood.DUMB ? new Lookup.NoAnswer() : super.lookup(id);
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return mood == Mood.DUMB ? Optional.empty() : super.abandon(payment);
    }
}
