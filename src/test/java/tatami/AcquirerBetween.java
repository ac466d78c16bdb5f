package tatami;

import java.util.Optional;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Agreement;
import tatami.acquiring.Authentication;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;

/** Stands between a gateway and its acquirer and passes everything on. Tests overrule what they trouble. */
public class AcquirerBetween implements Acquirer {

    protected final Acquirer real;

    public AcquirerBetween(Acquirer real) {
        this.real = real;
    }

    @Override
    public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
        return real.pay(operation, card, eci);
    }

    @Override
    public Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement) {
        return real.charge(charge, card, agreement);
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        return real.perform(operation);
    }

    @Override
    public Lookup lookup(OperationId id) {
        return real.lookup(id);
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return real.abandon(payment);
    }

    @Override
    public DeviceData collectDeviceData(PresentedCard card) {
        return real.collectDeviceData(card);
    }

    @Override
    public Authentication authenticate(Operation payment, PresentedCard card, String returnUrl) {
        return real.authenticate(payment, card, returnUrl);
    }

    @Override
    public Authentication conclude(OperationId payment, ChallengeReport report) {
        return real.conclude(payment, report);
    }
}
