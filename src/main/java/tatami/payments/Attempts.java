package tatami.payments;

import java.time.InstantSource;
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
import tatami.acquiring.Asking;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;
import tatami.customers.PaymentMethods;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.events.Bell;
import tatami.events.EventType;
import tatami.intents.Attempt;
import tatami.intents.Authenticator;
import tatami.intents.CaptureMode;
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
import tatami.setups.SetupCharges;

/**
 * What shoppers do with payment intents: they try to pay. An attempt is authenticated (3-D Secure)
 * before it is asked of the acquirer; a challenge splits it in two.
 */
public final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Database database;
    private final Accounts accounts;
    private final Acquirer acquirer;
    private final Authenticator authenticator;
    private final PaymentMethods methods;
    private final ClientSessionSecrets secrets;
    private final Ids ids;
    private final InstantSource clock;
    private final Movements movements;
    private final IntentEvents events;
    private final Intents intents;
    private final PaymentIntentStore store = new PaymentIntentStore();

    public Attempts(
            Database database,
            Accounts accounts,
            Asking asking,
            Authenticator authenticator,
            PaymentMethods methods,
            SetupCharges charges,
            ClientSessionSecrets secrets,
            Bell bell,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.acquirer = asking.acquirer();
        this.authenticator = authenticator;
        this.methods = methods;
        this.secrets = secrets;
        this.ids = ids;
        this.clock = clock;
        this.movements = new Movements(database, asking, charges, bell, ids, clock);
        this.events = new IntentEvents(ids);
        this.intents = new Intents(database, bell);
    }

    /** The intent that a client session secret admits to. @throws Refusal NOT_SIGNED_IN, NOT_FOUND */
    public PaymentIntent admit(String secret) {
        return find(read(secret));
    }

    /**
     * Changes what is paid, as the shopper chose. A secret admits to one total: whoever pays with the new
     * one pays what was chosen here, and every page that shows another is out of date.
     *
     * @return the intent, with a new secret; the one given is dead
     * @throws Refusal NOT_PROVIDED_FOR unless the merchant lets shoppers choose, or as {@link #pay}
     */
    public PaymentIntent choose(String secret, Money price, Money tip) {
        var admission = read(secret);
        var account = accounts.get(admission.account());
        UnaryOperator<PaymentIntent> choose = current -> {
            var now = Times.now(clock);
            current.useSecret(admission.serial(), now).refuseUnlessPayable(now);
            return current.chosen(price, tip, now);
        };
        return intents.change(
                admission.account(),
                new PaymentIntentId(admission.intent()),
                choose,
                next -> List.of(events.of(EventType.Updated, account, next, next.updatedAt())));
    }

    /** The intent that {@code secret} could pay at this moment. Uses nothing up. @throws Refusal as {@link #pay} */
    public PaymentIntent payable(String secret) {
        var admission = read(secret);
        var now = Times.now(clock);
        var intent = find(admission);
        intent.useSecret(admission.serial(), now).refuseUnlessPayable(now);
        return intent;
    }

    /** Where the device tells the bank about itself. @throws Refusal as {@link #pay} */
    public DeviceData collectDeviceData(String secret, PresentedCard card) {
        var _ = payable(secret);
        return acquirer.collectDeviceData(card);
    }

    /**
     * Tries to pay with a card. Uses up the secret, unless it refuses.
     *
     * @param returnUrl where the shopper's browser comes back after a challenge; empty when an app shows it
     * @throws Refusal NOT_SIGNED_IN when the secret is not, or no longer, good; WRONG_STATUS, IN_PROGRESS
     */
    public Attempt<PaymentIntent> pay(String secret, PresentedCard card, Shopper shopper, String returnUrl) {
        var admission = read(secret);
        var account = accounts.get(admission.account());
        var since = Times.now(clock);
        var intent = find(admission);
        card.refuseIfExpired(since.atZone(account.timeZone()).toLocalDate());
        var payment = Operation.payment(new OperationId(ids.nextUuid()), kind(intent), intent.totalAmount());
        Function<PaymentIntent, PaymentIntent> begin = current -> {
            var now = Times.now(clock);
            return current.useSecret(admission.serial(), now)
                    .withShopper(shopper, now)
                    .begin(payment, since, card.facts(), now, account.timeZone());
        };
        var _ = begin.apply(intent); // refuses before the bank is bothered
        var save = shopper.savePaymentMethod();
        if (intent.purchase().transactionSource() == TransactionSource.MOTO) {
            return ask(account, intent, begin, card, Eci.MailOrTelephone, save);
        }
        return switch (authenticator.authenticate(payment, card, returnUrl)) {
            case Authenticator.Passed(var same, var eci) -> ask(account, intent, begin, same, eci, save);
            case Authenticator.Refused(var message) -> {
                var failed = fail(intent, current -> {
                    var now = Times.now(clock);
                    return current.useSecret(admission.serial(), now)
                            .notAuthenticated(payment.id(), since, card.facts(), now);
                });
                yield new Attempt.NotAuthenticated<>(failed, message);
            }
            case Authenticator.Challenged(var stepUpUrl, var request, var md) -> {
                var challenge = new Challenge(payment.id(), since, card.facts(), admission.serial(), save);
                var challenged = challenge(intent, challenge, card, shopper);
                yield new Attempt.Challenged<>(challenged, stepUpUrl, request, md);
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
    public Attempt<PaymentIntent> payAgain(
            String secret, String methodId, String cvv, Shopper shopper, String returnUrl) {
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
    public Attempt<PaymentIntent> conclude(String secret, ChallengeReport report) {
        var admission = read(secret);
        var intent = find(admission);
        var challenge = Challenge.waiting(intent.challenge());
        challenge.refuseUnlessBegunBy(admission.serial());
        return conclude(intent, challenge, "", report);
    }

    /**
     * Goes on after a challenge that a browser showed, with the {@code MD} it carried.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS when the attempt no longer waits
     */
    public Attempt<PaymentIntent> conclude(PaymentIntentId id, String md, ChallengeReport report) {
        var intent = intents.getPublic(id);
        var challenge = Challenge.waiting(intent.challenge());
        return conclude(intent, challenge, Authenticator.sealedCvv(challenge, md), report);
    }

    private Attempt<PaymentIntent> conclude(
            PaymentIntent intent, Challenge challenge, String sealedCvv, ChallengeReport report) {
        var attempt = challenge.attempt();
        var conclusion = authenticator.conclude(challenge, intent.id().value(), sealedCvv, report);
        var concluded = switch (conclusion) {
            case Authenticator.Passed(var card, var eci) -> goOn(intent, challenge, card, eci);
            case Authenticator.Refused(var message) -> {
                var failed = fail(intent, current -> {
                    challenge.refuseUnlessWaiting(current.challenge());
                    return current.notAuthenticated(attempt, challenge.at(), challenge.card(), Times.now(clock));
                });
                yield new Attempt.NotAuthenticated<>(failed, message);
            }
        };
        authenticator.forget(attempt);
        return concluded;
    }

    private Attempt<PaymentIntent> goOn(PaymentIntent intent, Challenge challenge, PresentedCard card, Eci eci) {
        var account = accounts.get(intent.account());
        Function<PaymentIntent, PaymentIntent> begin = current -> {
            challenge.refuseUnlessWaiting(current.challenge());
            var payment = Operation.payment(challenge.attempt(), kind(current), current.totalAmount());
            return current.begin(payment, challenge.at(), challenge.card(), Times.now(clock), account.timeZone());
        };
        return ask(account, intent, begin, card, eci, Boolean.TRUE.equals(challenge.savePaymentMethod()));
    }

    private Attempt<PaymentIntent> ask(
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
                .<Attempt<PaymentIntent>>map(outcome -> new Attempt.Settled<>(movement.intent(), outcome))
                .orElseGet(() -> new Attempt.Unanswered<>(movement.intent()));
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
                authenticator.keep(tx, challenge, intent.id().value(), card);
                return true;
            });
            return saved ? Optional.of(next.saved()) : Optional.empty();
        });
    }

    /** An attempt that failed before the acquirer was asked. */
    private PaymentIntent fail(PaymentIntent intent, UnaryOperator<PaymentIntent> decide) {
        var account = accounts.get(intent.account());
        return intents.change(
                intent.account(), intent.id(), decide, failed -> events.ofFailure(account, failed, failed.updatedAt()));
    }

    private static Kind kind(PaymentIntent intent) {
        return intent.captureMode() == CaptureMode.Auto ? Kind.Sale : Kind.Authorize;
    }

    private Admission read(String secret) {
        return secrets.read(IntentKind.Payment, secret);
    }

    private PaymentIntent find(Admission admission) {
        return intents.get(admission.account(), new PaymentIntentId(admission.intent()));
    }
}
