package tatami.intents;

import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Optional;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Authentication;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.cards.CardVault;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Times;

/**
 * 3-D Secure: before the acquirer is asked for anything, the shopper's bank says whether this is the
 * cardholder. A challenge splits an attempt in two. What its second half needs waits: the card number in
 * the vault, the sealed security code with the shopper's own browser, as {@code MD}.
 */
public final class Authenticator {

    private static final String TOO_LATE = "The authentication took too long.";

    private final Database database;
    private final Acquirer acquirer;
    private final CardVault vault;
    private final InstantSource clock;

    public Authenticator(Database database, Acquirer acquirer, CardVault vault, InstantSource clock) {
        this.database = database;
        this.acquirer = acquirer;
        this.vault = vault;
        this.clock = clock;
    }

    /** What the bank said. */
    public sealed interface Verdict permits Conclusion, Challenged {}

    /** What the bank said, and it will say nothing else. */
    public sealed interface Conclusion extends Verdict permits Passed, Refused {}

    /** @param card to ask the acquirer with; without its security code where none came back */
    public record Passed(PresentedCard card, Eci eci) implements Conclusion {}

    public record Refused(String message) implements Conclusion {}

    /** It wants to ask the shopper; see {@link Attempt.Challenged}. */
    public record Challenged(String stepUpUrl, String request, String md) implements Verdict {}

    /**
     * Asks the bank, unless the shopper's own device has answered already: a wallet's cryptogram is its proof, so
     * such a card never waits for a challenge.
     *
     * @param returnUrl where the shopper's browser comes back after a challenge; empty when an app shows it
     */
    public Verdict authenticate(Operation operation, PresentedCard card, String returnUrl) {
        if (card.cryptogram().isPresent()) {
            return new Passed(card, Eci.Authenticated);
        }
        return switch (acquirer.authenticate(operation, card, returnUrl)) {
            case Authentication.Authenticated() -> new Passed(card, Eci.Authenticated);
            case Authentication.Attempted() -> new Passed(card, Eci.Attempted);
            case Authentication.Failed(var message) -> new Refused(message);
            case Authentication.Challenged(var stepUpUrl, var request) ->
                new Challenged(stepUpUrl, request, md(operation.id(), card));
        };
    }

    /** Keeps the card number while the shopper is at the bank's page. In the transaction of the challenge. */
    public void keep(Tx tx, Challenge challenge, String owner, PresentedCard card) {
        var destroyAt = Times.now(clock).plus(Challenge.LONGEST);
        vault.keep(tx, challenge.attempt().value(), owner, card.pan(), destroyAt);
    }

    /**
     * What came of a challenge. The number stays in the vault: {@link #forget} it, or have another use.
     *
     * @param owner for whom the number was kept
     * @param sealedCvv what {@link #sealedCvv} gave; empty when an app showed the challenge
     */
    public Conclusion conclude(Challenge challenge, String owner, String sealedCvv, ChallengeReport report) {
        if (challenge.isOver(Times.now(clock))) {
            return new Refused(TOO_LATE);
        }
        return switch (acquirer.conclude(challenge.attempt(), report)) {
            case Authentication.Authenticated() -> passed(challenge, owner, sealedCvv, Eci.Authenticated);
            case Authentication.Attempted() -> passed(challenge, owner, sealedCvv, Eci.Attempted);
            case Authentication.Failed(var message) -> new Refused(message);
            case Authentication.Challenged _ -> new Refused("The bank asked a second time.");
        };
    }

    /**
     * The sealed security code that a browser carried through a challenge.
     *
     * @throws tatami.kit.Refusal WRONG_STATUS when {@code md} belongs to another attempt
     */
    public static String sealedCvv(Challenge challenge, String md) {
        var parts = md.split("\\.", 2);
        if (parts.length != 2 || !parts[0].equals(challenge.attempt().toString())) {
            throw Challenge.anotherOne();
        }
        return parts[1];
    }

    /** Destroys the card number of a challenge that has ended. */
    public void forget(OperationId attempt) {
        database.once(tx -> {
            vault.destroy(tx, attempt.value());
            return attempt;
        });
    }

    /** Destroys the card numbers of challenges that nobody came back from. */
    public int forgetAbandoned() {
        return database.once(tx -> vault.destroyDue(tx, Times.now(clock)));
    }

    private Conclusion passed(Challenge challenge, String owner, String sealedCvv, Eci eci) {
        var attempt = challenge.attempt();
        var facts = challenge.card();
        var pan = database.once(tx -> vault.open(tx, attempt.value(), owner));
        if (pan.isEmpty()) {
            return new Refused(TOO_LATE);
        }
        Optional<Cvv> cvv = vault.unseal(sealedCvv, attempt.value(), facts.scheme());
        var expiry = new Expiry(YearMonth.from(facts.expiryDate()));
        return new Passed(new PresentedCard(pan.get(), expiry, cvv, facts.name()), eci);
    }

    private String md(OperationId attempt, PresentedCard card) {
        return attempt + "."
                + card.cvv().map(cvv -> vault.seal(cvv, attempt.value())).orElse("");
    }
}
