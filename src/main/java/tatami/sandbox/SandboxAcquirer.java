package tatami.sandbox;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Agreement;
import tatami.acquiring.Authentication;
import tatami.acquiring.Eci;
import tatami.acquiring.Lookup;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.acquiring.Outcome.Abandoned;
import tatami.acquiring.Outcome.Approved;
import tatami.acquiring.Outcome.Declined;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.kit.Secret;
import tatami.sandbox.SandboxStore.Movement;

/**
 * An acquirer without banks: it decides by {@link TestCards}, keeps books of its own, and enforces the
 * card world's rules itself, whatever the gateway believes.
 */
public final class SandboxAcquirer implements Acquirer {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxAcquirer.class);

    private static final String AUTH_CODE = "123456";

    private static final Declined OTHER_CONTENT =
            new Declined("DUPLICATE: this operation id was used before for something else");

    private static final Declined WITHDRAWN = new Declined("WITHDRAWN before it arrived");

    private static final Declined NOT_AGREED = new Declined("NO AGREEMENT: nobody agreed under this reference");

    private static final String UNREACHABLE = "The issuer did not answer.";

    private final Database database;
    private final InstantSource clock;
    private final Challenges challenges;
    private final SandboxStore store = new SandboxStore();

    /**
     * @param key signs what travels through the shopper's browser
     * @param publicUrl where browsers reach this gateway, without a slash at the end
     */
    public SandboxAcquirer(Database database, Secret key, String publicUrl, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.challenges = new Challenges(database, key, publicUrl, clock);
    }

    @Override
    public Optional<Outcome> pay(Operation payment, PresentedCard card, Eci eci) {
        if (payment.kind() == Operation.Kind.Charge) {
            throw new IllegalArgumentException("A charge names what the cardholder agreed to.");
        }
        var decided = decide(payment, card);
        return within(Optional.empty(), () -> Optional.of(write(payment, card, eci, null, decided)));
    }

    @Override
    public Optional<Outcome> charge(Operation charge, PresentedCard card, Agreement agreement) {
        if (charge.kind() != Operation.Kind.Charge) {
            throw new IllegalArgumentException("A " + charge.kind() + " is not begun by the merchant.");
        }
        var reference = agreement.schemeReference();
        var decided = decide(charge, card);
        return within(Optional.empty(), () -> {
            var isAgreed =
                    database.once(tx -> store.isAgreed(tx, reference, card.pan().mask()));
            return Optional.of(write(charge, card, null, reference, isAgreed ? decided : NOT_AGREED));
        });
    }

    @Override
    public Optional<Outcome> perform(Operation operation) {
        if (operation.kind().needsCard()) {
            throw new IllegalArgumentException("A " + operation.kind() + " needs its card.");
        }
        var approval = approval(operation);
        return within(
                Optional.empty(),
                () -> Optional.of(database.once(tx -> store.perform(tx, operation, approval, clock.instant()))
                        .orElseGet(() -> recorded(operation, null))));
    }

    @Override
    public Lookup lookup(OperationId id) {
        return within(
                new Lookup.NoAnswer(),
                () -> database.once(tx -> store.find(tx, id))
                        .<Lookup>map(movement -> new Lookup.Found(movement.outcome()))
                        .orElseGet(Lookup.Unknown::new));
    }

    @Override
    public Optional<Outcome> abandon(Operation payment) {
        return within(Optional.empty(), () -> {
            var buried = database.once(tx -> store.abandon(tx, payment, "ABANDONED", clock.instant()));
            return buried.or(
                    () -> database.once(tx -> store.find(tx, payment.id())).map(Movement::outcome));
        });
    }

    @Override
    public DeviceData collectDeviceData(PresentedCard card) {
        return challenges.collectDeviceData(card);
    }

    @Override
    public Authentication authenticate(Operation payment, PresentedCard card, String returnUrl) {
        return switch (TestCards.of(card)) {
            case Frictionless -> new Authentication.Authenticated();
            case WithoutThreeDs, Declined -> new Authentication.Attempted();
            case Challenged -> {
                var request = challenges.request(payment, card, returnUrl);
                yield within(new Authentication.Failed(UNREACHABLE), () -> challenges.open(request));
            }
        };
    }

    @Override
    public Authentication conclude(OperationId payment, ChallengeReport report) {
        return within(new Authentication.Failed(UNREACHABLE), () -> challenges.conclude(payment, report));
    }

    Challenges challenges() {
        return challenges;
    }

    private static Outcome decide(Operation payment, PresentedCard card) {
        if (!payment.kind().needsCard() || !payment.payment().equals(payment.id())) {
            throw new IllegalArgumentException("A " + payment.kind() + " is not a payment of its own.");
        }
        return TestCards.of(card) == TestCards.Conduct.Declined ? new Declined("DECLINED") : approval(payment);
    }

    /** Once for each id; a second time gets the first answer. */
    private Outcome write(
            Operation payment, PresentedCard card, @Nullable Eci eci, @Nullable String agreement, Outcome decided) {
        var mask = card.pan().mask();
        var isNew = database.once(tx -> store.pay(tx, payment, mask, eci, agreement, decided, clock.instant()));
        return isNew ? decided : recorded(payment, mask);
    }

    /** What was answered before under this id. The same id with another content moves nothing. */
    private Outcome recorded(Operation asked, @Nullable String card) {
        var movement = database.once(tx -> store.find(tx, asked.id())).orElseThrow();
        if (!movement.answers(asked, card)) {
            return OTHER_CONTENT;
        }
        return movement.outcome() instanceof Abandoned ? WITHDRAWN : movement.outcome();
    }

    private static Approved approval(Operation operation) {
        return switch (operation.kind()) {
            case Sale, Charge -> new Approved(AUTH_CODE, "DEPOSITED");
            case Authorize -> new Approved(AUTH_CODE, "AUTHORIZED");
            case Verify -> new Approved(AUTH_CODE, "VERIFIED", Optional.of(schemeReference(operation.id())));
            case Capture -> new Approved(AUTH_CODE, "CAPTURED");
            case Refund -> new Approved(AUTH_CODE, "REFUNDED");
            case Reverse -> new Approved(AUTH_CODE, "REVERSED");
        };
    }

    /** Fifteen characters, as the schemes' own have. */
    private static String schemeReference(OperationId id) {
        return "TAT%012X".formatted(id.value().getLeastSignificantBits() & 0xFFFF_FFFF_FFFFL);
    }

    /**
     * Works for as long as {@link #LIMIT} on a thread of its own. When no answer came by then, or the
     * books could not be reached, that is silence: what was asked may still happen, as it may out there.
     */
    private static <T> T within(T silence, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, Thread::startVirtualThread)
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("The sandbox did not answer within {}.", LIMIT);
        } catch (ExecutionException e) {
            LOG.warn("The sandbox could not answer.", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return silence;
    }
}
