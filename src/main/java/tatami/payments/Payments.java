package tatami.payments;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Asking;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.db.Gatherer;
import tatami.events.Bell;
import tatami.events.EventType;
import tatami.events.Outbox;
import tatami.intents.SecretState;
import tatami.kit.Ids;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.mail.Mail;
import tatami.mail.MailAddress;
import tatami.mail.Mailer;
import tatami.mail.Written;
import tatami.metrics.Metrics;
import tatami.payments.Found.Extent;
import tatami.payments.PaymentIntentStore.Creation;
import tatami.setups.SetupCharges;

/** What merchants do with payment intents. Every method is one verb of the API. */
public final class Payments {

    /** The API's own: an intent that nobody pays is given up after thirty days. */
    private static final Duration LIFETIME = Duration.ofDays(30);

    /** How often a repeated refund looks whether its first asking has been answered. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** A little longer than the acquirer may take to answer the first asking and a look-up. */
    private static final Duration PATIENCE = Acquirer.LIMIT.multipliedBy(2).plusSeconds(1);

    private final Database database;
    private final Accounts accounts;
    private final Acquirer acquirer;
    private final SetupCharges charges;
    private final Movements movements;
    private final Mailer mailer;
    private final Bell bell;
    private final Ids ids;
    private final InstantSource clock;
    private final IntentEvents events;
    private final Outbox outbox = new Outbox();
    private final Intents intents;
    private final PaymentIntentStore store = new PaymentIntentStore();
    private final Gatherer<Creation> creations;
    private final OperationStore operations = new OperationStore();
    private final PaymentSearch finder;

    public Payments(
            Database database,
            Accounts accounts,
            Asking asking,
            SetupCharges charges,
            Mailer mailer,
            Bell bell,
            Ids ids,
            InstantSource clock,
            Metrics metrics) {
        this.database = database;
        this.accounts = accounts;
        this.acquirer = asking.acquirer();
        this.charges = charges;
        this.movements = new Movements(database, asking, charges, bell, ids, clock);
        this.mailer = mailer;
        this.bell = bell;
        this.ids = ids;
        this.clock = clock;
        this.events = new IntentEvents(ids);
        this.intents = new Intents(database, bell);
        this.finder = new PaymentSearch(database);
        this.creations = new Gatherer<>(gathered -> database.once(tx -> {
            store.insert(tx, gathered);
            metrics.batch("payment intents", gathered.size());
            return gathered;
        }));
    }

    public PaymentIntent create(Account account, NewPaymentIntent wanted) {
        var now = Times.now(clock);
        var expireAt = wanted.expireAt() == null ? now.plus(LIFETIME) : wanted.expireAt();
        var intent = new PaymentIntent(
                new PaymentIntentId(ids.next(account.environment().idPrefix(PaymentIntentId.KIND))),
                account.id(),
                0,
                Status.Created,
                wanted.captureMode(),
                wanted.amount(),
                wanted.tipsAmount(),
                null,
                Funds.none(wanted.amount().currency()),
                null,
                null,
                null,
                SecretState.first(now),
                wanted.purchase(),
                List.of(),
                expireAt,
                wanted.autoExpiry(),
                now,
                now);
        var created = events.of(EventType.Created, account, intent, now);
        creations.write(new Creation(intent, created));
        bell.ring();
        return intent;
    }

    /** @throws Refusal NOT_FOUND */
    public PaymentIntent get(Account account, PaymentIntentId id) {
        return intents.get(account.id(), id);
    }

    /** For whoever has the id: it is the credential. @throws Refusal NOT_FOUND */
    public PaymentIntent getPublic(PaymentIntentId id) {
        return intents.getPublic(id);
    }

    /** Newest first. */
    public List<PaymentIntent> search(Account account, Search search) {
        return database.once(tx -> store.search(tx, account.id(), search));
    }

    /** By what people remember of a payment. One that was created or has changed is found about a second later. */
    public Found find(Account account, Filter filter) {
        return filter.isOpen()
                ? new Found(search(account, filter.days()), Extent.Everything)
                : finder.find(account.id(), filter);
    }

    /** All that the acquirer was asked for an intent, oldest first. Nothing when it is another account's. */
    public List<AskedOperation> operations(Account account, PaymentIntentId id) {
        return database.once(tx -> operations.ofIntent(tx, account.id(), id));
    }

    /** What an intent has moved, oldest first. Nothing when it is another account's. */
    public List<Posting> ledger(Account account, PaymentIntentId id) {
        return database.once(tx -> operations.ledgerOfIntent(tx, account.id(), id));
    }

    /** What would not be refused now, whole or in part. The rules are asked themselves, so they stand in one place. */
    public Set<Verb> possible(Account account, PaymentIntent intent) {
        var possible = EnumSet.noneOf(Verb.class);
        for (var verb : Verb.values()) {
            try {
                tryOut(account, intent, verb);
                possible.add(verb);
            } catch (Refusal _) {
                // so it is not
            }
        }
        return possible;
    }

