package tatami.setups;

import static tatami.setups.SetupStatus.Authorized;
import static tatami.setups.SetupStatus.Canceled;
import static tatami.setups.SetupStatus.CardExpired;
import static tatami.setups.SetupStatus.Closed;
import static tatami.setups.SetupStatus.Completed;
import static tatami.setups.SetupStatus.Created;
import static tatami.setups.SetupStatus.Expired;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Agreement;
import tatami.acquiring.MitType;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Card;
import tatami.intents.AttemptLimit;
import tatami.intents.Challenge;
import tatami.intents.HistoryEvent;
import tatami.intents.HistoryEvent.Type;
import tatami.intents.InFlight;
import tatami.intents.SecretState;
import tatami.intents.Shopper;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * A merchant's wish to charge a card later, and what the shopper said to it. Immutable; each method gives
 * the setup intent as it would be, or refuses.
 *
 * @param version raised by every change that is saved
 * @param intendedAmount what the merchant expects to charge; a charge may be another sum
 * @param inFlight the verification that was asked and not yet settled
 * @param challenge the attempt whose shopper is at the bank's page
 * @param consent to the latest attempt
 * @param card once it is verified; it stays, masked, when its number is gone
 * @param charge the one charge in hand, of a no-show
 * @param expireAt when it is given up, if nobody has agreed by then; null for never
 */
