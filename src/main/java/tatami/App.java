package tatami;

import io.helidon.common.mapper.MapperManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeys;
import tatami.accounts.Brands;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Asking;
import tatami.acquiring.TimedAcquirer;
import tatami.calls.CallLog;
import tatami.cards.CardVault;
import tatami.chain.HistoryChain;
import tatami.checkout.AddressLimit;
import tatami.checkout.BrandRoutes;
import tatami.checkout.CheckoutRoutes;
import tatami.checkout.ClientRoutes;
import tatami.checkout.ComponentRoutes;
import tatami.checkout.PaymentTill;
import tatami.checkout.ReturnUrls;
import tatami.checkout.SetupTill;
import tatami.checkout.WalletOffers;
import tatami.checkout.WalletRoutes;
import tatami.checkout.Wallets;
import tatami.customers.CustomerRoutes;
import tatami.customers.CustomerSecrets;
import tatami.customers.Customers;
import tatami.customers.PaymentMethods;
import tatami.db.Database;
import tatami.db.EmbeddedPostgres;
import tatami.db.MasterKeyCheck;
import tatami.db.Migrations;
import tatami.events.Bell;
import tatami.figures.Tallies;
import tatami.http.Callers;
import tatami.http.Devices;
import tatami.http.IdempotentWrites;
import tatami.http.Json;
import tatami.http.MetricsRoutes;
import tatami.http.Pages;
import tatami.http.Problems;
import tatami.http.RateLimit;
import tatami.http.RequestLimits;
import tatami.http.RequestLog;
import tatami.http.ServerCertificate;
import tatami.http.Versions;
import tatami.idempotency.FirstAnswers;
import tatami.intents.Authenticator;
import tatami.intents.CheckoutLinks;
import tatami.intents.ClientSessionSecrets;
import tatami.kit.Ids;
import tatami.mail.KeptMail;
import tatami.mail.Mailer;
import tatami.mail.Smtp;
import tatami.mail.Transport;
import tatami.metrics.Metrics;
import tatami.metrics.Prometheus;
import tatami.payments.Attempts;
import tatami.payments.Concerns;
import tatami.payments.Expirer;
import tatami.payments.Indexer;
import tatami.payments.PaymentIntentRoutes;
import tatami.payments.Payments;
import tatami.payments.Resolver;
import tatami.payments.Settlements;
import tatami.portal.PortalRoutes;
import tatami.reference.ReferenceRoutes;
import tatami.reference.SampleCard;
import tatami.sandbox.ChallengeRoutes;
import tatami.sandbox.SandboxAcquirer;
import tatami.sandbox.SandboxWallets;
import tatami.sandbox.TestCards;
import tatami.sandbox.WalletSheetRoutes;
import tatami.setups.SetupAttempts;
import tatami.setups.SetupCharges;
import tatami.setups.SetupErasure;
import tatami.setups.SetupIntentRoutes;
import tatami.setups.Setups;
import tatami.tracing.Otlp;
import tatami.tracing.Tracing;
import tatami.users.People;
import tatami.wallets.UsedTokens;
import tatami.webhooks.Courier;
import tatami.webhooks.Deliveries;
import tatami.webhooks.DeliveryRoutes;
import tatami.webhooks.ListenRoutes;
import tatami.webhooks.Listening;
import tatami.webhooks.SubscriptionRoutes;
import tatami.webhooks.Subscriptions;
import tatami.webhooks.TestEvents;

/**
 * The map: everything there is, put together by hand, from the database upward.
 *
 * <p>Made in three steps, so that tests can stop after any of them: the constructor wires, {@link
 * #listen} opens the door, {@link #work} starts the background loops.
 */
final class App implements AutoCloseable {

    /** Longer than the longest request, one that waits for the acquirer three times. */
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(16);

