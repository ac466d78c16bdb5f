package tatami.outbound;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Finds out where a host is, and lets only those addresses through to which a webhook may go.
 *
 * <p>Merchants name the hosts, so that without this the gateway would connect strangers to whatever it
 * can reach itself. What is returned is what was judged: whoever connects to exactly these addresses,
 * and asks the DNS no second time, cannot be led elsewhere in between.
 */
public final class Guard {

    /** A resolver asks its first server twice or thrice in this time; half of what one try may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** As short as the shortest lives that DNS records are given in practice. */
    private static final Duration FOUND_IS_KEPT = Duration.ofSeconds(30);

    /** Long enough for all deliveries of a moment, short enough that who mends a name sees it work. */
    private static final Duration NOT_FOUND_IS_KEPT = Duration.ofSeconds(5);

    private static final long NAMES_KEPT = 10_000;

    /** Each hanging name holds one thread, however many ask for it, until the system gives up on it. */
    private static final int MOST_LOOKUPS = 256;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    /** What some resolver somewhere takes for a number: the last part has digits only, or is hexadecimal. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    private static final Pattern IPV4 = Pattern.compile("(%1$s)(\\.(%1$s)){3}".formatted("0|[1-9][0-9]{0,2}"));

    private final boolean allowLoopback;
    private final Dns dns;
    private final AsyncCache<String, List<InetAddress>> known;

    /** Lookups are native calls that hold their thread, which must not be one that carries virtual ones. */
    private final Executor resolvers;

    /** @param allowLoopback whether webhooks may go to this very machine, by http too: for developers */
    public Guard(boolean allowLoopback) {
        this(allowLoopback, InetAddress::getAllByName);
    }

    Guard(boolean allowLoopback, Dns dns) {
        this(allowLoopback, dns, Ticker.systemTicker(), threads());
    }

    /**
     * @param ticker tells how old an answer of the DNS is
     * @param resolvers ask the DNS
     */
    Guard(boolean allowLoopback, Dns dns, Ticker ticker, Executor resolvers) {
        this.resolvers = resolvers;
        this.allowLoopback = allowLoopback;
        this.dns = dns;
        this.known = Caffeine.newBuilder()
                .maximumSize(NAMES_KEPT)
                .expireAfter(Expiry.<String, List<InetAddress>>creating(
                        (_, addresses) -> addresses.isEmpty() ? NOT_FOUND_IS_KEPT : FOUND_IS_KEPT))
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    private static Executor threads() {
        return new ThreadPoolExecutor(
                0,
                MOST_LOOKUPS,
                NOT_FOUND_IS_KEPT.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("dns-", 0).factory());
    }

    /**
     * Where to connect: https leads to public addresses, and to this machine if that is allowed; http
     * only to this machine, and only if that is allowed.
     *
     * @param host a name or an address as in a URL, IPv6 in brackets or not
     * @param limit how long the caller can wait; nobody waits longer than five seconds
     * @return at least one address
     * @throws Barred when there is none
     */
    List<InetAddress> addresses(boolean secure, String host, Duration limit) throws Barred {
        if (!secure && !allowLoopback) {
            throw new Barred("Webhooks are sent by https only.");
        }
        var literal = literal(host);
        var found = literal.isPresent() ? List.of(literal.get()) : lookUp(host, limit);
        var permitted =
                found.stream().filter(address -> isPermitted(secure, address)).toList();
        if (permitted.isEmpty()) {
            throw new Barred(
                    secure
                            ? notPublic(host)
                            : host + " is not the gateway's own machine, and only that may be sent webhooks by http.");
        }
        return permitted;
    }

    private boolean isPermitted(boolean secure, InetAddress address) {
        return secure && PublicAddress.isPublic(address) || allowLoopback && address.isLoopbackAddress();
    }

    /**
     * Addresses are read here and strictly. Elsewhere 2130706433, 0x7f.1, 0177.0.0.1 and 127.1 are all
     * 127.0.0.1, but nobody who has nothing to hide writes them so.
     */
    private static Optional<InetAddress> literal(String host) throws Barred {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.contains(":")) {
            return Optional.of(ipv6(bare));
        }
        if (!NAME.matcher(host).matches()) {
            throw new Barred("The address of the webhook names no host that can be looked up.");
        }
        if (IPV4.matcher(host).matches()) {
            return Optional.of(ipv4(host));
        }
        if (NUMBER.matcher(host).matches()) {
            throw new Barred(host + " is not a name, and not an address of four numbers either.");
        }
        if (host.endsWith(".")) {
            throw new Barred(host + " ends in a dot. Leave it away: certificates are made out without it.");
        }
        return Optional.empty();
    }

    /** Those that stand for one of IPv4 Java turns into one, and a zone is a way into one's own network. */
    private static InetAddress ipv6(String text) throws Barred {
        try {
            if (!text.contains("%") && InetAddress.ofLiteral(text) instanceof Inet6Address address) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // not an address at all
        }
        throw new Barred(notPublic(text));
    }

    private static InetAddress ipv4(String text) throws Barred {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) { // 256.1.1.1
            throw new Barred(text + " is not an address: none of its numbers may exceed 255.");
        }
    }

    private List<InetAddress> lookUp(String host, Duration limit) throws Barred {
        var patience = limit.compareTo(PATIENCE) < 0 ? limit : PATIENCE;
        try {
            return known.get(host.toLowerCase(Locale.ROOT), this::start).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new Barred("The DNS took too long to say where " + host + " is.");
        } catch (RejectedExecutionException | ExecutionException _) {
            throw new Barred("The gateway is busy looking for other hosts than " + host + ".");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Barred("The gateway was stopped while it looked for " + host + ".");
        }
    }

    /** One sentence for all: which of them it is would map the network that the gateway is in. */
    private static String notPublic(String host) {
        return host + " does not lead to a public address: it is private, or nobody knows it.";
    }

    /** Whoever asks for the same name meanwhile waits for this answer; other names have other threads. */
    private CompletableFuture<List<InetAddress>> start(String host, Executor ignored) {
        return CompletableFuture.supplyAsync(() -> ask(host), resolvers);
    }

    private List<InetAddress> ask(String host) {
        try {
            return List.of(dns.lookUp(host));
        } catch (UnknownHostException | RuntimeException _) { // unchecked: a name that Java takes for a bad number
            return List.of();
        }
    }

    /** Asks the system where a host is, and may take its time. */
    interface Dns {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** A webhook cannot go there. The message is a sentence for the merchant's developer. */
    static final class Barred extends IOException {

        private static final long serialVersionUID = 1;

        Barred(String message) {
            super(message);
        }

        /** Expected, and nobody reads where it came from. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