public record SetupIntent(
        SetupIntentId id,
        AccountId account,
        int version,
        SetupStatus status,
        MitType type,
        Money intendedAmount,
        String terms,
        SetupDetails details,
        SecretState secret,
        @Nullable InFlight inFlight,
        @Nullable Challenge challenge,
        @Nullable Consent consent,
        @Nullable KeptCard card,
        @Nullable OperationId charge,
        List<HistoryEvent> setupEvents,
        @Nullable Instant expireAt,
        Instant createdAt,
        Instant updatedAt) {

    static SetupIntent of(SetupIntentId id, AccountId account, NewSetupIntent wanted, Instant now) {
        return new SetupIntent(
                id,
                account,
                0,
                Created,
                wanted.type(),
                wanted.intendedAmount(),
                wanted.terms(),
                wanted.details(),
                SecretState.first(now),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                wanted.expireAt(),
                now,
                now);
    }

    /** When this changes by itself next, if it does: nobody agrees in time, or the card's last day passes. */
    @Nullable
    Instant dueAt() {
        return switch (status) {
            case Created -> expireAt;
            case Authorized -> kept().worksUntil();
            case Completed, Canceled, Closed, Expired, CardExpired -> null;
        };
    }

    /** The saved customer whom the merchant named; null when none. */
    @Nullable
    String customerId() {
        var customer = details.customer();
        return customer == null ? null : customer.id();
    }

    /**
     * Under which id the vault has the card number, while anybody needs it: the shopper is at the bank's
     * page, the card is being verified, or a charge may come.
     */
    Optional<OperationId> numberKeptUnder() {
        return switch (status) {
            case Created ->
                inFlight != null
                        ? Optional.of(verification().id())
                        : Optional.ofNullable(challenge).map(Challenge::attempt);
            case Authorized -> Optional.of(kept().verification());
            case Completed, Canceled, Closed, Expired, CardExpired -> Optional.empty();
        };
    }

    // The shopper.

    /** @throws Refusal WRONG_STATUS, saying why, when nobody can leave a card here any more */
    void refuseUnlessOpen(Instant now) {
        refuseUnless(status == Created, "authorized");
        if (expireAt != null && !now.isBefore(expireAt)) {
            throw new Refusal(Reason.WRONG_STATUS, "This setup intent has expired.");
        }
    }

    /**
     * @throws Refusal NOT_SIGNED_IN when it is not the current secret, has been used, or has expired; TOO_MANY when
     *     too many attempts have failed
     */
    SetupIntent useSecret(int serial, Instant now) {
        var next = draft(now);
        next.secret = secret.use(serial, now);
        AttemptLimit.refuseTesters(setupEvents, now);
        return next.done();
    }

    /**
     * Who said yes, and what else they said, is kept before anything is asked of a bank.
     *
     * @throws Refusal IN_PROGRESS or WRONG_STATUS: the consent to a card that is there, or asked for, stays its own
     */
    SetupIntent consented(Consent given, Shopper shopper, Instant now) {
        refuseWhileInFlight();
        refuseUnlessOpen(now);
        var next = draft(now);
        next.consent = given;
        next.details = details.with(shopper);
        return next.done();
    }

    /** The issuer wants to ask the shopper. Another attempt's challenge is forgotten. */
    SetupIntent challenged(Challenge asked, Instant now) {
        refuseUnlessOpen(now);
        refuseWhileInFlight();
        var next = draft(now);
        next.challenge = asked;
        next.add(new HistoryEvent(asked.attempt(), asked.at(), Type.AuthChallenged, "", asked.card()));
        return next.done();
    }

    /** The issuer does not believe that this is the cardholder. Nothing was asked of the acquirer. */
    SetupIntent notAuthenticated(OperationId attempt, Instant since, Card asked, Instant now) {
        var next = draft(now);
        next.challenge = null;
        next.add(new HistoryEvent(attempt, since, Type.Declined, "", asked));
        return next.done();
    }

    /**
     * Marks a verification as in flight. Only one may be, so no lock is held while we wait.
     *
     * @param since when the attempt began
     * @throws Refusal IN_PROGRESS or WRONG_STATUS
     */
    SetupIntent begin(Operation verification, Instant since, Card asked, Instant now) {
        refuseWhileInFlight();
        refuseUnlessOpen(now);
        var next = draft(now);
        next.inFlight = new InFlight(verification, since, asked);
        next.challenge = null;
        return next.done();
    }

    /** What is in flight. @throws IllegalStateException when nothing is */
    Operation verification() {
        return asked().operation();
    }

    /** Whether {@code operation} is what is in flight; nobody else may settle it. */
    boolean isWaitingFor(OperationId operation) {
        return inFlight != null && inFlight.operation().id().equals(operation);
    }

    /**
     * Settles what is in flight. If the setup intent was erased meanwhile, an approval comes too late.
     *
     * @param zone where the card's last day ends
     * @throws IllegalStateException when nothing is
     */
    SetupIntent settle(Outcome outcome, Instant now, ZoneId zone) {
        var asked = asked();
        var next = draft(now);
        next.inFlight = null;
        switch (outcome) {
            case Outcome.Approved approved -> approved(next, asked, approved, now, zone);
            case Outcome.Declined _ -> next.add(event(asked, Type.Declined, ""));
            case Outcome.Abandoned _ -> next.add(event(asked, Type.Error, ""));
        }
        return next.done();
    }

    // The merchant.

    /** A new client session secret; the one before is dead at once. */
    SetupIntent refreshSecret(Instant now) {
        var next = draft(now);
        next.secret = secret.next(now);
        return next.done();
    }

    /**
     * Ends it.
     *
     * @param includeAuthorized whether also when the shopper has agreed already
     * @throws Refusal WRONG_STATUS or IN_PROGRESS
     */
    SetupIntent cancel(boolean includeAuthorized, Instant now) {
        refuseWhileInFlight();
        refuseWhileCharged(null);
        if (status == Authorized && !includeAuthorized) {
            throw new Refusal(
                    Reason.WRONG_STATUS,
                    "A setup intent with status Authorized is canceled only with includeAuthorized=true.");
        }
        refuseUnless(status == Created || status == Authorized, "canceled");
        return ended(status == Created ? Canceled : Closed, now);
    }

    /** Does what is due by itself. @throws Refusal when it is not, or not now */
    SetupIntent expire(Instant now) {
        refuseWhileInFlight();
        refuseWhileCharged(null);
        var due = dueAt();
        refuseUnless(due != null && !now.isBefore(due), "expired");
        return ended(status == Created ? Expired : CardExpired, now);
    }

    /** What every charge must quote. @throws Refusal WRONG_STATUS unless it may be charged */
    Agreement agreement(Instant now) {
        refuseUnlessChargeable(now);
        return new Agreement(type, kept().schemeReference());
    }

    /** Takes a charge in hand. @throws Refusal WRONG_STATUS, or IN_PROGRESS when another one is */
    SetupIntent beginCharge(OperationId operation, Instant now) {
        refuseUnlessChargeable(now);
        return switch (type) {
            case Unscheduled -> this; // as many as they come
            case NoShow -> {
                refuseWhileCharged(operation);
                var next = draft(now);
                next.charge = operation;
                yield next.done();
            }
        };
    }

    /** A charge has ended. A no-show is charged once; what failed may be tried again. */
    SetupIntent endCharge(OperationId operation, Outcome outcome, Instant now) {
        if (!operation.equals(charge)) {
            return this;
        }
        var next = draft(now);
        next.charge = null;
        next.status = outcome instanceof Outcome.Approved ? Completed : status;
        return next.done();
    }

    /** Ends it at once, whatever is going on: the card must go. What is ended already stays as it is. */
    SetupIntent erase(Instant now) {
        return switch (status) {
            case Created -> ended(Canceled, now);
            case Authorized -> ended(Closed, now);
            case Completed, Canceled, Closed, Expired, CardExpired -> this;
        };
    }

    /** As it is once it has been saved. */
    SetupIntent saved() {
        var next = draft(updatedAt);
        next.version = version + 1;
        return next.done();
    }

    /** The card, of a setup intent whose status says that there is one. */
    KeptCard kept() {
        if (card == null) {
            throw new Refusal(Reason.WRONG_STATUS, "Nobody has left a card for this setup intent.");
        }
        return card;
    }

    /** Without the scheme's reference it is useless, since every charge must quote it. */
    private static void approved(Draft next, InFlight asked, Outcome.Approved approved, Instant now, ZoneId zone) {
        var reference = approved.schemeReference();
        var facts = asked.card();
        if (reference.isEmpty() || facts == null || next.status != Created) {
            next.add(event(asked, Type.Error, ""));
            return;
        }
        var worksUntil = facts.expiryDate().plusDays(1).atStartOfDay(zone).toInstant();
        next.status = Authorized;
        next.card = new KeptCard(asked.operation().id(), now, reference.get(), facts, worksUntil);
        next.add(event(asked, Type.Authorized, approved.authCode()));
    }

    private static HistoryEvent event(InFlight asked, Type type, String authCode) {
        return new HistoryEvent(asked.operation().id(), asked.since(), type, authCode, asked.card());
    }

    private SetupIntent ended(SetupStatus as, Instant now) {
        var next = draft(now);
        next.status = as;
        next.challenge = null;
        next.charge = null; // one in hand goes on by itself
        return next.done();
    }

    private InFlight asked() {
        if (inFlight == null) {
            throw new IllegalStateException("Nothing is in flight on " + id + ".");
        }
        return inFlight;
    }

    private void refuseUnlessChargeable(Instant now) {
        refuseUnless(status == Authorized, "charged");
        if (!now.isBefore(kept().worksUntil())) {
            throw new Refusal(Reason.WRONG_STATUS, "The card of this setup intent has expired.");
        }
    }

    private void refuseUnless(boolean allowed, String what) {
        if (!allowed) {
            throw new Refusal(Reason.WRONG_STATUS, "A setup intent with status " + status + " cannot be " + what + ".");
        }
    }

    private void refuseWhileInFlight() {
        if (inFlight != null) {
            throw new Refusal(Reason.IN_PROGRESS, "This setup intent is being authorized at this moment.");
        }
    }

    /** @param by null for whatever is not a charge */
    private void refuseWhileCharged(@Nullable OperationId by) {
        if (charge != null && !charge.equals(by)) {
            throw new Refusal(Reason.IN_PROGRESS, "This setup intent is being charged at this moment.");
        }
    }

    private Draft draft(Instant now) {
        return new Draft(this, now);
    }

    /** The next setup intent while it is being made; what is not set stays as it was. */
    private static final class Draft {

        private final SetupIntent from;
        private final Instant now;
        private int version;
        private SetupStatus status;
        private SetupDetails details;
        private SecretState secret;
        private @Nullable InFlight inFlight;
        private @Nullable Challenge challenge;
        private @Nullable Consent consent;
        private @Nullable KeptCard card;
        private @Nullable OperationId charge;
        private List<HistoryEvent> setupEvents;

        Draft(SetupIntent from, Instant now) {
            this.from = from;
            this.now = now;
            version = from.version;
            status = from.status;
            details = from.details;
            secret = from.secret;
            inFlight = from.inFlight;
            challenge = from.challenge;
            consent = from.consent;
            card = from.card;
            charge = from.charge;
            setupEvents = from.setupEvents;
        }

        void add(HistoryEvent event) {
            setupEvents = new ArrayList<>(setupEvents);
            setupEvents.add(event);
        }

        SetupIntent done() {
            return new SetupIntent(
                    from.id,
                    from.account,
                    version,
                    status,
                    from.type,
                    from.intendedAmount,
                    from.terms,
                    details,
                    secret,
                    inFlight,
                    challenge,
                    consent,
                    card,
                    charge,
                    List.copyOf(setupEvents),
                    from.expireAt,
                    from.createdAt,
                    now);
        }
    }
}
