package tatami;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Environment;
import tatami.db.Database.Pooler;
import tatami.kit.Secret;
import tatami.mail.Smtp;

/**
 * Every setting, read once from the environment and checked before anything starts.
 *
 * @param sandboxSecretKey the first account's key; empty to make one at the first start and keep it
 * @param masterKey all other keys come of it; empty to make one at the first start and keep it
 */
record Config(
        Listen listen,
        Path dataDirectory,
        Storage storage,
        Optional<String> sandboxSecretKey,
        Optional<Secret> masterKey,
        Merchant merchant,
        Optional<String> smtpUrl,
        Webhooks webhooks,
        Optional<String> versionWhenMissing,
        Optional<MetricsDoor> metrics,
        Optional<String> otlpEndpoint,
        LogFormat logFormat) {

    /**
     * @param publicUrl where browsers reach this gateway, without a slash at the end
     * @param proxies how many stand in front, each of which adds to X-Forwarded-For
     * @param tls what to show to browsers by https; empty to speak http
     * @param failuresPerAddress how many attempts may fail within ten minutes; 0 for no limit
     * @param requestsPerKey a second; 0 for no limit
     * @param requestsPerAddress a second, without a valid key; 0 for no limit
     */
    record Listen(
            String host,
            int port,
            String publicUrl,
            Optional<TlsFiles> tls,
            int proxies,
            int failuresPerAddress,
            int requestsPerKey,
            int requestsPerAddress,
            long largestBody) {}

    /** PEM: a certificate with those that vouch for it, and its key. */
    record TlsFiles(Path chain, Path key) {}

    /** @param databaseUrl a PostgreSQL of your own; empty for the embedded one */
    record Storage(Optional<String> databaseUrl, Pooler pooler, int connections) {

        @Override
        public String toString() {
            return "Storage[databaseUrl=****, pooler=" + pooler + ", connections=" + connections + "]";
        }
    }

    /** What the first account is made with. */
    record Merchant(String tradingName, ZoneId timeZone) {}

    /**
     * @param allowLoopback whether messages may go to this very machine, by http too
     * @param caFile certificates to trust besides the platform's, as PEM
     * @param logKept how long settled deliveries and their tries are kept
     */
    record Webhooks(boolean allowLoopback, Optional<Path> caFile, Duration logKept) {}

    /** Where the gateway's numbers can be read: never by way of {@link Listen}. */
    record MetricsDoor(String host, int port) {}

    enum LogFormat {
        auto,
        text,
        json
    }

    /** One setting, as {@code ./tatami help} and the README describe it. */
    record Setting(String name, String standard, String meaning) {}

    /** The settings cannot be used; every fault is named. */
    static final class Wrong extends Exception {

        private final List<String> faults;

        Wrong(List<String> faults) {
            super(String.join(System.lineSeparator(), faults));
            this.faults = List.copyOf(faults);
        }

        List<String> faults() {
            return faults;
        }
    }

    private static final Setting PORT = new Setting("TATAMI_PORT", "8080", "The port to listen on.");
    private static final Setting HOST =
            new Setting("TATAMI_HOST", "0.0.0.0", "The address to listen on; 127.0.0.1 for this machine alone.");
    private static final Setting PUBLIC_URL = new Setting(
            "TATAMI_PUBLIC_URL",
            "http://localhost:<port>",
            "Where shoppers' browsers reach this gateway; behind a proxy, the proxy's address.");
    private static final Setting TLS_CERTIFICATE_FILE = new Setting(
            "TATAMI_TLS_CERTIFICATE_FILE",
            "(none)",
            "A PEM file with a certificate and those that vouch for it: the gateway then speaks https itself. Read anew"
                    + " when it changes.");
    private static final Setting TLS_KEY_FILE =
            new Setting("TATAMI_TLS_KEY_FILE", "(none)", "A PEM file with that certificate's key, as PKCS#8.");
    private static final Setting PROXIES = new Setting(
            "TATAMI_PROXIES",
            "0",
            "How many proxies stand in front and add to X-Forwarded-For, so that shoppers' own addresses are known.");
    private static final Setting FAILURES_PER_ADDRESS = new Setting(
            "TATAMI_FAILURES_PER_ADDRESS",
            "20",
            "How many attempts to pay may fail from one address within ten minutes; then it has to wait. 0 for no"
                    + " limit.");
    private static final Setting REQUESTS_PER_KEY = new Setting(
            "TATAMI_REQUESTS_PER_KEY",
            "0",
            "How many requests a second one secret key may make, ten seconds' worth of them at once; more get 429. 0"
                    + " for no limit.");
    private static final Setting REQUESTS_PER_ADDRESS = new Setting(
            "TATAMI_REQUESTS_PER_ADDRESS",
            "50",
            "The same for one address and requests without a valid key. 0 for no limit, as where all addresses are"
                    + " one.");
    private static final Setting DATA_DIR = new Setting(
            "TATAMI_DATA_DIR",
            ".tatami",
            "Where the embedded database, keys and kept mail live. One gateway for each directory.");
    private static final Setting DATABASE_URL = new Setting(
            "TATAMI_DATABASE_URL",
            "(embedded)",
            "A PostgreSQL of your own, as postgresql://user:password@host:5432/database. Several hosts, after commas,"
                    + " where one is the primary and others may become it.");
    private static final Setting DATABASE_POOLER = new Setting(
            "TATAMI_DATABASE_POOLER",
            "none",
            "transaction when there is a pooler before it that lends connections for a transaction at a time, such as"
                    + " PgBouncer in that mode.");
    private static final Setting DATABASE_CONNECTIONS =
            new Setting("TATAMI_DATABASE_CONNECTIONS", "16", "How many database connections to hold at most.");
    private static final Setting SANDBOX_SECRET_KEY = new Setting(
            "TATAMI_SANDBOX_SECRET_KEY",
            "(made and kept)",
            "The first account's sandbox key, beginning with sk_sandbox_.");
    private static final Setting MASTER_KEY = new Setting(
            "TATAMI_MASTER_KEY",
            "(made and kept)",
            "32 random bytes in base64; every other key comes of it. The same on all gateways of one database.");
    private static final Setting TRADING_NAME = new Setting(
            "TATAMI_TRADING_NAME", "Tatami Sandbox", "The name that shoppers see, when the first account is made.");
    private static final Setting TIME_ZONE =
            new Setting("TATAMI_TIME_ZONE", "Europe/London", "Where the first account's day ends, when it is made.");
    private static final Setting SMTP_URL = new Setting(
            "TATAMI_SMTP_URL",
            "(kept in files)",
            "Where mail goes: smtp://user:password@host:587?from=receipts@shop.example, or smtps://.");
    private static final Setting WEBHOOK_ALLOW_LOOPBACK = new Setting(
            "TATAMI_WEBHOOK_ALLOW_LOOPBACK",
            "(true when embedded)",
            "Whether webhooks may go to this very machine, by http too: true or false.");
    private static final Setting WEBHOOK_CA_FILE = new Setting(
            "TATAMI_WEBHOOK_CA_FILE",
            "(none)",
            "A PEM file of certificates to trust besides the usual ones, for receivers within a company.");
    private static final Setting WEBHOOK_LOG_DAYS =
            new Setting("TATAMI_WEBHOOK_LOG_DAYS", "30", "How many days to keep what became of each webhook.");
    private static final Setting DEFAULT_VERSION =
            new Setting("TATAMI_DEFAULT_VERSION", "(refused)", "The API version of requests without a version header.");
    private static final Setting LARGEST_BODY =
            new Setting("TATAMI_LARGEST_BODY", "1048576", "The largest request body, in bytes; larger ones get 413.");
    private static final Setting METRICS_PORT = new Setting(
            "TATAMI_METRICS_PORT",
            "(none)",
            "A port of its own for GET /metrics, which Prometheus reads. See docs/operating.md.");
    private static final Setting METRICS_HOST = new Setting(
            "TATAMI_METRICS_HOST", "127.0.0.1", "The address for that port; another one lets other machines read.");
    private static final Setting OTLP_ENDPOINT = new Setting(
            "TATAMI_OTLP_ENDPOINT",
            "(none)",
            "An OpenTelemetry collector that takes traces by HTTP, such as http://localhost:4318.");
    private static final Setting LOG_FORMAT =
            new Setting("TATAMI_LOG_FORMAT", "auto", "text or json; auto is text on a terminal and JSON elsewhere.");

    /** In the order in which a newcomer meets them. */
    static List<Setting> describe() {
        return List.of(
                PORT,
                HOST,
                PUBLIC_URL,
                TLS_CERTIFICATE_FILE,
                TLS_KEY_FILE,
                PROXIES,
                FAILURES_PER_ADDRESS,
                REQUESTS_PER_KEY,
                REQUESTS_PER_ADDRESS,
                DATA_DIR,
                DATABASE_URL,
                DATABASE_POOLER,
                DATABASE_CONNECTIONS,
                SANDBOX_SECRET_KEY,
                MASTER_KEY,
                TRADING_NAME,
                TIME_ZONE,
                SMTP_URL,
                WEBHOOK_ALLOW_LOOPBACK,
                WEBHOOK_CA_FILE,
                WEBHOOK_LOG_DAYS,
                DEFAULT_VERSION,
                LARGEST_BODY,
                METRICS_PORT,
                METRICS_HOST,
                OTLP_ENDPOINT,
                LOG_FORMAT);
    }

    /** @throws Wrong with every fault at once */
    static Config read(Map<String, String> environment) throws Wrong {
        var reader = new Reader(environment);
        var pooler = reader.text(DATABASE_POOLER, DATABASE_POOLER.standard(), Config::pooler);
        var databaseUrl = reader.optional(DATABASE_URL, DatabaseUrl::jdbc)
                .map(url -> pooler == Pooler.None ? url : DatabaseUrl.lent(url));
        var metricsHost = reader.text(METRICS_HOST, METRICS_HOST.standard(), Optional::of);
        var metricsPort = reader.optional(METRICS_PORT, Config::port);
        var config = new Config(
                listen(reader),
                reader.text(DATA_DIR, DATA_DIR.standard(), Config::path),
                new Storage(databaseUrl, pooler, (int) reader.number(DATABASE_CONNECTIONS, 1, 1_000)),
                reader.optional(SANDBOX_SECRET_KEY, Config::sandboxKey),
                reader.optional(MASTER_KEY, Config::masterKey),
                new Merchant(
                        reader.text(TRADING_NAME, TRADING_NAME.standard(), Config::tradingName),
                        reader.text(TIME_ZONE, TIME_ZONE.standard(), Config::zone)),
                reader.optional(SMTP_URL, Config::smtpUrl),
                new Webhooks(
                        reader.optional(WEBHOOK_ALLOW_LOOPBACK, Config::flag).orElse(databaseUrl.isEmpty()),
                        reader.optional(WEBHOOK_CA_FILE, Config::readableFile),
                        Duration.ofDays(reader.number(WEBHOOK_LOG_DAYS, 1, 3_650))),
                reader.optional(DEFAULT_VERSION, Config::version),
                metricsPort.map(number -> new MetricsDoor(metricsHost, number)),
                reader.optional(OTLP_ENDPOINT, Config::webAddress),
                reader.text(LOG_FORMAT, LOG_FORMAT.standard(), Config::logFormat));
        reader.refuseUnknown();
        reader.check();
        return config;
    }

    private static Listen listen(Reader reader) {
        var port = reader.number(PORT, 0, 65_535);
        var tls = reader.tls();
        var scheme = tls.isPresent() ? "https" : "http";
        return new Listen(
                reader.text(HOST, HOST.standard(), Optional::of),
                (int) port,
                reader.text(PUBLIC_URL, scheme + "://localhost:" + port, Config::webAddress),
                tls,
                (int) reader.number(PROXIES, 0, 10),
                (int) reader.number(FAILURES_PER_ADDRESS, 0, 100_000),
                (int) reader.number(REQUESTS_PER_KEY, 0, 1_000_000),
                (int) reader.number(REQUESTS_PER_ADDRESS, 0, 1_000_000),
                reader.number(LARGEST_BODY, 1_024, 100_000_000));
    }

    @Override
    public String toString() {
        return "Config[" + listen + ", " + dataDirectory + ", " + storage + "]";
    }

    private static Optional<String> webAddress(String text) {
        var scheme = URI.create(text).getScheme();
        return ("http".equals(scheme) || "https".equals(scheme))
                        && URI.create(text).getHost() != null
                ? Optional.of(text.replaceAll("/+$", ""))
                : Optional.empty();
    }

    private static Optional<Path> path(String text) {
        return Optional.of(Path.of(text).toAbsolutePath().normalize());
    }

    private static Optional<Path> readableFile(String text) {
        return path(text).filter(Files::isReadable);
    }

    /** Takes the address as people write it, and JDBC's own form. */
    private static Optional<Pooler> pooler(String text) {
        return switch (text) {
            case "none" -> Optional.of(Pooler.None);
            case "transaction" -> Optional.of(Pooler.Transaction);
            default -> Optional.empty();
        };
    }

    private static Optional<String> sandboxKey(String text) {
        var prefix = Environment.Sandbox.keyPrefix();
        return Optional.of(text).filter(key -> key.matches(prefix + "[A-Za-z0-9_-]{16,200}"));
    }

    private static Optional<Secret> masterKey(String text) {
        return Optional.of(Secret.ofBase64(text)).filter(key -> key.length() == 32);
    }

    private static Optional<String> tradingName(String text) {
        return Optional.of(text).filter(name -> name.length() <= 100);
    }

    private static Optional<ZoneId> zone(String text) {
        return Optional.of(ZoneId.of(text));
    }

    private static Optional<String> smtpUrl(String text) {
        Smtp.of(text);
        return Optional.of(text);
    }

    private static Optional<String> version(String text) {
        return Optional.of(LocalDate.parse(text).toString());
    }

    private static Optional<Integer> port(String text) {
        return Optional.of(Integer.parseInt(text)).filter(port -> port > 0 && port <= 65_535);
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<LogFormat> logFormat(String text) {
        return Optional.of(LogFormat.valueOf(text));
    }

    /** Reads settings and collects what is wrong with them; wrong ones read as a stand-in. */
    private static final class Reader {

        private static final String PREFIX = "TATAMI_";

        /** Read by the {@code ./tatami} script before Java starts, and by the tests. */
        private static final List<String> NOT_OURS = List.of("TATAMI_JAVA_OPTS", "TATAMI_CHROMIUM");

        /** Behind the name of any setting: the file that has its value. */
        private static final String FILE = "_FILE";

        /** In bytes: no setting is so long, and whoever names a log by mistake should not wait for it. */
        private static final long LARGEST_FILE = 65_536;

        private final Map<String, String> environment;
        private final List<String> faults = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        <T> Optional<T> optional(Setting setting, Function<String, Optional<T>> read) {
            return given(setting).flatMap(text -> tried(setting, text, read));
        }

        /** As it is set, or what stands in the file that is. Containers mount their secrets as files. */
        private Optional<String> given(Setting setting) {
            var file = notBlank(environment.get(setting.name() + FILE));
            var text = notBlank(environment.get(setting.name()));
            if (file.isEmpty()) {
                return text;
            }
            if (text.isPresent()) {
                faults.add(setting.name() + FILE + " and " + setting.name() + " exclude each other.");
                return text;
            }
            try {
                var path = Path.of(file.get());
                if (Files.size(path) <= LARGEST_FILE) {
                    return notBlank(Files.readString(path));
                }
                faults.add(setting.name() + FILE + " names a file that is too large for a setting.");
            } catch (IOException | InvalidPathException _) {
                faults.add(setting.name() + FILE + " names a file that cannot be read as text.");
            }
            return Optional.empty();
        }

        private static Optional<String> notBlank(@Nullable String text) {
            return Optional.ofNullable(text).map(String::strip).filter(stripped -> !stripped.isEmpty());
        }

        <T> T text(Setting setting, String standard, Function<String, Optional<T>> read) {
            return optional(setting, read).orElseGet(() -> read.apply(standard).orElseThrow());
        }

        long number(Setting setting, long least, long most) {
            return text(
                    setting,
                    setting.standard(),
                    text -> Optional.of(Long.parseLong(text)).filter(number -> number >= least && number <= most));
        }

        /** A misspelt setting is otherwise silently not there. */
        void refuseUnknown() {
            var known = describe().stream().map(Setting::name).toList();
            environment.keySet().stream()
                    .filter(name -> name.startsWith(PREFIX))
                    .filter(name -> !known.contains(name) && !NOT_OURS.contains(name))
                    .filter(name -> !name.endsWith(FILE) || !known.contains(withoutFile(name)))
                    .sorted()
                    .forEach(name -> faults.add(name + " is not a setting. ./tatami help lists them."));
        }

        Optional<TlsFiles> tls() {
            var chain = optional(TLS_CERTIFICATE_FILE, Config::readableFile);
            var key = optional(TLS_KEY_FILE, Config::readableFile);
            if (given(TLS_CERTIFICATE_FILE).isPresent() != given(TLS_KEY_FILE).isPresent()) {
                faults.add(TLS_CERTIFICATE_FILE.name() + " and " + TLS_KEY_FILE.name() + " need each other.");
            }
            return chain.flatMap(file -> key.map(other -> new TlsFiles(file, other)));
        }

        private static String withoutFile(String name) {
            return name.substring(0, name.length() - FILE.length());
        }

        void check() throws Wrong {
            if (!faults.isEmpty()) {
                throw new Wrong(faults);
            }
        }

        /** The value itself is not quoted: it may be a secret. */
        private <T> Optional<T> tried(Setting setting, String text, Function<String, Optional<T>> read) {
            Optional<T> value;
            try {
                value = read.apply(text);
            } catch (IllegalArgumentException | DateTimeException _) {
                value = Optional.empty();
            }
            if (value.isEmpty()) {
                faults.add(setting.name() + " cannot be used as it is. " + setting.meaning());
            }
            return value;
        }
    }
}
