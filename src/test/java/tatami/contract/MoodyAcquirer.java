package tatami.contract;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tatami.AcquirerBetween;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Agreement;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/** The sandbox acquirer, but for the moments in which a test wants it to say no, or nothing. */
final class MoodyAcquirer extends AcquirerBetween {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean declinesNext;
    private volatile boolean answersAreLost;
    private volatile boolean missesWhatItIsAsked;

    MoodyAcquirer(Acquirer sandbox) {
        super(sandbox);
    }

    /** Says no to the next charge, capture, refund or reversal, and remembers nothing of it. */
    void declinesNext() {
        declinesNext = true;
    }

    /** From now on does what it is asked, and nobody hears its answers. */
    void losesItsAnswers() {
        answersAreLost = true;
    }

    /** From now on payments get lost on the way to it; it answers everything else. */
    void missesWhatItIsAsked() {
        missesWhatItIsAsked = true;
    }

    void isHeardAgain() {
        answersAreLost = false;
        missesWhatItIsAsked = false;
    }

    /** How many captures, refunds and reversals it was asked for. */
    int asked() {
        return asked.get();
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        asked.incrementAndGet();
        if (declinesNext) {
            declinesNext = false;
            return Optional.of(new Outcome.Declined("NOT TODAY"));
        }
        return heard(super.perform(operation));
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return missesWhatItIsAsked ? Optional.empty() : heard(super.pay(operation, card, eci));
    }

    @Override
    public Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement) {
        if (declinesNext) {
            declinesNext = false;
            return Optional.of(new Outcome.Declined("NOT TODAY"));
        }
        return missesWhatItIsAsked ? Optional.empty() : heard(super.charge(charge, card, agreement));
    }

    @Override
    public Lookup lookup(OperationId id) {
        return answersAreLost ? new Lookup.NoAnswer() : super.lookup(id);
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return heard(super.abandon(payment));
    }

    private Optional<Outcome> heard(Optional<Outcome> answer) {
        return answersAreLost ? Optional.empty() : answer;
    }
}
