package tatami.outbound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** An open connection to a destination. To close it, or to ask whether it still stands, never waits. */
final class Connection extends DefaultBHttpClientConnection {

    /** So that a receiver that moved to another address is followed, however busy the connection is. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private final Destination destination;
    private final SocketChannel channel;
    private final long opened = System.nanoTime();
    private long restsSince = opened;
    private Duration rest = Duration.ZERO;

    /** @param tls speaks over {@code channel}; null for plain http */
    Connection(Http1Config config, Destination destination, SocketChannel channel, @Nullable SSLSocket tls)
            throws IOException {
        super(config, null, null, null, null, null, new DefaultHttpResponseParserFactory(config));
        this.destination = destination;
        this.channel = channel;
        if (tls == null) {
            bind(channel.socket());
        } else {
            bind(tls, channel.socket());
        }
    }

    Destination destination() {
        return destination;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Free from now on, for whoever comes within {@code atMost}. */
    void rest(Duration atMost) {
        restsSince = System.nanoTime();
        rest = atMost;
    }

    /**
     * Whether a request can go over it that is not sent twice.
     *
     * <p>A receiver that closed its end tells so, and the word lies in the socket: read without waiting,
     * it is the end or an uncalled-for answer, and nothing at all if the connection stands.
     */
    boolean isFit() {
        var now = System.nanoTime();
        if (now - opened > LONGEST_LIFE.toNanos() || now - restsSince > rest.toNanos()) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            var read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** No goodbye in TLS, which would have to be written: a receiver that does not read could hold us up. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is of no use any more either way
        }
    }

    @Override
    public void close(CloseMode mode) {
        close();
    }
}
