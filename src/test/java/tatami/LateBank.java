package tatami;

import java.util.concurrent.atomic.AtomicReference;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Authentication;
import tatami.acquiring.Operation;
import tatami.cards.PresentedCard;

/** The sandbox, but for a bank that says no to the next cardholder only after something else has happened. */
public final class LateBank extends AcquirerBetween {

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

    public LateBank(Acquirer real) {
        super(real);
    }

    public void distrusts(Runnable first) {
        meanwhile.set(first);
    }

    @Override
    public Authentication authenticate(Operation payment, PresentedCard card, String returnUrl) {
        var first = meanwhile.getAndSet(null);
        if (first == null) {
            return super.authenticate(payment, card, returnUrl);
        }
        first.run();
        return new Authentication.Failed("The bank does not believe it.");
    }
}
