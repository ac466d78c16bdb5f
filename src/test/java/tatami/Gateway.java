package tatami;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeyId;
import tatami.accounts.ApiKeys;
import tatami.accounts.Environment;
import tatami.accounts.NewApiKey;
import tatami.accounts.Scope;
import tatami.acquiring.Acquirer;
import tatami.calls.CallLog;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.cards.VaultRotation;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.figures.Tallies;
import tatami.kit.Ids;
import tatami.kit.Money;
import tatami.metrics.Backlog;
import tatami.sandbox.SandboxWallets;
import tatami.users.People;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole gateway over a fresh database, for a test to talk to by HTTP. Its clock stands still, and
 * its background work is done when the test says so: {@code resolve()}, {@code expire()}, {@code reap()},
 * {@code mail()}, {@code deliver()}, {@code index()}, {@code tally()}.
 */
public final class Gateway implements AutoCloseable {

    public static final String VERSION = "2022-04-07";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TestClock clock = new TestClock();
    private final String jdbcUrl;
    private final Path dataDirectory;
    private final int port;
    private final App app;

    private Gateway(Map<String, String> settings, UnaryOperator<Acquirer> between) {
        try {
            jdbcUrl = TestDatabase.newDatabase();
            dataDirectory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "gateways")), "");
            port = freePort();
            var environment = new TreeMap<>(Map.of(
                    "TATAMI_PORT",
                    Integer.toString(port),
                    "TATAMI_HOST",
                    "127.0.0.1",
                    "TATAMI_DATA_DIR",
                    dataDirectory.toString(),
                    "TATAMI_DATABASE_URL",
                    jdbcUrl));
            environment.putAll(settings);
            app = App.of(Config.read(environment), clock, between);
            app.listen();
        } catch (IOException | Config.Wrong e) {
            throw new IllegalStateException(e);
        }
    }

    public static Gateway start() {
        return start(Map.of());
    }

    /** @param settings on top of the tests' own */
    public static Gateway start(Map<String, String> settings) {
        return new Gateway(settings, UnaryOperator.identity());
    }

    /** Another gateway on the same database, with the same keys. */
    public static Gateway beside(Gateway first) {
        return new Gateway(
                Map.of(
                        "TATAMI_DATABASE_URL",
                        first.jdbcUrl,
                        "TATAMI_DATA_DIR",
                        first.dataDirectory.toString(),
                        "TATAMI_WEBHOOK_ALLOW_LOOPBACK",
                        "true"),
                UnaryOperator.identity());
    }

    /** @param between stands between the gateway and the sandbox acquirer, and makes trouble */
    public static Gateway startWith(UnaryOperator<Acquirer> between) {
        return startWith(Map.of(), between);
    }

    /** Both: settings on top of the tests' own, and something between the gateway and its acquirer. */
    public static Gateway startWith(Map<String, String> settings, UnaryOperator<Acquirer> between) {
        return new Gateway(settings, between);
    }

    @Override
    public void close() {
        app.close();
    }

    /** Without a slash at the end. */
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    public int port() {
        return port;
    }

    public int forgetFirstAnswers() {
        return app.firstAnswers().forgetOld();
    }

    /** Puts history into blocks, all that has come to rest by then. */
    public void chain() {
        app.chain().runOnce();
        clock.advance(Duration.ofMinutes(1));
        app.chain().runOnce();
    }

    /** Looks whether the files with the certificate have changed; gives how many have. */
    public int renewCertificate() {
        return app.renewCertificate();
    }

    /** The first account's sandbox key. */
    public String secretKey() {
        return app.sandboxSecretKey();
    }

    /** Opens another merchant's sandbox account; gives its secret key. */
    public String openAccount(String tradingName) {
        return openAccount(Environment.Sandbox, tradingName);
    }

    public String openAccount(Environment environment, String tradingName) {
        return openAccount(environment, tradingName, ZoneId.of("Europe/London"));
    }

    public String openAccount(Environment environment, String tradingName, ZoneId timeZone) {
        var secretKey = ApiKeys.fresh(environment);
        new Accounts(app.database(), freshKeys(), new Ids(clock), clock)
                .open(environment, tradingName, timeZone, secretKey);
        return secretKey;
    }

    /** The account that a secret key opens, as it is now and not as the gateway remembers it. */
    public Account account(String secretKey) {
        return freshKeys().caller(secretKey).orElseThrow().account();
    }

    /** The gateway's own. */
    public ApiKeys keys() {
        return app.apiKeys();
    }

    /** Another key for the same account as {@code secretKey}'s, with these scopes. */
    public String keyWith(String secretKey, Scope... scopes) {
        var wanted = new NewApiKey(ApiKeyId.next(new Ids(clock)), "A program", Set.of(scopes), null);
        return keys().create(account(secretKey), wanted, "a test", _ -> {});
    }

    /** With the same keys and nothing remembered. */
    private ApiKeys freshKeys() {
        return new ApiKeys(app.database(), new Keys(dataDirectory).masterKey().derive("api keys"), clock);
    }

    /** Who may sign in to the portal, and what they did. */
    public People people() {
        return app.people();
    }

    public AccountId firstAccount() {
        return app.firstAccount();
    }

    /** The path that an embedded gateway prints at its start, for whoever has started it. */
    public String machinesLink() {
        return app.linkForMachine().substring(baseUrl().length());
    }

    /** The pretend Apple, Google and their devices. */
    public SandboxWallets wallets() {
        return app.sandboxWallets();
    }

    /** What the first account's shopper's iPhone gives for GBP 10.00. */
    public String appleToken(String pan) {
        return wallets().appleToken(account(secretKey()), inWallet(pan), Money.of(1000, "GBP"), clock.instant());
    }

    /** What Google gives a shopper of the first account. */
    public String googleToken(String pan, AuthMethod method) {
        return wallets().googleToken(account(secretKey()), inWallet(pan), method, clock.instant());
    }

    public static PresentedCard inWallet(String pan) {
        return new PresentedCard(
                Pan.parse(pan).orElseThrow(), Expiry.parse("12/29").orElseThrow(), Optional.empty(), "");
    }

    /** A fresh intent of GBP 10.00 that takes wallets. */
    public JsonNode createForWallets() {
        return post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "paymentMethods":["Card","Wallet"]}
                        """).ok();
    }

    public Answer payWithApple(JsonNode intent, String token) {
        return postOpen(
                "/cors/api/payments/" + intent.path("clientSessionSecret").asString() + "/apple-pay",
                "{\"token\":" + token + "}");
    }

    public Answer payWithGoogle(JsonNode intent, String token) {
        return postOpen(
                "/api/payments/" + intent.path("clientSessionSecret").asString() + "/google-pay",
                JSON.writeValueAsString(Map.of("token", token)));
    }

    public Answer decryptGoogle(JsonNode intent, String token) {
        return postOpen(
                "/api/payments/" + intent.path("clientSessionSecret").asString() + "/google-pay/decrypt-token",
                JSON.writeValueAsString(Map.of("token", token)));
    }

    /** Forgets wallets' tokens that are too old to be used again; gives how many. */
    public int forgetTokens() {
        return app.usedTokens().forgetOld();
    }

    /** Sums up the next quarters; gives how many, and how many operations were late. */
    public int tally() {
        return app.tallies().runOnce();
    }

    public Tallies tallies() {
        return app.tallies();
    }

    public TestClock clock() {
        return clock;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public Database database() {
        return app.database();
    }

    App app() {
        return app;
    }

    public int resolve() {
        return app.resolver().runOnce() + app.setupAttempts().resolveAbandoned();
    }

    public int expire() {
        return app.expirer().runOnce() + app.setups().expireDue();
    }

    /** Destroys the card numbers of challenges that nobody came back from; gives how many. */
    public int reap() {
        return app.authenticator().forgetAbandoned();
    }

    public int mail() {
        return app.mailer().runOnce();
    }

    /** Does all that the indexer can do at this moment: what was created and changed is found then. */
    public void index() {
        while (app.indexer().runOnce() > 0) {
            // there is more
        }
    }

    /** What waits to be found by the search. */
    public Backlog searchBacklog() {
        return app.indexer().backlog();
    }

    /** One round of the courier, its answers waited for; gives how many deliveries it began. */
    public int deliver() {
        var begun = app.courier().runOnce();
        if (!app.courier().awaitIdle(Duration.ofSeconds(30))) {
            throw new AssertionError("Deliveries did not end.");
        }
        return begun;
    }

    /** Begins a round of the courier and does not wait for its answers. */
    public int beginToDeliver() {
        return app.courier().runOnce();
    }

    /** Clears old deliveries away; gives how many rows went. */
    public int forgetDeliveries() {
        return app.deliveries().forgetOld();
    }

    /** Writes the request log; gives how many lines. */
    public int flushCalls() {
        return app.calls().flush();
    }

    /** Clears the request log; gives how many lines went. */
    public int forgetCalls() {
        return app.calls().forgetOld();
    }

    public CallLog calls() {
        return app.calls();
    }

    /** As {@code ./tatami vault rotate} does it. */
    public VaultRotation.Report rotateVault() {
        return new VaultRotation(app.database(), new Keys(dataDirectory).masterKey(), _ -> {}).rotate();
    }

    /** From now on the background work is done as in life, as soon as it is due. */
    public Gateway work() {
        app.work();
        return this;
    }

    /** A request with the first account's key and the version, ready for changes. */
    public HttpRequest.Builder request(String path) {
        return open(path).header("Authorization", "Basic " + secretKey()).header("version", VERSION);
    }

    /** A request with another account's key and the version, ready for changes. */
    public HttpRequest.Builder requestAs(String secretKey, String path) {
        return open(path).header("Authorization", "Basic " + secretKey).header("version", VERSION);
    }

    /** A request without any header. */
    public HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl() + path)).timeout(Duration.ofSeconds(30));
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** A JSON post without a key: the calls of a shopper's device. */
    public Answer postOpen(String path, String json) {
        return send(open(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public Answer refund(String intent, long minor, String key) {
        return send(request("/payment-intents/" + intent + "/refunds")
                .header("Content-Type", "application/json")
                .header("idempotencyKey", key)
                .POST(BodyPublishers.ofString("{\"amount\":" + minor + "}")));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A fresh intent of GBP 10.00. */
    public JsonNode create(String captureMode) {
        return post("/payment-intents", """
                        {"captureMode":"%s","amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"}
                        """.formatted(captureMode)).ok();
    }

    /** Pays a fresh intent with a card that needs no challenge; gives the intent's id. */
    public String paid(String captureMode) {
        var intent = create(captureMode);
        pay(intent, "5200000000001005").ok();
        return intent.path("id").asString();
    }

    /** One attempt by the mobile SDKs' call, with the secret that {@code intent} shows. */
    public Answer pay(JsonNode intent, String pan) {
        return postOpen("/api/payments/" + intent.path("clientSessionSecret").asString(), card(pan));
    }

    /** A fresh setup intent of GBP 10.00, for a NoShow or Unscheduled charges. */
    public JsonNode createSetup(String type) {
        return post("/setup-intents", setup(type)).ok();
    }

    public static String setup(String type) {
        return """
                {"merchantInitiatedTransactionType":"%s","intendedAmount":{"value":1000,"currencyCode":"GBP"},
                 "reference":"Table 4","terms":"Who does not come pays GBP 10."}
                """.formatted(type);
    }

    /** One attempt to leave a card, by the mobile SDKs' call, with the secret that {@code setup} shows. */
    public Answer agree(JsonNode setup, String pan) {
        return postOpen("/api/payments/" + setup.path("clientSessionSecret").asString(), consentingCard(pan));
    }

    /** A setup intent for which a shopper has left a card that needs no challenge; gives its id. */
    public String agreed(String type) {
        return agreed(type, "5200000000001005");
    }

    public String agreed(String type, String pan) {
        var setup = createSetup(type);
        if (agree(setup, pan).ok().path("statusCode").asInt() != 0) {
            throw new AssertionError(get("/setup-intents/" + setup.path("id").asString()));
        }
        return setup.path("id").asString();
    }

    /** A fresh payment intent of GBP 10.00 under a setup intent; gives its id. */
    public String createUnder(String setup) {
        return post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234","setupIntentId":"%s"}
                        """.formatted(setup)).ok().path("id").asString();
    }

    public Answer charge(String intent) {
        return post("/payment-intents/" + intent + "/charge", "");
    }

    public static String consentingCard(String pan) {
        return card(pan).replaceFirst("\\{", "{\"mitConsentGiven\":true,");
    }

    public static String card(String pan) {
        return """
                {"cV2":"020","cardName":"A Shopper","cardNumber":"%s","expiryDate":"12 / 29"}
                """.formatted(pan);
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What the gateway answered. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** The JSON of an answer that must be 200. */
        public JsonNode ok() {
            if (status() != 200) {
                throw new AssertionError(this);
            }
            return json();
        }

        /** What is needed to understand a failure. */
        @Override
        public String toString() {
            return response.request().method() + " " + response.request().uri().getPath() + " answered " + status()
                    + " " + text();
        }
    }
}
