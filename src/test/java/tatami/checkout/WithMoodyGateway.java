package tatami.checkout;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tatami.Gateway;
import tatami.checkout.MoodyAcquirer.Mood;

/** A gateway for a class of tests, whose acquirer has moods. After each test it is fine again. */
public abstract class WithMoodyGateway {

    protected static Gateway gateway;

    private static MoodyAcquirer acquirer;

    @BeforeAll
    static void startGateway() {
        gateway = Gateway.startWith(sandbox -> acquirer = new MoodyAcquirer(sandbox));
    }

    @AfterEach
    void cheerUp() {
        be(Mood.FINE);
    }

    @AfterAll
    static void stopGateway() {
        gateway.close();
    }

    protected static void be(Mood mood) {
        acquirer.be(mood);
    }
}
