package tatami.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to where the {@link Guard} permits, and keeps those that can be used again.
 *
 * <p>This is the only place that connects, and it connects to the addresses that were judged. There is
 * no limit on how many connections there are: who sends decides how much is under way at once.
 */
final class Connections {

    /** Three knocks: the system asks again after one second and after three. Leaves time for a second address. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);

    /** More will not be reached in the time of one try, and a name may have hundreds. */
    private static final int MOST_ADDRESSES = 4;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Guard guard;
    private final SSLSocketFactory tls;
    private final Http1Config config;
    private final Map<Destination, Deque<Connection>> resting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Connections(Guard guard, SSLSocketFactory tls, Http1Config config) {
        this.guard = guard;
        this.tls = tls;
        this.config = config;
    }

    /**
     * A connection that rested, or else a new one. {@code deadline} holds its channel.
     *
     * @throws Guard.Barred when webhooks may not go there
     */
    Connection to(Destination destination, Deadline deadline) throws IOException {
        for (var connection = take(destination); connection != null; connection = take(destination)) {
            if (connection.isFit()) {
                deadline.hold(connection.channel());
                return connection;
            }
            connection.close();
        }
        return open(destination, deadline);
    }

    /** For the next one who wants to go there. */
    void keep(Connection connection) {
        resting.compute(connection.destination(), (_, connections) -> {
            var kept = connections == null ? new ArrayDeque<Connection>() : connections;
            kept.push(connection);
            return kept;
        });
        if (closed) {
            close();
        }
    }

    /** Closes what nobody has used for long, or what the other side closed. Does not wait for anything. */
    void sweep() {
        resting.keySet()
                .forEach(destination -> resting.computeIfPresent(destination, (_, connections) -> {
                    connections.removeIf(connection -> {
                        var fit = connection.isFit();
                        if (!fit) {
                            connection.close();
                        }
                        return !fit;
                    });
                    return connections.isEmpty() ? null : connections;
                }));
    }

    /** Those that are not in use; one that is follows when it comes back. */
    void close() {
        closed = true;
        resting.keySet()
                .forEach(destination -> resting.computeIfPresent(destination, (_, connections) -> {
                    connections.forEach(Connection::close);
                    return null;
                }));
    }

    /** The one used last: those below it may then grow old, and be fewer when there is less to do. */
    private @Nullable Connection take(Destination destination) {
        var taken = new AtomicReference<@Nullable Connection>();
        resting.computeIfPresent(destination, (_, connections) -> {
            taken.set(connections.poll());
            return connections.isEmpty() ? null : connections;
        });
        return taken.get();
    }

    private Connection open(Destination destination, Deadline deadline) throws IOException {
        var channel = connect(destination, deadline);
        try {
            return new Connection(
                    config, destination, channel, destination.secure() ? secure(destination, channel) : null);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel connect(Destination destination, Deadline deadline) throws IOException {
        var addresses = guard.addresses(destination.secure(), destination.host(), deadline.left());
        IOException failure = new ConnectException();
        for (var address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            var channel = SocketChannel.open();
            try {
                deadline.hold(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket()
                        .connect(new InetSocketAddress(address, destination.port()), (int) CONNECT_LIMIT.toMillis());
                return channel;
            } catch (IOException e) {
                channel.close();
                failure = e;
            }
        }
        throw failure;
    }

    /** The name goes into the handshake, and the certificate must be for it; the address plays no part. */
    private SSLSocket secure(Destination destination, SocketChannel channel) throws IOException {
        var socket = (SSLSocket) tls.createSocket(channel.socket(), destination.host(), destination.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