    /** @throws Refusal NOT_FOUND, WRONG_STATUS, IN_PROGRESS */
    public PaymentIntent cancel(Account account, PaymentIntentId id) {
        return change(account, id, EventType.StatusUpdated, intent -> intent.cancel(Times.now(clock)));
    }

    /** @throws Refusal NOT_FOUND, NOT_PROVIDED_FOR, INVALID, IN_PROGRESS */
    public PaymentIntent changeAmount(Account account, PaymentIntentId id, Money amount) {
        return change(account, id, EventType.Updated, intent -> intent.withAmount(amount, Times.now(clock)));
    }

    /** @throws Refusal NOT_FOUND, NOT_PROVIDED_FOR, INVALID, IN_PROGRESS */
    public PaymentIntent changeTip(Account account, PaymentIntentId id, Money tip) {
        return change(account, id, EventType.Updated, intent -> intent.withTip(tip, Times.now(clock)));
    }

    /** @throws Refusal NOT_FOUND */
    public PaymentIntent refreshSecret(Account account, PaymentIntentId id) {
        return change(account, id, EventType.Updated, intent -> intent.refreshSecret(Times.now(clock)));
    }

    /** As {@link #refreshSecret}, for whoever has the id. */
    public PaymentIntent refreshSecretPublic(PaymentIntentId id) {
        return refreshSecret(accounts.get(getPublic(id).account()), id);
    }

    /** @throws Refusal NOT_FOUND, WRONG_STATUS, OVER_LIMIT, IN_PROGRESS */
    public Movement capture(Account account, PaymentIntentId id, long minor) {
        return move(account, id, intent -> operation(Kind.Capture, amount(intent, minor), intent));
    }

    /**
     * The same for whoever has seen the intent as it was, and means one capture however often it is sent: a part can
     * be captured twice.
     *
     * @param version of the intent that was seen
     * @throws Refusal CONFLICT when it has changed since, and as {@link #capture(Account, PaymentIntentId, long)}
     */
    public Movement capture(Account account, PaymentIntentId id, long minor, int version) {
        return move(account, id, intent -> {
            if (intent.version() != version) {
                throw new Refusal(
                        Reason.CONFLICT, "The payment has changed since this page was shown. Look, and try again.");
            }
            return operation(Kind.Capture, amount(intent, minor), intent);
        });
    }

    /** @throws Refusal NOT_FOUND, WRONG_STATUS, IN_PROGRESS */
    public Movement reverse(Account account, PaymentIntentId id) {
        return move(account, id, intent -> operation(Kind.Reverse, intent.reversible(), intent));
    }

    /**
     * Charges the card that the shopper left with the intent's setup intent, for later charges.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS, IN_PROGRESS
     */
    public Movement charge(Account account, PaymentIntentId id) {
        var since = Times.now(clock);
        var known = get(account, id);
        var setup = charges.find(account.id(), known.chargeable(since), since);
        var charge = new OperationId(ids.nextUuid());
        var card = setup.card();
        return movements.perform(
                account,
                known,
                intent -> {
                    var operation = Operation.payment(charge, Kind.Charge, intent.totalAmount());
                    return intent.begin(operation, since, card.facts(), Times.now(clock), account.timeZone());
                },
                operation -> acquirer.charge(operation, card, setup.agreement()));
    }

