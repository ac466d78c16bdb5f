package tatami.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A receiver of webhooks that answers at once and notes what came when. One thread serves all
 * connections, so that it takes as little as possible of the machine.
 */
final class Sink implements AutoCloseable {

    private static final byte[] TAKEN =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Thread thread;
    private final Set<String> events = new HashSet<>();
    private Histogram delays = new Histogram();
    private int arrived;
    private volatile long lastArrival;
    private volatile boolean stopping;

    /** @param arrived how many messages came, of which {@code different} were not copies */
    record Count(int arrived, int different) {}

    Sink() throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().daemon().name("sink").start(this::serve);
    }

    String url() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort() + "/hook";
    }

    synchronized Count count() {
        return new Count(arrived, events.size());
    }

    /** When the last message came, by {@link System#nanoTime}. */
    long lastArrival() {
        return lastArrival;
    }

    /** How long messages took from their event to here since the last call. */
    synchronized Histogram takeDelays() {
        var taken = delays;
        delays = new Histogram();
        return taken;
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        selector.wakeup();
        server.close();
    }

    private void serve() {
        try {
            while (!stopping) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (!((Connection) key.attachment()).read()) {
                key.channel().close();
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void accept() throws IOException {
        var channel = server.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
    }

    private synchronized void note(String message) {
        var created = Instant.parse(field(message, "createdAt"));
        delays.add(Duration.between(created, Instant.now()).toNanos());
        events.add(field(message, "id"));
        arrived++;
        lastArrival = System.nanoTime();
    }

    private static String field(String message, String name) {
        var from = message.indexOf('"' + name + "\":\"") + name.length() + 4;
        return message.substring(from, message.indexOf('"', from));
    }

    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        /** False when the other side has closed it. */
        boolean read() throws IOException {
            if (channel.read(buffer) < 0) {
                return false;
            }
            var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
            var head = text.indexOf("\r\n\r\n");
            if (head < 0 || text.length() < head + 4 + length(text, head)) {
                return true;
            }
            note(text.substring(head + 4));
            buffer.clear();
            var answer = ByteBuffer.wrap(TAKEN);
            while (answer.hasRemaining()) {
                channel.write(answer);
            }
            return true;
        }

        private static int length(String text, int head) {
            var name = "content-length:";
            for (var line : text.substring(0, head).split("\r\n")) {
                if (line.regionMatches(true, 0, name, 0, name.length())) {
                    return Integer.parseInt(line.substring(name.length()).strip());
                }
            }
            throw new IllegalStateException("A message without a length:\n" + text);
        }
    }
}
