package tatami.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on kept-alive connections and times the answers. One thread serves all of them, so
 * that the load takes as little as possible of a machine that it shares with what is measured.
 *
 * <p>Closed: each connection sends its next request when it has its answer, so what is found is how
 * much the gateway can do. Open: requests begin at a fixed rate whatever the answers do, and each is
 * timed from when it should have begun; one that had to wait for a connection has waited.
 */
final class Load {

    /** @param done how often what is measured came to its end */
    record Result(int done, double seconds, Histogram times) {

        double perSecond() {
            return done / seconds;
        }
    }

    /** An answer that no load may get: everything measured so far would be worth nothing. */
    static final class WrongAnswer extends RuntimeException {
        WrongAnswer(String message) {
            super(message);
        }
    }

    /** Longer than any answer may take; silence for so long means something is broken. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final InetSocketAddress gateway;

    Load(int port) {
        gateway = new InetSocketAddress("127.0.0.1", port);
    }

    /** Ends after {@code time}, or when nobody has anything more to say; what is in flight is waited for. */
    Result closed(int clients, Duration time, Supplier<Talk> talks) throws IOException {
        try (var run = new Run(clients, talks)) {
            var began = System.nanoTime();
            var deadline = began + time.toNanos();
            for (var connection : run.connections) {
                connection.begin(System.nanoTime());
            }
            while (run.busy > 0) {
                for (var connection : run.answered()) {
                    if (connection.isWithin || System.nanoTime() < deadline) {
                        connection.begin(System.nanoTime());
                    }
                }
            }
            return run.result(began);
        }
    }

    /** Begins {@code rate} requests a second on at most {@code clients} connections. */
    Result open(int rate, int clients, Duration time, Supplier<Talk> talks) throws IOException {
        try (var run = new Run(clients, talks)) {
            var idle = new ArrayDeque<>(run.connections);
            var step = 1_000_000_000L / rate;
            var all = (int) (rate * time.toSeconds());
            var began = System.nanoTime();
            var pacer = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < all; i++) {
                    var wait = began + i * step - System.nanoTime();
                    if (wait > 0) {
                        LockSupport.parkNanos(wait);
                    }
                    run.selector.wakeup(); // the selector itself can wait for whole milliseconds only
                }
            });
            var next = 0;
            while (next < all || run.busy > 0) {
                for (var intended = began + next * step;
                        next < all && !idle.isEmpty() && intended <= System.nanoTime();
                        intended = began + ++next * step) {
                    idle.removeFirst().begin(intended);
                }
                idle.addAll(run.answered());
            }
            pacer.interrupt();
            return run.result(began);
        }
    }

    private final class Run implements AutoCloseable {

        final Selector selector = Selector.open();
        final List<Connection> connections = new ArrayList<>();
        final Histogram times = new Histogram();
        private final List<Connection> answered = new ArrayList<>();
        int busy;
        int done;

        Run(int clients, Supplier<Talk> talks) throws IOException {
            for (int i = 0; i < clients; i++) {
                connections.add(new Connection(this, talks.get()));
            }
        }

        /** Waits for answers; gives the connections that may go on. */
        List<Connection> answered() throws IOException {
            answered.clear();
            var before = System.nanoTime();
            selector.select(this::read, PATIENCE_MILLIS);
            if (answered.isEmpty() && System.nanoTime() - before > PATIENCE_MILLIS * 1_000_000) {
                throw new WrongAnswer("No answer for " + PATIENCE_MILLIS / 1_000 + " seconds.");
            }
            return answered;
        }

        private void read(SelectionKey key) {
            var connection = (Connection) key.attachment();
            try {
                if (connection.read()) {
                    answered.add(connection);
                }
            } catch (IOException e) {
                throw new WrongAnswer("The gateway broke a connection: " + e);
            }
        }

        Result result(long began) {
            return new Result(done, (System.nanoTime() - began) / 1e9, times);
        }

        @Override
        public void close() throws IOException {
            for (var connection : connections) {
                connection.channel.close();
            }
            selector.close();
        }
    }

    private final class Connection {

        private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

        private final Run run;
        private final Talk talk;
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private long began;
        /** Whether the next request belongs to the same measurement. */
        boolean isWithin;

        Connection(Run run, Talk talk) throws IOException {
            this.run = run;
            this.talk = talk;
            channel = SocketChannel.open(gateway);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(run.selector, SelectionKey.OP_READ, this);
        }

        /** Sends the next request, if there is one. */
        void begin(long at) throws IOException {
            var request = talk.next();
            if (request == null) {
                return;
            }
            began = isWithin ? began : at;
            run.busy++;
            send(request);
        }

        private void send(byte[] request) throws IOException {
            var bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes); // a request is smaller than a socket's buffer: once, as good as always
            }
        }

        /** True once the answer is here. */
        private boolean read() throws IOException {
            if (channel.read(buffer) < 0) {
                throw new IOException("closed");
            }
            var answer = answer();
            if (answer == null) {
                return false;
            }
            if (!answer.isOk()) {
                throw new WrongAnswer("The gateway answered\n\n" + answer);
            }
            run.busy--;
            isWithin = !talk.heard(answer);
            if (!isWithin) {
                run.times.add(System.nanoTime() - began);
                run.done++;
            }
            buffer.clear();
            return true;
        }

        private @Nullable Answer answer() {
            var bytes = buffer.array();
            var end = buffer.position();
            var length = -1;
            for (int at = 0; at + 3 < end; at++) {
                if (bytes[at] != '\r') {
                    continue;
                }
                if (bytes[at + 2] == '\r') {
                    if (length < 0) {
                        throw new WrongAnswer(
                                "An answer without a length:\n\n" + new String(bytes, 0, end, StandardCharsets.UTF_8));
                    }
                    return end < at + 4 + length ? null : new Answer(bytes, at + 4, at + 4 + length);
                }
                if (isLength(bytes, at + 2, end)) {
                    length = number(bytes, at + 2 + LENGTH.length);
                }
            }
            return null;
        }

        private static boolean isLength(byte[] bytes, int at, int end) {
            for (int i = 0; i < LENGTH.length; i++) {
                if (at + i >= end || (bytes[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                    return false;
                }
            }
            return true;
        }

        private static int number(byte[] bytes, int from) {
            var at = from;
            while (bytes[at] == ' ') {
                at++;
            }
            var number = 0;
            for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                number = 10 * number + bytes[at] - '0';
            }
            return number;
        }
    }
}
