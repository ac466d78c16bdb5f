package tatami.setups;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.acquiring.Asking;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.CardVault;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.intents.Attempt;
import tatami.intents.Authenticator;
import tatami.intents.Challenge;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.ClientSessionSecrets.Admission;
import tatami.intents.IntentKind;
import tatami.intents.Shopper;
import tatami.kit.Ids;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/**
 * What shoppers do with setup intents: they agree, and leave a card. It is authenticated (3-D Secure) and
 * then verified, which moves no money.
 *
 * <p>As with money: start, ask, finish. The number is in the vault before the acquirer is asked, so that
 * whoever finishes needs nothing else; it goes again unless the card was approved.
 */
public final class SetupAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(SetupAttempts.class);
    private static final int BATCH = 50;

    private final Database database;
    private final Accounts accounts;
    private final Acquirer acquirer;
    private final Asking asking;
    private final Authenticator authenticator;
    private final CardVault vault;
    private final ClientSessionSecrets secrets;
    private final Ids ids;
    private final InstantSource clock;
    private final SetupIntents setups;
    private final SetupIntentStore store = new SetupIntentStore();

    public SetupAttempts(
            Database database,
            Accounts accounts,
            Asking asking,
            Authenticator authenticator,
            CardVault vault,
            ClientSessionSecrets secrets,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.acquirer = asking.acquirer();
        this.asking = asking;
        this.authenticator = authenticator;
        this.vault = vault;
        this.secrets = secrets;
        this.ids = ids;
        this.clock = clock;
        this.setups = new SetupIntents(database, vault);
    }

    /** The setup intent that a client session secret admits to. @throws Refusal NOT_SIGNED_IN, NOT_FOUND */
    public SetupIntent admit(String secret) {
        return find(read(secret));
    }

    /** Where the device tells the bank about itself. @throws Refusal as {@link #save} */
    public DeviceData collectDeviceData(String secret, PresentedCard card) {
        var admission = read(secret);
        var now = Times.now(clock);
        find(admission).useSecret(admission.serial(), now).refuseUnlessOpen(now);
        return acquirer.collectDeviceData(card);
    }

    /**
     * Tries to leave a card for later charges. Uses up the secret, unless it refuses.
     *
     * @param consenting who agrees to the terms; null when nobody did
     * @param returnUrl where the shopper's browser comes back after a challenge; empty when an app shows it
     * @throws Refusal INVALID without consent; NOT_SIGNED_IN when the secret is not, or no longer, good;
     *     WRONG_STATUS, IN_PROGRESS
     */
    public Attempt<SetupIntent> save(
            String secret, PresentedCard card, Shopper shopper, Consent.@Nullable Device consenting, String returnUrl) {
        var admission = read(secret);
        var since = Times.now(clock);
        var setup = find(admission);
        if (consenting == null) {
            throw new Refusal(Reason.INVALID, "The shopper must agree to the terms: mitConsentGiven.");
        }
        card.refuseIfExpired(since.atZone(zone(setup)).toLocalDate());
        var verification = verification(new OperationId(ids.nextUuid()), setup);
        var consent = new Consent(since, setup.terms(), consenting.ipAddress(), consenting.userAgent());
        UnaryOperator<SetupIntent> agree = current -> {
            var now = Times.now(clock);
            return current.useSecret(admission.serial(), now).consented(consent, shopper, now);
        };
        UnaryOperator<SetupIntent> begin =
                current -> agree.apply(current).begin(verification, since, card.facts(), Times.now(clock));
        var _ = begin.apply(setup); // refuses before the bank is bothered
        return switch (authenticator.authenticate(verification, card, returnUrl)) {
            case Authenticator.Passed(var same, var eci) ->
                ask(setups.change(setup, begin, tx -> keep(tx, verification, setup, same)), same, eci);
            case Authenticator.Refused(var message) -> {
                var failed = setups.change(
                        setup,
                        current -> agree.apply(current)
                                .notAuthenticated(verification.id(), since, card.facts(), Times.now(clock)));
                yield new Attempt.NotAuthenticated<>(failed, message);
            }
            case Authenticator.Challenged(var stepUpUrl, var request, var md) -> {
                var challenge = new Challenge(verification.id(), since, card.facts(), admission.serial(), null);
                var challenged = setups.change(
                        setup,
                        current -> agree.apply(current).challenged(challenge, Times.now(clock)),
                        tx -> authenticator.keep(tx, challenge, setup.id().value(), card));
                yield new Attempt.Challenged<>(challenged, stepUpUrl, request, md);
            }
        };
    }

    /**
     * Goes on after a challenge that an app showed: the secret that began the attempt finishes it.
     *
     * @throws Refusal NOT_SIGNED_IN when the secret did not begin the attempt that waits; WRONG_STATUS
     *     when none waits
     */
    public Attempt<SetupIntent> conclude(String secret, ChallengeReport report) {
        var admission = read(secret);
        var setup = find(admission);
        var challenge = Challenge.waiting(setup.challenge());
        challenge.refuseUnlessBegunBy(admission.serial());
        return conclude(setup, challenge, "", report);
    }

    /**
     * Goes on after a challenge that a browser showed, with the {@code MD} it carried.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS when the attempt no longer waits
     */
    public Attempt<SetupIntent> conclude(SetupIntentId id, String md, ChallengeReport report) {
        var setup = setups.getPublic(id);
        var challenge = Challenge.waiting(setup.challenge());
        return conclude(setup, challenge, Authenticator.sealedCvv(challenge, md), report);
    }

    /**
     * Finishes what somebody asked and did not live to finish.
     *
     * @return how many were found without an outcome, settled now or not
     */
    public int resolveAbandoned() {
        var before = Times.now(clock).minus(Asking.SILENT_AFTER);
        var unsettled = database.once(tx -> store.unsettled(tx, before, BATCH));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) { // each may wait for the acquirer
            unsettled.forEach(setup -> threads.submit(() -> resolve(setup)));
        }
        return unsettled.size();
    }

    private Attempt<SetupIntent> conclude(
            SetupIntent setup, Challenge challenge, String sealedCvv, ChallengeReport report) {
        var attempt = challenge.attempt();
        return switch (authenticator.conclude(challenge, setup.id().value(), sealedCvv, report)) {
            case Authenticator.Passed(var card, var eci) -> {
                var begun = setups.change(
                        setup,
                        current -> {
                            challenge.refuseUnlessWaiting(current.challenge());
                            var verification = verification(attempt, current);
                            return current.begin(verification, challenge.at(), challenge.card(), Times.now(clock));
                        },
                        tx -> keepOn(tx, attempt));
                yield ask(begun, card, eci);
            }
            case Authenticator.Refused(var message) -> {
                var failed = setups.change(setup, current -> {
                    challenge.refuseUnlessWaiting(current.challenge());
                    return current.notAuthenticated(attempt, challenge.at(), challenge.card(), Times.now(clock));
                });
                yield new Attempt.NotAuthenticated<>(failed, message);
            }
        };
    }

    private Attempt<SetupIntent> ask(SetupIntent begun, PresentedCard card, Eci eci) {
        var verification = begun.verification();
        var outcome = asking.ask(verification, operation -> acquirer.pay(operation, card, eci));
        return outcome.<Attempt<SetupIntent>>map(known -> settled(finish(begun, verification.id(), known), known))
                .orElseGet(() -> new Attempt.Unanswered<>(begun));
    }

    /** An approval that came to nothing is none for the shopper. */
    private static Attempt<SetupIntent> settled(SetupIntent setup, Outcome outcome) {
        var cameToNothing = outcome instanceof Outcome.Approved && setup.card() == null;
        return new Attempt.Settled<>(
                setup, cameToNothing ? new Outcome.Abandoned("The card could not be kept.") : outcome);
    }

    private void resolve(SetupIntent setup) {
        try {
            var verification = setup.verification();
            var outcome = asking.settleSilence(verification);
            outcome.ifPresent(known -> finish(setup, verification.id(), known));
            LOG.atInfo()
                    .addKeyValue("setup", setup.id())
                    .addKeyValue(
                            "outcome",
                            outcome.map(known -> known.getClass().getSimpleName())
                                    .orElse("no answer"))
                    .log("Resolved a verification that was left without an outcome");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("setup", setup.id()).setCause(e).log("Could not resolve a verification");
        }
    }

    private SetupIntent finish(SetupIntent begun, OperationId verification, Outcome outcome) {
        return setups.startingWith(begun, setup -> {
            if (!setup.isWaitingFor(verification)) {
                return Optional.of(setup); // somebody else was quicker
            }
            var settled = setup.settle(outcome, Times.now(clock), zone(setup));
            var saved = database.transaction(tx -> setups.save(tx, setup, settled));
            return saved ? Optional.of(settled.saved()) : Optional.empty();
        });
    }

    private void keep(Tx tx, Operation verification, SetupIntent setup, PresentedCard card) {
        vault.keep(tx, verification.id().value(), setup.id().value(), card.pan(), null);
    }

    private void keepOn(Tx tx, OperationId attempt) {
        if (!vault.keepOn(tx, attempt.value())) {
            throw new Refusal(Reason.WRONG_STATUS, "The authentication took too long.");
        }
    }

    private static Operation verification(OperationId id, SetupIntent setup) {
        return Operation.payment(
                id, Kind.Verify, Money.zero(setup.intendedAmount().currency()));
    }

    private ZoneId zone(SetupIntent setup) {
        return accounts.get(setup.account()).timeZone();
    }

    private Admission read(String secret) {
        return secrets.read(IntentKind.Setup, secret);
    }

    private SetupIntent find(Admission admission) {
        return setups.get(admission.account(), new SetupIntentId(admission.intent()));
    }
}
