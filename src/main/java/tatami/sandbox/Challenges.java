package tatami.sandbox;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.acquiring.Authentication;
import tatami.acquiring.Operation;
import tatami.acquiring.OperationId;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.kit.Money;
import tatami.kit.Secret;

/** The issuer's side of 3-D Secure: whom it asked, what they answered, and what it tells the gateway. */
final class Challenges {

    /** Where {@link ChallengeRoutes} listens. */
    static final String PATH = "/sandbox/three-ds";

    static final int TRIES = 3;

    /** Long enough to find the phone, well within the half hour that a payment's secret lives. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMinutes(10);

    enum State {
        Pending,
        Passed,
        Failed,
        Cancelled
    }

    record Challenge(State state, int wrongTries) {

        int triesLeft() {
            return TRIES - wrongTries;
        }
    }

    /**
     * What the gateway sends to the bank's page, by way of the shopper's browser.
     *
     * @param card masked
     * @param returnUrl empty when an app shows the page and watches it itself
     * @param exp seconds since 1970, as JSON Web Tokens count
     */
    record Request(UUID payment, long amount, String currency, String card, String returnUrl, long exp) {

        Money money() {
            return Money.of(amount, currency);
        }

        OperationId id() {
            return new OperationId(payment);
        }
    }

    /** What the bank's page sends back the same way. */
    record Result(UUID payment, State state) {}

    /** What collects facts about a device needs to know of it: which card they are for. */
    record Device(String card, long exp) {}

    private final Database database;
    private final String publicUrl;
    private final InstantSource clock;
    private final Jwt<Request> requests;
    private final Jwt<Result> results;
    private final Jwt<Device> devices;
    private final ChallengeStore store = new ChallengeStore();

    Challenges(Database database, Secret key, String publicUrl, InstantSource clock) {
        this.database = database;
        this.publicUrl = publicUrl;
        this.clock = clock;
        this.requests = new Jwt<>(key.derive("sandbox challenge request"), Request.class);
        this.results = new Jwt<>(key.derive("sandbox challenge result"), Result.class);
        this.devices = new Jwt<>(key.derive("sandbox device data"), Device.class);
    }

    DeviceData collectDeviceData(PresentedCard card) {
        return new DeviceData(
                publicUrl + PATH + "/device-data",
                devices.sign(new Device(card.pan().mask(), expiry())));
    }

    /** @throws IllegalArgumentException when no browser could come back to {@code returnUrl} */
    Request request(Operation payment, PresentedCard card, String returnUrl) {
        if (!returnUrl.isEmpty() && origin(returnUrl).isEmpty()) {
            throw new IllegalArgumentException("A return url is empty or begins with https://host or http://host.");
        }
        return new Request(
                payment.id().value(),
                payment.amount().minor(),
                payment.amount().currencyCode(),
                card.pan().mask(),
                returnUrl,
                expiry());
    }

    /** Opening twice is one challenge, whatever has become of it. */
    Authentication open(Request request) {
        database.once(tx -> {
            store.open(tx, request.id(), clock.instant());
            return true;
        });
        return new Authentication.Challenged(publicUrl + PATH + "/challenge", requests.sign(request));
    }

    /** Empty unless we signed it. It may be too late for it: see {@link #isOver}. */
    Optional<Request> read(String jwt) {
        return requests.verify(jwt);
    }

    boolean isOver(Request request) {
        return !clock.instant().isBefore(Instant.ofEpochSecond(request.exp()));
    }

    Optional<Challenge> find(Request request) {
        return database.once(tx -> store.find(tx, request.id()));
    }

    Optional<Challenge> answer(Request request, String code) {
        return code.strip().equals(TestCards.CODE)
                ? finish(request, State.Passed)
                : database.once(tx -> store.miss(tx, request.id(), TRIES));
    }

    /** Ends a challenge that is still open; a finished one stays as it is. */
    Optional<Challenge> finish(Request request, State state) {
        return database.once(tx -> store.finish(tx, request.id(), state));
    }

    /** The signed result, for the shopper's browser to take back ({@code PaRes}). */
    String result(Request request, Challenge challenge) {
        return results.sign(new Result(request.payment(), challenge.state()));
    }

    /**
     * Our own record decides. Only while it knows nothing does the device's word count: the mobile SDKs
     * show a challenge of their own, and nobody comes to our page. The first conclusion is the last.
     */
    Authentication conclude(OperationId payment, ChallengeReport report) {
        var proven = results.verify(report.response())
                .map(result -> result.payment().equals(payment.value())
                        ? result.state().name()
                        : "of another payment")
                .orElse(null);
        var reported = report.actionCode().equals("SUCCESS") ? State.Passed : State.Failed;
        return database.once(tx -> store.conclude(tx, payment, proven, reported, clock.instant()))
                .map(challenge -> said(challenge.state()))
                .orElseGet(() -> new Authentication.Failed("The issuer never asked the cardholder."));
    }

    /** Scheme, host and port of an address that a browser's form can post to. */
    static Optional<String> origin(String url) {
        try {
            var uri = URI.create(url);
            var scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
                return Optional.empty();
            }
            return Optional.of(scheme + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Authentication said(State state) {
        return switch (state) {
            case Passed -> new Authentication.Authenticated();
            case Failed -> new Authentication.Failed("The cardholder could not be authenticated.");
            case Cancelled -> new Authentication.Failed("The cardholder cancelled.");
            case Pending -> throw new IllegalStateException("A concluded challenge is not pending.");
        };
    }

    private long expiry() {
        return clock.instant().plus(TIME_TO_ANSWER).getEpochSecond();
    }
}
