package tatami.wallets;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import tatami.db.Database;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/**
 * Which tokens have been used. A token buys once: whoever has read one on its way could else buy with it again, for as
 * long as it opens.
 */
public final class UsedTokens {

    /** For gateways whose clocks differ: one of them may still open what is too old for another. */
    private static final Duration LONGER = Duration.ofHours(1);

    /** PostgreSQL's calendar ends somewhere, and nobody waits for the end of it. */
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final Database database;
    private final InstantSource clock;
    private final UsedTokenStore store = new UsedTokenStore();

    public UsedTokens(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Uses a token up, before anybody is asked for money. It stays so whatever comes of the attempt: a wallet makes
     * another with a touch, and nobody can know that an attempt which failed has moved nothing.
     *
     * @throws Refusal WRONG_STATUS when it was used before
     */
    public void use(WalletPayment payment) {
        var id = Curve.sha256(payment.identity());
        if (!database.once(tx -> store.insert(tx, id, latest(payment.usableUntil())))) {
            throw new Refusal(
                    Reason.WRONG_STATUS, "This wallet token was used before. A token buys once: ask for another one.");
        }
    }

    /** Forgets those that nobody could use a second time any more; gives how many. */
    public int forgetOld() {
        return database.once(tx -> store.deleteOld(tx, Times.now(clock).minus(LONGER)));
    }

    private static Instant latest(Instant time) {
        return time.isBefore(END) ? time : END;
    }
}
