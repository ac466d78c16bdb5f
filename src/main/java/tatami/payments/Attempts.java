package tatami.payments;

import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.acquiring.Authentication;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.CardVault;
import tatami.cards.Expiry;
import tatami.cards.PresentedCard;
import tatami.customers.PaymentMethods;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.events.Bell;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.payments.ClientSessionSecrets.Admission;

/**
 * What shoppers do with payment intents: they try to pay. An attempt is authenticated (3-D Secure)
 * before it is asked of the acquirer; a challenge splits it in two.
 */
public final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private static final String TOO_LATE = "The authentication took too long.";

    private final Database database;
    private final Accounts accounts;
    private final Acquirer acquirer;
    private final CardVault vault;
    private final PaymentMethods methods;
    private final ClientSessionSecrets secrets;
    private final Ids ids;
    private final InstantSource clock;
    private final Movements movements;
    private final Intents intents;
    private final PaymentIntentStore store = new PaymentIntentStore();

    public Attempts(
            Database database,
            Accounts accounts,
            Acquirer acquirer,
            CardVault vault,
            PaymentMethods methods,
            ClientSessionSecrets secrets,
            Bell bell,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.acquirer = acquirer;
        this.vault = vault;
        this.methods = methods;
        this.secrets = secrets;
        this.ids = ids;
        this.clock = clock;
        this.movements = new Movements(database, acquirer, bell, ids, clock);
        this.intents = new Intents(database, bell);
    }

    /** The intent that a client session secret admits to. @throws Refusal NOT_SIGNED_IN, NOT_FOUND */
    public PaymentIntent admit(String secret) {
        return find(read(secret));
    }

    /** Where the device tells the bank about itself. @throws Refusal as {@link #pay} */
    public DeviceData collectDeviceData(String secret, PresentedCard card) {
        var admission = read(secret);
        var now = Times.now(clock);
        find(admission).useSecret(admission.serial(), now).refuseUnlessPayable(now);
        return acquirer.collectDeviceData(card);
    }

    /**
     * Tries to pay with a card. Uses up the secret, unless it refuses.
     *
     * @param returnUrl where the shopper's browser comes back after a challenge; empty when an app shows it
     * @throws Refusal NOT_SIGNED_IN when the secret is not, or no longer, good; WRONG_STATUS, IN_PROGRESS
     */
    public Attempt pay(String secret, PresentedCard card, Shopper shopper, String returnUrl) {
        var admission = read(secret);
        var account = accounts.get(admission.account());
        var since = Times.now(clock);
        var intent = find(admission);
        if (card.expiry().isBefore(since.atZone(account.timeZone()).toLocalDate())) {
            throw new Refusal(Reason.INVALID, "The card has expired.");
        }
        var payment = Operation.payment(new OperationId(ids.nextUuid()), kind(intent), intent.totalAmount());
        Function<PaymentIntent, PaymentIntent> begin = current -> {
            var now = Times.now(clock);
            return current.useSecret(admission.serial(), now)
                    .withShopper(shopper, now)
                    .begin(payment, since, card.facts(), now, account.timeZone());
        };
        var _ = begin.apply(intent); // refuses before the bank is bothered
        if (intent.purchase().transactionSource() == TransactionSource.MOTO) {
            return ask(account, intent, begin, card, Eci.MailOrTelephone, shopper.savePaymentMethod());
        }
        var save = shopper.savePaymentMethod();
        return switch (acquirer.authenticate(payment, card, returnUrl)) {
            case Authentication.Authenticated() -> ask(account, intent, begin, card, Eci.Authenticated, save);
            case Authentication.Attempted() -> ask(account, intent, begin, card, Eci.Attempted, save);
            case Authentication.Failed(var message) -> {
                var failed = change(intent, current -> {
                    var now = Times.now(clock);
                    return current.useSecret(admission.serial(), now)
                            .notAuthenticated(payment.id(), since, card.facts(), now);
                });
                yield new Attempt.NotAuthenticated(failed, message);
            }
            case Authentication.Challenged(var stepUpUrl, var request) -> {
                var challenge = new Challenge(payment.id(), since, card.facts(), admission.serial(), save);
                var challenged = challenge(intent, challenge, card, shopper);
                yield new Attempt.Challenged(challenged, stepUpUrl, request, md(payment.id(), card));
            }
        };
    }

    /**
     * Tries to pay with a card that the intent's customer saved before.
     *
     * @param cvv typed just now
     * @throws Refusal as {@link #pay}; NOT_FOUND when the customer has no such card, INVALID when the code
     *     cannot be its
     */
    public Attempt payAgain(String secret, String methodId, String cvv, Shopper shopper, String returnUrl) {
        var intent = admit(secret);
        var customer = intent.purchase().customer();
        if (customer == null || customer.id() == null) {
            throw new Refusal(Reason.NOT_FOUND, "The payment intent has no customer, and so no saved cards.");
        }
        var card = methods.present(accounts.get(intent.account()), customer.id(), methodId, cvv);
        return pay(secret, card, shopper, returnUrl);
    }

    /**
     * Goes on after a challenge that an app showed: the secret that began the attempt finishes it. No
     * security code comes back this way, so the acquirer is asked without one.
     *
     * @throws Refusal NOT_SIGNED_IN when the secret did not begin the attempt that waits; WRONG_STATUS
     *     when none waits
     */
    public Attempt conclude(String secret, ChallengeReport report) {
        var admission = read(secret);
        var intent = find(admission);
        var challenge = waiting(intent);
        if (challenge.secretSerial() != admission.serial()) {
            throw new Refusal(Reason.NOT_SIGNED_IN, "This client session secret did not begin the attempt.");
        }
        return conclude(intent, challenge, "", report);
    }

    /**
     * Goes on after a challenge that a browser showed, with the {@code MD} it carried.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS when the attempt no longer waits
     */
    public Attempt conclude(PaymentIntentId id, String md, ChallengeReport report) {
        var intent = intents.getPublic(id);
        var challenge = waiting(intent);
        var parts = md.split("\\.", 2);
        if (parts.length != 2 || !parts[0].equals(challenge.attempt().toString())) {
            throw new Refusal(Reason.WRONG_STATUS, "Another attempt has taken this one's place.");
        }
        return conclude(intent, challenge, parts[1], report);
    }

    /** Destroys the card numbers of challenges that nobody came back from. */
    public int forgetAbandoned() {
        var limit = Times.now(clock).minus(Challenge.LONGEST);
        return database.once(tx -> vault.destroyOlderThan(tx, limit));
    }

    private Attempt conclude(PaymentIntent intent, Challenge challenge, String sealedCvv, ChallengeReport report) {
        if (Times.now(clock).isAfter(challenge.at().plus(Challenge.LONGEST))) {
            return giveUp(intent, challenge, TOO_LATE);
        }
        return switch (acquirer.conclude(challenge.attempt(), report)) {
            case Authentication.Authenticated() -> goOn(intent, challenge, sealedCvv, Eci.Authenticated);
            case Authentication.Attempted() -> goOn(intent, challenge, sealedCvv, Eci.Attempted);
            case Authentication.Failed(var message) -> giveUp(intent, challenge, message);
            case Authentication.Challenged _ -> giveUp(intent, challenge, "The bank asked a second time.");
        };
    }

    private Attempt goOn(PaymentIntent intent, Challenge challenge, String sealedCvv, Eci eci) {
        var account = accounts.get(intent.account());
        var attempt = challenge.attempt();
        var facts = challenge.card();
        var pan =
                database.once(tx -> vault.open(tx, attempt.value(), intent.id().value()));
        if (pan.isEmpty()) {
            return giveUp(intent, challenge, TOO_LATE);
        }
        var card = new PresentedCard(
                pan.get(),
                new Expiry(YearMonth.from(facts.expiryDate())),
                vault.unseal(sealedCvv, attempt.value(), facts.scheme()),
                facts.name());
        Function<PaymentIntent, PaymentIntent> begin = current -> {
            var payment = Operation.payment(attempt, kind(current), current.totalAmount());
            return still(current, attempt).begin(payment, challenge.at(), facts, Times.now(clock), account.timeZone());
        };
        var save = Boolean.TRUE.equals(challenge.savePaymentMethod());
        var settled = ask(account, intent, begin, card, eci, save);
        forget(attempt);
        return settled;
    }

    private Attempt giveUp(PaymentIntent intent, Challenge challenge, String message) {
        var attempt = challenge.attempt();
        var failed = change(
                intent,
                current -> still(current, attempt)
                        .notAuthenticated(attempt, challenge.at(), challenge.card(), Times.now(clock)));
        forget(attempt);
        return new Attempt.NotAuthenticated(failed, message);
    }

    private Attempt ask(
            Account account,
            PaymentIntent known,
            Function<PaymentIntent, PaymentIntent> begin,
            PresentedCard card,
            Eci eci,
            boolean save) {
        var movement = movements.perform(account, known, begin, payment -> acquirer.pay(payment, card, eci));
        if (save && movement.outcome().orElse(null) instanceof Outcome.Approved) {
            save(account, movement.intent(), card);
        }
        return movement.outcome()
                .<Attempt>map(outcome -> new Attempt.Settled(movement.intent(), outcome))
                .orElseGet(() -> new Attempt.Unanswered(movement.intent()));
    }

    /** It has paid: that a card could not be kept must not look as if it had not. */
    private void save(Account account, PaymentIntent paid, PresentedCard card) {
        var customer = paid.purchase().customer();
        if (customer == null || customer.id() == null) {
            return; // nobody to keep it for
        }
        try {
            methods.save(account, customer.id(), card);
        } catch (DatabaseFailure failure) {
            LOG.atWarn().addKeyValue("intent", paid.id()).setCause(failure).log("A card could not be saved");
        }
    }

    /** The card number is kept in the same transaction as the challenge that needs it. */
    private PaymentIntent challenge(PaymentIntent known, Challenge challenge, PresentedCard card, Shopper shopper) {
        return intents.startingWith(known, intent -> {
            var now = Times.now(clock);
            var next = intent.useSecret(challenge.secretSerial(), now)
                    .withShopper(shopper, now)
                    .challenged(challenge, now);
            var saved = database.transaction(tx -> {
                if (!store.change(tx, next, List.of())) {
                    return false;
                }
                vault.keep(tx, challenge.attempt().value(), intent.id().value(), card.pan(), now);
                return true;
            });
            return saved ? Optional.of(next.saved()) : Optional.empty();
        });
    }

    /** Merchants are told of changes of status, and an attempt that failed is none. */
    private PaymentIntent change(PaymentIntent intent, UnaryOperator<PaymentIntent> decide) {
        return intents.change(intent.account(), intent.id(), decide, _ -> List.of());
    }

    private static Kind kind(PaymentIntent intent) {
        return intent.captureMode() == CaptureMode.Auto ? Kind.Sale : Kind.Authorize;
    }

    private void forget(OperationId attempt) {
        database.once(tx -> {
            vault.destroy(tx, attempt.value());
            return attempt;
        });
    }

    /** What the browser carries through the challenge: which attempt, and the sealed security code. */
    private String md(OperationId attempt, PresentedCard card) {
        return attempt + "."
                + card.cvv().map(cvv -> vault.seal(cvv, attempt.value())).orElse("");
    }

    private static Challenge waiting(PaymentIntent intent) {
        var challenge = intent.challenge();
        if (challenge == null) {
            throw new Refusal(Reason.WRONG_STATUS, "No attempt is waiting for its authentication.");
        }
        return challenge;
    }

    /** The intent, while it still waits for this attempt's challenge. */
    private static PaymentIntent still(PaymentIntent intent, OperationId attempt) {
        if (!waiting(intent).attempt().equals(attempt)) {
            throw new Refusal(Reason.WRONG_STATUS, "Another attempt has taken this one's place.");
        }
        return intent;
    }

    private Admission read(String secret) {
        return secrets.read(secret)
                .orElseThrow(() -> new Refusal(Reason.NOT_SIGNED_IN, "This is not a client session secret."));
    }

    private PaymentIntent find(Admission admission) {
        return intents.get(admission.account(), admission.id());
    }
}