    /** For a client that began a request and went silent, or keeps a connection that it does not use. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);

    /** How often due work is looked for. A second is soon enough for people and nothing for PostgreSQL. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** For what no bell announced: events of a gateway that died, or has too much to do. */
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);

    static {
        keepOneMapper();
    }

    private final Config config;
    private final @Nullable EmbeddedPostgres embedded;
    private final Database database;
    private final @Nullable Prometheus numbers;
    private final Metrics metrics;
    private final Tracing tracing;
    private final String sandboxSecretKey;
    private final ApiKeys apiKeys;
    private final Authenticator authenticator;
    private final Setups setups;
    private final SetupAttempts setupAttempts;
    private final Resolver resolver;
    private final Expirer expirer;
    private final Indexer indexer;
    private final Tallies tallies;
    private final UsedTokens usedTokens;
    private final FirstAnswers firstAnswers;
    private final HistoryChain chain;
    private final SandboxWallets sandboxWallets;
    private final Mailer mailer;
    private final Courier courier;
    private final Deliveries deliveries;
    private final Listening listening;
    private final CallLog calls;
    private final Bell bell = new Bell();
    private final AccountId firstAccount;
    private final People people;
    private final HttpRouting.Builder routing;
    private final List<Loop> loops = new ArrayList<>();
    private final @Nullable ServerCertificate certificate;
    private @Nullable WebServer server;
    private volatile boolean stopping;

    /**
     * Wires a gateway, on the embedded PostgreSQL unless the settings name another.
     *
     * @param between stands between the gateway and its acquirer: tests put trouble there
     */
    static App of(Config config, InstantSource clock, UnaryOperator<Acquirer> between) {
        var databaseUrl = config.storage().databaseUrl();
        if (databaseUrl.isPresent()) {
            return new App(config, null, databaseUrl.get(), clock, between);
        }
        var embedded = EmbeddedPostgres.start(config.dataDirectory());
        try {
            return new App(config, embedded, embedded.jdbcUrl(), clock, between);
        } catch (RuntimeException e) {
            embedded.close(); // it would outlive us
            throw e;
        }
    }

    private App(
            Config config,
            @Nullable EmbeddedPostgres embedded,
            String jdbcUrl,
            InstantSource clock,
            UnaryOperator<Acquirer> between) {
        this.config = config;
        this.embedded = embedded;
        Migrations.migrate(jdbcUrl);
        tracing = config.otlpEndpoint()
                .<Tracing>map(endpoint -> new Otlp(endpoint, Main.version()))
                .orElse(Tracing.OFF);
        database = new Database(
                jdbcUrl, config.storage().connections(), config.storage().pooler(), tracing);
        numbers = config.metrics().isPresent() ? new Prometheus(Main.version(), clock) : null;
        metrics = numbers == null ? Metrics.OFF : numbers;

        var keys = new Keys(config.dataDirectory());
        var masterKey = config.masterKey().orElseGet(keys::masterKey);
        MasterKeyCheck.check(database, masterKey.derive("check"));
        sandboxSecretKey = config.sandboxSecretKey().orElseGet(keys::sandboxSecretKey);

        var ids = new Ids(clock);
        apiKeys = new ApiKeys(database, masterKey.derive("api keys"), clock);
        var accounts = new Accounts(database, apiKeys, ids, clock);
        firstAccount = accounts.ensureFirst(
                        sandboxSecretKey,
                        config.sandboxSecretKey().isPresent(),
                        config.merchant().tradingName(),
                        config.merchant().timeZone())
                .id();
        people = People.of(database, masterKey, ids, clock);

        certificate = config.listen()
                .tls()
                .map(files -> new ServerCertificate(files.chain(), files.key()))
                .orElse(null);
        var publicUrl = config.listen().publicUrl();
        var secrets = new ClientSessionSecrets(masterKey.derive("client session secrets"));
        var vault = new CardVault(database, masterKey);
        var sandbox = new SandboxAcquirer(database, masterKey.derive("sandbox"), publicUrl, clock);
        sandboxWallets = new SandboxWallets(database, masterKey.derive("sandbox wallets"));
        var acquirer = new TimedAcquirer(between.apply(sandbox), metrics, tracing);
        var asking = new Asking(acquirer, metrics);
        mailer = new Mailer(database, transport(config), clock, metrics);
        var charges = new SetupCharges(database, vault);
        var payments = new Payments(database, accounts, asking, charges, mailer, bell, ids, clock, metrics);
        var methods = new PaymentMethods(database, vault, ids, clock);
        authenticator = new Authenticator(database, acquirer, vault, clock);
        var attempts =
                new Attempts(database, accounts, asking, authenticator, methods, charges, secrets, bell, ids, clock);
        setups = new Setups(database, vault, ids, clock);
        setupAttempts = new SetupAttempts(database, accounts, asking, authenticator, vault, secrets, ids, clock);
        resolver = new Resolver(database, accounts, asking, charges, bell, ids, clock);
        expirer = new Expirer(database, payments, clock);
        indexer = new Indexer(database, clock);
        tallies = new Tallies(database, clock);
        usedTokens = new UsedTokens(database, clock);
        firstAnswers = new FirstAnswers(database, masterKey.derive("first answers"), clock);
        chain = new HistoryChain(database, masterKey.derive(HistoryCommand.KEY), clock);
        var webhooks = config.webhooks();
        courier = new Courier(database, webhooks.allowLoopback(), webhooks.caFile(), clock, bell, metrics, tracing);
        listening = new Listening(database, masterKey.derive("listening secrets"), bell);
        metrics.queue("webhooks", courier::backlog);
        metrics.queue("mail", mailer::backlog);
        metrics.queue("search", indexer::backlog);
        metrics.pool(database::connections);
        deliveries = new Deliveries(database, webhooks.logKept(), clock, bell);
        var subscriptions = new Subscriptions(database, ids, clock);

        calls = new CallLog(database, ids, clock);
        var keyLimit = new RateLimit("secret key", config.listen().requestsPerKey(), clock, metrics);
        var callers = new Callers(apiKeys, new Versions(config.versionWhenMissing()), keyLimit);
        var brands = new Brands(database);
        var pages = new Pages();
        var links = new CheckoutLinks(publicUrl);
        var devices = new Devices(config.listen().proxies());
        var addressLimit = new AddressLimit(config.listen().failuresPerAddress(), clock);
        var limit = new RateLimit("address", config.listen().requestsPerAddress(), clock, metrics);
        var wallets = new Wallets(attempts, accounts, secrets, sandboxWallets, usedTokens, clock);
        var paymentTill = new PaymentTill(attempts, payments, methods, wallets, accounts, secrets, clock);
        var returns = new ReturnUrls(secrets, publicUrl);
        var setupTill = new SetupTill(setupAttempts, setups, accounts, secrets, clock);
        routing = HttpRouting.builder()
                .addFilter(new RequestLog(metrics, tracing, calls, clock))
                .addFilter(new RequestLimits(limit, devices, apiKeys))
                .addFilter(new IdempotentWrites(firstAnswers, apiKeys))
                .register(
                        "/payment-intents", new PaymentIntentRoutes(payments, callers, accounts, secrets, links, clock))
                .register("/setup-intents", new SetupIntentRoutes(setups, callers, accounts, secrets, links, clock))
                .register(
                        "/checkout",
                        new CheckoutRoutes(
                                paymentTill, setupTill, accounts, secrets, devices, addressLimit, pages, links, clock))
                .register("/branding", new BrandRoutes(brands))
                .register(
                        PortalRoutes.PATH,
                        new PortalRoutes(
                                new PortalRoutes.Merchants(accounts, brands, apiKeys),
                                people,
                                new PortalRoutes.Watch(tallies, new Concerns(database, clock), calls),
                                payments,
                                new Settlements(database),
                                new PortalRoutes.Webhooks(
                                        subscriptions,
                                        deliveries,
                                        new TestEvents(database, ids, clock, bell),
                                        webhooks.allowLoopback()),
                                devices,
                                pages,
                                links,
                                ids,
                                masterKey.derive("portal forms"),
                                publicUrl,
                                clock))
                .register(
                        "/webhooks",
                        new ListenRoutes(listening, callers),
                        new SubscriptionRoutes(subscriptions, callers, webhooks.allowLoopback()),
                        new DeliveryRoutes(deliveries, callers))
                .register(
                        "/customers",
                        new CustomerRoutes(
                                new Customers(
                                        database, vault, ids, clock, List.of(new SetupErasure(database, vault, clock))),
                                methods,
                                new CustomerSecrets(masterKey.derive("customer secrets")),
                                callers,
                                accounts,
                                clock))
                .register("/sandbox/three-ds", new ChallengeRoutes(sandbox, pages))
                .register(WalletSheetRoutes.PATH, new WalletSheetRoutes(accounts, sandboxWallets, pages, clock))
                .register(
                        ComponentRoutes.PATH,
                        new ComponentRoutes(
                                paymentTill,
                                setupTill,
                                new WalletOffers(wallets, accounts),
                                secrets,
                                devices,
                                addressLimit,
                                pages,
                                publicUrl))
                .register(
                        "/",
                        new ClientRoutes(paymentTill, setupTill, secrets, devices, addressLimit, returns),
                        new WalletRoutes(wallets, paymentTill, devices, addressLimit, returns),
                        new ReferenceRoutes(pages, publicUrl, sampleCards()))
                .get("/health/live", (request, response) -> Json.send(response, Map.of("status", "live")))
                .get("/health/ready", (request, response) -> {
                    var ready = !stopping && database.isReachable();
                    Json.send(
                            response,
                            ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                            Map.of("status", ready ? "ready" : stopping ? "stopping" : "the database does not answer"));
                });
        Problems.on(routing);
    }

    /** Opens the door. Returns when the gateway answers. */
    void listen() {
        var builder = WebServer.builder()
                .host(config.listen().host())
                .port(config.listen().port())
                .maxPayloadSize(config.listen().largestBody())
                .connectionOptions(App::connection)
                .shutdownHook(false) // Main closes everything, in order
                .shutdownGracePeriod(FINISH_LIMIT)
                .directHandlers(Problems.beforeRouting())
                .routing(routing);
        var door = config.metrics();
        if (numbers != null && door.isPresent()) {
            var routes = HttpRouting.builder().register("/", new MetricsRoutes(numbers));
            Problems.on(routes);
            builder.putSocket(
                    "metrics",
                    socket -> socket.host(door.get().host())
                            .port(door.get().port())
                            .connectionOptions(App::connection)
                            .directHandlers(Problems.beforeRouting())
                            .routing(routes));
        }
        if (certificate != null) {
            builder.tls(certificate.tls());
        }
        server = builder.build().start();
    }

    /** Without waiting for the reader's word before the rest of an answer is sent: that made each page 40 ms slower. */
    private static void connection(SocketOptions.Builder options) {
        options.readTimeout(READ_LIMIT).tcpNoDelay(true);
    }

    void work() {
        var delivering = loop("courier", AT_ONCE, courier::runOnce);
        bell.listen(delivering::nudge);
        loops.add(delivering);
        loops.add(loop("resolver", SOON, resolver::runOnce));
        loops.add(loop("setup resolver", SOON, setupAttempts::resolveAbandoned));
        loops.add(loop("expirer", SOON, expirer::runOnce));
        loops.add(loop("setup expirer", SOON, setups::expireDue));
        loops.add(loop("mailer", SOON, mailer::runOnce));
        loops.add(loop("request log", SOON, calls::flush));
        loops.add(Loop.yielding("indexer", SOON, indexer::runOnce, metrics));
        loops.add(loop("tallies", SOON, tallies::runOnce));
        loops.add(loop("delivery reaper", NOW_AND_THEN, deliveries::forgetOld));
        loops.add(loop("card reaper", NOW_AND_THEN, authenticator::forgetAbandoned));
        loops.add(loop("wallet token reaper", NOW_AND_THEN, usedTokens::forgetOld));
        loops.add(loop("certificate", NOW_AND_THEN, this::renewCertificate));
        loops.add(loop("first answer reaper", NOW_AND_THEN, firstAnswers::forgetOld));
        loops.add(loop("history chain", NOW_AND_THEN, chain::runOnce));
        loops.add(loop("key use writer", NOW_AND_THEN, apiKeys::writeUses));
        loops.add(loop("request log reaper", NOW_AND_THEN, calls::forgetOld));
        loops.add(loop("session reaper", NOW_AND_THEN, people.sessions()::forgetOld));
        loops.add(loop("invitation reaper", NOW_AND_THEN, people.invitations()::forgetOld));
    }

    int renewCertificate() {
        return certificate != null && certificate.renew() ? 1 : 0;
    }

    private Loop loop(String name, Duration pause, IntSupplier work) {
        return new Loop(name, pause, work, metrics);
    }

    /** Finishes what is in flight, then stops the work, then the database. */
    @Override
    public void close() {
        stopping = true;
        listening.close();
        if (server != null) {
            server.stop();
        }
        loops.forEach(Loop::close);
        courier.close();
        apiKeys.close();
        calls.close();
        database.close();
        tracing.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    /** Helidon asks for it with every body and, left to itself, makes a new one: a fifth of a creation's work. */
    @SuppressWarnings("removal")
    private static void keepOneMapper() {
        MapperManager.global(MapperManager.create());
    }

    String sandboxSecretKey() {
        return sandboxSecretKey;
    }

    Database database() {
        return database;
    }

    Setups setups() {
        return setups;
    }

    SetupAttempts setupAttempts() {
        return setupAttempts;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    FirstAnswers firstAnswers() {
        return firstAnswers;
    }

    HistoryChain chain() {
        return chain;
    }

    Tallies tallies() {
        return tallies;
    }

    UsedTokens usedTokens() {
        return usedTokens;
    }

    SandboxWallets sandboxWallets() {
        return sandboxWallets;
    }

    Resolver resolver() {
        return resolver;
    }

    Expirer expirer() {
        return expirer;
    }

    Indexer indexer() {
        return indexer;
    }

    Mailer mailer() {
        return mailer;
    }

    Courier courier() {
        return courier;
    }

    CallLog calls() {
        return calls;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    private static List<SampleCard> sampleCards() {
        return TestCards.ALL.stream()
                .map(card -> new SampleCard(card.name(), card.number(), card.expiry(), card.cvv(), card.outcome()))
                .toList();
    }

    /**
     * A link to the portal for whoever has started this gateway: for an embedded database alone, whose machine is
     * theirs. Each kills the one before.
     */
    Optional<String> portalLink() {
        return embedded == null ? Optional.empty() : Optional.of(linkForMachine());
    }

    String linkForMachine() {
        return PortalRoutes.link(
                config.listen().publicUrl(), people.invitations().forMachine(firstAccount));
    }

    People people() {
        return people;
    }

    ApiKeys apiKeys() {
        return apiKeys;
    }

    AccountId firstAccount() {
        return firstAccount;
    }

    private static Transport transport(Config config) {
        Optional<Transport> smtp = config.smtpUrl().map(Smtp::of);
        return smtp.orElseGet(() -> new KeptMail(config.dataDirectory()));
    }
}