    /**
     * Gives money back, once for each idempotency key: the same key and request get the recorded answer,
     * also when that was a decline; one that is still being asked is waited for.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS, OVER_LIMIT, IN_PROGRESS, KEY_REUSED
     */
    public Refund refund(Account account, PaymentIntentId id, RefundRequest request) {
        var patience = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < patience) {
            // The intent before the key: if the key is not there now, no refund of this key is in the intent.
            var intent = get(account, id);
            var earlier = database.once(tx -> operations.findRefundByKey(tx, id, request.idempotencyKey()))
                    .orElse(null);
            if (earlier == null) {
                var started = tryStart(account, intent, request);
                if (started.isPresent()) {
                    return refund(request, movements.conclude(account, started.get(), movements::perform));
                }
            } else if (!Arrays.equals(earlier.requestHash(), request.hash())) {
                throw new Refusal(
                        Reason.KEY_REUSED, "This idempotencyKey was used for another refund of this payment intent.");
            } else if (earlier.outcome() != null) {
                return earlier;
            } else {
                pause();
            }
        }
        throw new Refusal(
                Reason.IN_PROGRESS,
                "The first request with this idempotencyKey has not been answered. Repeat it shortly.");
    }

    /** @throws Refusal NOT_FOUND when there is no such refund, or it was declined */
    public Refund getRefund(Account account, UUID id) {
        return database.once(tx -> operations.findRefund(tx, account.id(), id))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no refund with this id."));
    }

    /** Sends a receipt to each address, soon. @throws Refusal NOT_FOUND, WRONG_STATUS when nothing is paid */
    public void sendReceipt(Account account, PaymentIntentId id, List<MailAddress> readers) {
        var intent = get(account, id);
        var receipt = Receipts.of(account, intent);
        send(
                account,
                intent,
                readers.stream()
                        .map(reader -> receipt.mailTo(ids.nextUuid(), reader))
                        .toList());
    }

    /**
     * Sends a receipt soon, once for each reader and key.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS when nothing is paid
     */
    public void sendReceipt(Account account, PaymentIntentId id, MailAddress reader, String key) {
        var intent = get(account, id);
        sendOnce(account, intent, reader, Receipts.idFor(intent, reader, key));
    }

    /** What became of the receipts that were asked for, oldest first. */
    public List<Written> receipts(PaymentIntent intent) {
        return mailer.about(intent.id().value());
    }

    /** Where the shopper's own receipt goes, and whether it has; empty when there is none to send. */
    public Optional<ShopperReceipt> shopperReceipt(PaymentIntent intent) {
        return Receipts.readerOf(intent)
                .map(reader -> new ShopperReceipt(
                        reader, database.once(tx -> mailer.knows(tx, Receipts.idFor(intent, reader)))));
    }

    /**
     * Sends the shopper the receipt, for whoever has the intent's id: once, and to no address but the one
     * that the intent had when it was paid. Asked again, nothing happens.
     *
     * @throws Refusal NOT_FOUND, WRONG_STATUS when nothing is paid or no address is known
     */
    public void sendShopperReceipt(PaymentIntentId id) {
        var intent = getPublic(id);
        var account = accounts.get(intent.account());
        var reader = Receipts.readerOf(intent)
                .orElseThrow(() -> new Refusal(Reason.WRONG_STATUS, "No receipt can be sent to this shopper."));
        sendOnce(account, intent, reader, Receipts.idFor(intent, reader));
    }

    private void sendOnce(Account account, PaymentIntent intent, MailAddress reader, UUID mail) {
        try {
            send(account, intent, List.of(Receipts.of(account, intent).mailTo(mail, reader)));
        } catch (DatabaseFailure e) {
            if (!e.violatesUnique("mail_pkey")) {
                throw e;
            }
        }
    }

    private void send(Account account, PaymentIntent intent, List<Mail> mails) {
        var now = Times.now(clock);
        database.transaction(tx -> {
            mailer.enqueue(tx, mails, intent.id().value());
            outbox.append(tx, events.of(EventType.SendReceipt, account, intent, now));
            return intent;
        });
        bell.ring();
    }

    /**
     * Does what is due by itself: gives up an unpaid intent, captures or releases a hold whose time is up.
     *
     * @throws Refusal when it is no longer due
     */
    void expire(PaymentIntent due) {
        var account = accounts.get(due.account());
        switch (due.status()) {
            case Created -> cancel(account, due.id());
            case Authorized -> {
                switch (due.autoExpiry().whenOver()) {
                    case Capture ->
                        capture(account, due.id(), due.funds().capturable().minor());
                    case Release -> reverse(account, due.id());
                }
            }
            case Captured, Reversed, Refunded, Canceled -> {}
        }
    }

    private void tryOut(Account account, PaymentIntent intent, Verb verb) {
        switch (verb) {
            case Capture -> begin(account, intent, operation(Kind.Capture, amount(intent, 1), intent));
            case Refund -> begin(account, intent, operation(Kind.Refund, amount(intent, 1), intent));
            case Reverse -> begin(account, intent, operation(Kind.Reverse, intent.reversible(), intent));
            case Cancel -> intent.cancel(Times.now(clock));
            case SendReceipt -> intent.paid();
        }
    }

    private Movement move(Account account, PaymentIntentId id, Function<PaymentIntent, Operation> choose) {
        return movements.perform(
                account, get(account, id), intent -> begin(account, intent, choose.apply(intent)), movements::perform);
    }

    private PaymentIntent begin(Account account, PaymentIntent intent, Operation operation) {
        var now = Times.now(clock);
        return intent.begin(operation, now, null, now, account.timeZone());
    }

    /** Empty when another writer was quicker, perhaps one with the same key. */
    private Optional<PaymentIntent> tryStart(Account account, PaymentIntent intent, RefundRequest request) {
        var operation = operation(Kind.Refund, amount(intent, request.minor()), intent);
        var begun = begin(account, intent, operation);
        try {
            return movements.tryStart(begun, request);
        } catch (DatabaseFailure e) {
            if (e.violatesUnique("operation_idempotency")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private PaymentIntent change(
            Account account, PaymentIntentId id, EventType told, UnaryOperator<PaymentIntent> decide) {
        return intents.change(
                account.id(), id, decide, next -> List.of(events.of(told, account, next, next.updatedAt())));
    }

    private Operation operation(Kind kind, Money amount, PaymentIntent intent) {
        var payment = intent.payment();
        var id = new OperationId(ids.nextUuid());
        // Without a payment this is refused a moment later, in words that name the status.
        return new Operation(id, kind, amount, payment == null ? id : payment.id());
    }

    private static Money amount(PaymentIntent intent, long minor) {
        return new Money(minor, intent.amount().currency());
    }

    private static Refund refund(RefundRequest request, Movement movement) {
        return new Refund(
                movement.operation().id(),
                movement.intent().id(),
                request.hash(),
                request.reason(),
                request.notes(),
                movement.outcome().orElse(null));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.IN_PROGRESS, "The gateway is stopping. Repeat the request.");
        }
    }
}
