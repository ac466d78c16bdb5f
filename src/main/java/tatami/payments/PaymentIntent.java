package tatami.payments;

import static tatami.payments.Status.Authorized;
import static tatami.payments.Status.Canceled;
import static tatami.payments.Status.Captured;
import static tatami.payments.Status.Created;
import static tatami.payments.Status.Refunded;
import static tatami.payments.Status.Reversed;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Card;
import tatami.intents.AttemptLimit;
import tatami.intents.CaptureMode;
import tatami.intents.Challenge;
import tatami.intents.HistoryEvent;
import tatami.intents.HistoryEvent.Type;
import tatami.intents.InFlight;
import tatami.intents.SecretState;
import tatami.intents.Shopper;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.ledger.Entry;

/**
 * A merchant's wish to be paid, and everything that has become of it. Immutable; each method gives the
 * intent as it would be, or refuses. {@link #begin} and {@link #settle} are the whole state machine of
 * its money.
 *
 * @param version raised by every change that is saved
 * @param amount the price, without a tip
 * @param requestedAmount the price at creation, once it has been changed
 * @param challenge the attempt whose shopper is at the bank's page
 * @param expireAt when an unpaid intent is given up
 */
public record PaymentIntent(
        PaymentIntentId id,
        AccountId account,
        int version,
        Status status,
        CaptureMode captureMode,
        Money amount,
        @Nullable Money tipsAmount,
        @Nullable Money requestedAmount,
        Funds funds,
        @Nullable Payment payment,
        @Nullable InFlight inFlight,
        @Nullable Challenge challenge,
        SecretState secret,
        Purchase purchase,
        List<HistoryEvent> paymentEvents,
        Instant expireAt,
        AutoExpiry autoExpiry,
        Instant createdAt,
        Instant updatedAt) {

    /** An acquirer that said no a moment ago says no again; in an hour it may not. */
    private static final Duration RETRY_AFTER_ERROR = Duration.ofHours(1);

    /** What a shopper pays: the price and the tip. */
    public Money totalAmount() {
        return tipsAmount == null ? amount : amount.plus(tipsAmount);
    }

    /** Under which agreement the merchant may charge it. @throws Refusal WRONG_STATUS when under none */
    String setupIntentId() {
        var setup = purchase.setupIntentId();
        if (setup == null) {
            throw new Refusal(
                    Reason.WRONG_STATUS, "Only a payment intent with an authorized setup intent can be charged.");
        }
        return setup;
    }

    /** When this changes by itself next, if it does: an unpaid intent expires, a hold runs out. */
    @Nullable
    Instant dueAt() {
        return switch (status) {
            case Created -> expireAt;
            case Authorized -> holdEnds();
            case Captured, Reversed, Refunded, Canceled -> null;
        };
    }

    // The money.

    /**
     * Marks {@code operation} as in flight. Only one may be, so no lock is held while we wait.
     *
     * @param since when the attempt began
     * @param card whose card, for a sale or an authorisation
     * @param zone where the merchant's day ends
     * @throws Refusal IN_PROGRESS, WRONG_STATUS or OVER_LIMIT
     */
    PaymentIntent begin(Operation operation, Instant since, @Nullable Card card, Instant now, ZoneId zone) {
        if (inFlight != null) {
            throw new Refusal(
                    Reason.IN_PROGRESS,
                    "Another operation on this payment intent has not finished. Try again shortly.");
        }
        switch (operation.kind()) {
            case Sale, Authorize, Charge -> {
                refuseUnlessPayable(now);
                allow(operation, totalAmount());
            }
            case Verify -> throw new IllegalArgumentException("A verification is no payment.");
            case Capture -> {
                refuseUnless(
                        captureMode == CaptureMode.Manual && (status == Authorized || status == Captured), "captured");
                allow(operation, funds.capturable());
            }
            case Refund -> {
                refuseUnless(status == Captured, "refunded");
                allow(operation, funds.refundable());
            }
            case Reverse -> {
                refuseUnlessReversible(now, zone);
                allow(operation, reversible());
            }
        }
        var next = draft(now);
        next.inFlight = new InFlight(operation, since, card);
        next.challenge = null;
        return next.done();
    }

    /** Settles what is in flight. @throws IllegalStateException when nothing is */
    PaymentIntent settle(Outcome outcome, Instant now) {
        var asked = asked();
        var next = draft(now);
        next.inFlight = null;
        switch (outcome) {
            case Outcome.Approved approved -> approved(next, asked, approved, now);
            case Outcome.Declined _ -> failed(next, asked, Type.Declined);
            case Outcome.Abandoned _ -> failed(next, asked, Type.Error);
        }
        return next.done();
    }

    /** Whether {@code operation} is what is in flight; nobody else may settle it. */
    boolean isWaitingFor(OperationId operation) {
        return inFlight != null && inFlight.operation().id().equals(operation);
    }

    /** The ledger's side of what is in flight, should it be approved; empty where no money changes hands. */
    Optional<Entry> entry() {
        var operation = asked().operation();
        return switch (operation.kind()) {
            case Sale, Charge, Capture -> Optional.of(Entry.captured(operation.amount()));
            case Refund -> Optional.of(Entry.returned(operation.amount()));
            case Reverse -> status == Captured ? Optional.of(Entry.returned(operation.amount())) : Optional.empty();
            case Authorize, Verify -> Optional.empty();
        };
    }

    /** How much a reversal gives back: it is always the whole payment. */
    Money reversible() {
        return status == Captured ? funds.captured() : funds.authorized();
    }

    // The shopper.

    /**
     * The setup intent under which the merchant may charge this.
     *
     * @throws Refusal WRONG_STATUS when nobody can pay this any more, or only to be captured later
     */
    String chargeable(Instant now) {
        refuseUnless(status == Created, "charged");
        refuseUnlessPayable(now);
        if (captureMode == CaptureMode.Manual) {
            throw new Refusal(
                    Reason.WRONG_STATUS,
                    "A charge is captured at once: create the payment intent with captureMode Auto.");
        }
        return setupIntentId();
    }

    /** @throws Refusal WRONG_STATUS, saying why, when nobody can pay this any more */
    void refuseUnlessPayable(Instant now) {
        refuseUnless(status == Created, "paid");
        if (!now.isBefore(expireAt)) {
            throw new Refusal(Reason.WRONG_STATUS, "This payment intent has expired.");
        }
    }

    /**
     * Uses up the client session secret with this serial.
     *
     * @throws Refusal NOT_SIGNED_IN when it is not the current one, has been used, or has expired; TOO_MANY when
     *     too many attempts have failed
     */
    PaymentIntent useSecret(int serial, Instant now) {
        var next = draft(now);
        next.secret = secret.use(serial, now);
        AttemptLimit.refuseTesters(paymentEvents, now);
        return next.done();
    }

    /** What the shopper told about themselves while paying is kept with the purchase. */
    PaymentIntent withShopper(Shopper shopper, Instant now) {
        var next = draft(now);
        next.purchase = purchase.with(shopper);
        return next.done();
    }

    /** As it is once it has been saved. */
    PaymentIntent saved() {
        var next = draft(updatedAt);
        next.version = version + 1;
        return next.done();
    }

    /** A new client session secret; the one before is dead at once. */
    PaymentIntent refreshSecret(Instant now) {
        var next = draft(now);
        next.secret = secret.next(now);
        return next.done();
    }

    /** The issuer wants to ask the shopper. Another attempt's challenge is forgotten. */
    PaymentIntent challenged(Challenge asked, Instant now) {
        refuseUnlessPayable(now);
        refuseWhileInFlight();
        var next = draft(now);
        next.challenge = asked;
        next.add(new HistoryEvent(asked.attempt(), asked.at(), Type.AuthChallenged, "", asked.card()));
        return next.done();
    }

    /**
     * The issuer does not believe that this is the cardholder. Nothing was asked of the acquirer.
     *
     * @throws Refusal WRONG_STATUS or IN_PROGRESS when somebody else was quicker while the issuer thought
     */
    PaymentIntent notAuthenticated(OperationId attempt, Instant since, Card card, Instant now) {
        refuseUnless(status == Created, "paid");
        refuseWhileInFlight();
        var next = draft(now);
        next.challenge = null;
        next.add(new HistoryEvent(attempt, since, Type.Declined, "", card));
        return next.done();
    }

    // The merchant.

    /** Gives up an intent that nobody paid. @throws Refusal WRONG_STATUS or IN_PROGRESS */
    PaymentIntent cancel(Instant now) {
        refuseUnless(status == Created, "canceled");
        refuseWhileInFlight();
        var next = draft(now);
        next.status = Canceled;
        next.challenge = null;
        return next.done();
    }

    /** @throws Refusal NOT_PROVIDED_FOR unless the intent's settings allow it and it is still unpaid */
    PaymentIntent withAmount(Money changed, Instant now) {
        var config = purchase.config();
        if (config == null || !config.customAmountAllowed()) {
            throw new Refusal(Reason.NOT_PROVIDED_FOR, "Custom amount is not allowed on payment intent");
        }
        refuseUnlessChangeable(changed, tipsAmount);
        var next = draft(now);
        next.amount = changed;
        next.challenge = null; // the shopper agreed to another sum
        next.requestedAmount = requestedAmount == null ? amount : requestedAmount;
        next.secret = secret.next(now);
        return next.done();
    }

    /** @throws Refusal NOT_PROVIDED_FOR unless the intent's settings allow it and it is still unpaid */
    PaymentIntent withTip(Money tip, Instant now) {
        var config = purchase.config();
        if (config == null || !config.tipsAllowed()) {
            throw new Refusal(Reason.NOT_PROVIDED_FOR, "Tips are not allowed on payment intent");
        }
        refuseUnlessChangeable(tip, amount);
        var next = draft(now);
        next.tipsAmount = tip;
        next.challenge = null; // the shopper agreed to another sum
        next.secret = secret.next(now);
        return next.done();
    }

    /**
     * With the price and the tip that the shopper chose; what is chosen as it was is no change.
     *
     * @throws Refusal as {@link #withAmount} and {@link #withTip}
     */
    PaymentIntent chosen(Money price, Money tip, Instant now) {
        var priced = price.equals(amount) ? this : withAmount(price, now);
        var before = tipsAmount == null ? Money.zero(amount.currency()) : tipsAmount;
        return tip.equals(before) ? priced : priced.withTip(tip, now);
    }

    /** The payment, of an intent whose status says that there is one. */
    Payment paid() {
        if (payment == null) {
            throw new Refusal(Reason.WRONG_STATUS, "Nothing has been paid on this payment intent.");
        }
        return payment;
    }

    private static void approved(Draft next, InFlight asked, Outcome.Approved outcome, Instant now) {
        var operation = asked.operation();
        var amount = operation.amount();
        switch (operation.kind()) {
            case Sale, Charge -> {
                next.land(Captured, next.funds.authorize(amount).capture(amount));
                next.payment = payment(asked, outcome, now);
                next.add(event(asked, Type.Captured, outcome.authCode(), asked.card()));
            }
            case Authorize -> {
                next.land(Authorized, next.funds.authorize(amount));
                next.payment = payment(asked, outcome, now);
                next.add(event(asked, Type.Authorized, outcome.authCode(), asked.card()));
            }
            case Verify -> throw new IllegalStateException("A verification is no payment.");
            case Capture -> {
                next.land(Captured, next.funds.capture(amount));
                next.add(event(asked, Type.Captured, outcome.authCode(), next.card()));
            }
            case Refund -> {
                var funds = next.funds.refund(amount);
                next.land(funds.refundable().isZero() ? Refunded : Captured, funds);
                next.add(event(asked, Type.Refunded, outcome.authCode(), next.card()));
            }
            case Reverse -> {
                next.land(Reversed, next.funds);
                next.add(event(asked, Type.Reversed, outcome.authCode(), next.card()));
            }
        }
    }

    /** Nothing moved. The API's word Declined is for attempts to pay; what else fails is an Error. */
    private static void failed(Draft next, InFlight asked, Type type) {
        var payment = asked.operation().kind().needsCard();
        next.add(event(asked, payment ? type : Type.Error, "", payment ? asked.card() : next.card()));
    }

    /** When the hold runs out; or, if what should have happened then failed, when to try again. */
    private Instant holdEnds() {
        var end = paid().paidAt().plus(autoExpiry.holdFor());
        return paymentEvents.stream()
                .filter(event -> event.eventType() == Type.Error)
                .map(event -> event.at().plus(RETRY_AFTER_ERROR))
                .reduce(end, (one, other) -> one.isAfter(other) ? one : other);
    }

    private static Payment payment(InFlight asked, Outcome.Approved outcome, Instant now) {
        var card = asked.card();
        if (card == null) {
            throw new IllegalStateException(
                    "A payment without a card: " + asked.operation().id());
        }
        return new Payment(asked.operation().id(), asked.since(), now, outcome.authCode(), outcome.message(), card);
    }

    private static HistoryEvent event(InFlight asked, Type type, String authCode, @Nullable Card card) {
        return new HistoryEvent(asked.operation().id(), asked.since(), type, authCode, card);
    }

    private InFlight asked() {
        if (inFlight == null) {
            throw new IllegalStateException("Nothing is in flight on " + id + ".");
        }
        return inFlight;
    }

    private void allow(Operation operation, Money most) {
        if (operation.amount().isMoreThan(most)) {
            throw new Refusal(Reason.OVER_LIMIT, operation.amount() + " is more than the " + most + " available.");
        }
    }

    private void refuseUnless(boolean allowed, String what) {
        if (!allowed) {
            throw new Refusal(
                    Reason.WRONG_STATUS,
                    (captureMode == CaptureMode.Auto && status == Captured
                                    ? "An automatically captured payment intent"
                                    : "A payment intent with status " + status)
                            + " cannot be " + what + ".");
        }
    }

    /** A hold can be released; an automatic capture undone on its own day, while all of it is there. */
    private void refuseUnlessReversible(Instant now, ZoneId zone) {
        if (status == Captured && captureMode == CaptureMode.Auto) {
            if (!funds.refunded().isZero()) {
                throw new Refusal(
                        Reason.WRONG_STATUS, "A partly refunded payment cannot be reversed. Refund the rest.");
            }
            if (!day(paid().paidAt(), zone).equals(day(now, zone))) {
                throw new Refusal(
                        Reason.WRONG_STATUS,
                        "A captured payment can be reversed on its own day only. Refund it instead.");
            }
            return;
        }
        refuseUnless(status == Authorized, "reversed");
    }

    /** @param rest what will be added to it in the total */
    private void refuseUnlessChangeable(Money changed, @Nullable Money rest) {
        if (status != Created) {
            throw new Refusal(
                    Reason.NOT_PROVIDED_FOR, "A payment intent with status " + status + " cannot be changed.");
        }
        refuseWhileInFlight();
        if (!changed.currency().equals(amount.currency())) {
            throw new Refusal(
                    Reason.INVALID, "The currency must be " + amount.currencyCode() + ", as the payment intent's.");
        }
        if (rest != null && changed.minor() + rest.minor() > Money.MAX_MINOR) {
            throw new Refusal(
                    Reason.INVALID,
                    "The amount and the tip together must be at most " + Money.MAX_MINOR + " minor units.");
        }
    }

    private void refuseWhileInFlight() {
        if (inFlight != null) {
            throw new Refusal(Reason.IN_PROGRESS, "This payment intent is being paid at this moment.");
        }
    }

    private static java.time.LocalDate day(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDate();
    }

    private Draft draft(Instant now) {
        return new Draft(this, now);
    }

    /** The next intent while it is being made; what is not set stays as it was. */
    private static final class Draft {

        private final PaymentIntent from;
        private final Instant now;
        private int version;
        private Status status;
        private Money amount;
        private @Nullable Money tipsAmount;
        private @Nullable Money requestedAmount;
        private Funds funds;
        private @Nullable Payment payment;
        private @Nullable InFlight inFlight;
        private @Nullable Challenge challenge;
        private SecretState secret;
        private Purchase purchase;
        private List<HistoryEvent> paymentEvents;

        Draft(PaymentIntent from, Instant now) {
            this.from = from;
            this.now = now;
            version = from.version;
            status = from.status;
            amount = from.amount;
            tipsAmount = from.tipsAmount;
            requestedAmount = from.requestedAmount;
            funds = from.funds;
            payment = from.payment;
            inFlight = from.inFlight;
            challenge = from.challenge;
            secret = from.secret;
            purchase = from.purchase;
            paymentEvents = from.paymentEvents;
        }

        void land(Status on, Funds with) {
            status = on;
            funds = with;
        }

        void add(HistoryEvent event) {
            paymentEvents = new ArrayList<>(paymentEvents);
            paymentEvents.add(event);
        }

        @Nullable
        Card card() {
            return payment == null ? null : payment.card();
        }

        PaymentIntent done() {
            return new PaymentIntent(
                    from.id,
                    from.account,
                    version,
                    status,
                    from.captureMode,
                    amount,
                    tipsAmount,
                    requestedAmount,
                    funds,
                    payment,
                    inFlight,
                    challenge,
                    secret,
                    purchase,
                    List.copyOf(paymentEvents),
                    from.expireAt,
                    from.autoExpiry,
                    from.createdAt,
                    now);
        }
    }
}
