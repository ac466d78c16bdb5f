package tatami.outbound;

import java.net.URI;
import java.util.Locale;

/**
 * What a connection leads to, and what may therefore share it.
 *
 * @param host in lower case, an IPv6 address without its brackets
 */
record Destination(boolean secure, String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int LAST_PORT = 65_535;

    /** @throws Guard.Barred for what is not an http or https address with a host */
    static Destination of(URI url) throws Guard.Barred {
        var secure = "https".equalsIgnoreCase(url.getScheme());
        if (!secure && !"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
            throw new Guard.Barred("The address of the webhook is not one that begins with https and names a host.");
        }
        if (url.getPort() > LAST_PORT) {
            throw new Guard.Barred("The address of the webhook has a port above " + LAST_PORT + ".");
        }
        var host = url.getHost().toLowerCase(Locale.ROOT);
        return new Destination(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort() != -1 ? url.getPort() : defaultPort(secure));
    }

    /** As the Host header says it: an IPv6 address in brackets, the usual port left out. */
    String authority() {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return port == defaultPort(secure) ? name : name + ":" + port;
    }

    private static int defaultPort(boolean secure) {
        return secure ? HTTPS : HTTP;
    }
}
