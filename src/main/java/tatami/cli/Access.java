package tatami.cli;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway, and whose account; with help, the options that every command has. */
final class Access {

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "The gateway; otherwise TATAMI_PUBLIC_URL, or this machine's at TATAMI_PORT (8080).")
    private @Nullable String gateway;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The account's secret key; otherwise TATAMI_SANDBOX_SECRET_KEY, or the key that the"
                    + " gateway keeps in TATAMI_DATA_DIR (.tatami). Other users of this machine can read a"
                    + " command line, so the environment is the better place.")
    private @Nullable String key;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this page.")
    private boolean help;

    /** A secret key, and where it comes from in words. */
    record Key(String value, String origin) {

        @Override
        public String toString() {
            return "the key " + origin;
        }
    }

    /** @throws Failure when there is no key, or an option cannot be what it should */
    GatewayApi gateway(Cli.Defaults defaults) {
        var url = gateway == null
                ? defaults.gateway()
                : webAddress("--gateway", gateway).toString().replaceAll("/+$", "");
        return new GatewayApi(url, key(defaults));
    }

    private Key key(Cli.Defaults defaults) {
        if (key != null) {
            if (!key.strip().matches("sk_[A-Za-z0-9_-]+")) {
                throw Failure.wrongUse("--key takes a secret key, which begins with sk_.");
            }
            return new Key(key.strip(), "given with --key");
        }
        return defaults.key()
                .map(named -> new Key(named, "in TATAMI_SANDBOX_SECRET_KEY"))
                .or(() -> kept(defaults))
                .orElseThrow(() -> noKey(defaults));
    }

    private static Failure noKey(Cli.Defaults defaults) {
        return Failure.of("There is no key in " + defaults.keys() + " yet. Start the gateway first: ./tatami\n"
                + "A gateway elsewhere has another: name it in TATAMI_SANDBOX_SECRET_KEY, or with --key.");
    }

    private static Optional<Key> kept(Cli.Defaults defaults) {
        try {
            return defaults.keptKey().get().map(kept -> new Key(kept, "in " + defaults.keys()));
        } catch (UncheckedIOException e) {
            throw Failure.of(String.valueOf(e.getMessage()));
        }
    }

    /** A web address, also where its http:// was left out: {@code localhost:3000/hook}. */
    static URI webAddress(String option, String text) {
        try {
            var uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
            var scheme = String.valueOf(uri.getScheme());
            if (scheme.matches("https?") && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw Failure.wrongUse(option + " takes a web address, such as http://localhost:3000.");
    }
}
