package tatami.payments;

import java.util.Optional;
import java.util.function.Supplier;
import tatami.AcquirerBetween;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Agreement;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/** An acquirer in front of which the gateway may die, and which may be late or silent. */
public final class Mortal extends AcquirerBetween {

    /** Where the gateway dies. A death inside start or finish is PostgreSQL's to undo: each is one transaction. */
    public enum Step {
        /** Written down, and nobody has been asked. */
        BEFORE_ASK,
        /** The acquirer has decided, and nobody has heard it. */
        AFTER_ASK
    }

    /** Death, as far as the code after it is concerned. */
    private static final class Death extends Error {}

    private volatile Step death;
    private volatile boolean silent;
    private volatile boolean delaying;
    private volatile Runnable late = () -> {};

    public Mortal(Acquirer real) {
        super(real);
    }

    public void dieAt(Step step) {
        death = step;
    }

    public void live() {
        death = null;
    }

    public void fallSilent() {
        silent = true;
    }

    public void speakAgain() {
        silent = false;
    }

    /** The gateway dies while its next payment is on the way. */
    public void delayNextPayment() {
        delaying = true;
    }

    public void letItArrive() {
        late.run();
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return paid(() -> real.pay(operation, card, eci));
    }

    @Override
    public Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement) {
        return paid(() -> real.charge(charge, card, agreement));
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        return asked(() -> real.perform(operation));
    }

    @Override
    public Lookup lookup(OperationId id) {
        return silent ? new Lookup.NoAnswer() : real.lookup(id);
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return silent ? Optional.empty() : real.abandon(payment);
    }

    private Optional<Outcome> paid(Supplier<Optional<Outcome>> payment) {
        if (delaying) {
            delaying = false;
            late = payment::get;
            throw new Death();
        }
        return asked(payment);
    }

    private Optional<Outcome> asked(Supplier<Optional<Outcome>> ask) {
        if (death == Step.BEFORE_ASK) {
            throw new Death();
        }
        var outcome = silent ? Optional.<Outcome>empty() : ask.get();
        if (death == Step.AFTER_ASK) {
            throw new Death();
        }
        return outcome;
    }
}
