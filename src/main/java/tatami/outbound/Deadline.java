package tatami.outbound;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of one try, whatever it is waiting for then.
 *
 * <p>All waiting is on one socket at a time, and closing that wakes up who waits: for a connection, for
 * a handshake, for a receiver that takes nothing in, for each single byte. Time limits of sockets are no
 * such thing, as they begin anew with each byte.
 */
final class Deadline {

    private final long end;
    private volatile boolean over;
    private volatile @Nullable SocketChannel held;

    Deadline(Duration limit) {
        this.end = System.nanoTime() + limit.toNanos();
    }

    /**
     * From now on {@code channel} is what the try waits on, and closed when the time is up.
     *
     * @throws IOException when the time is up already; the channel is closed then
     */
    void hold(SocketChannel channel) throws IOException {
        held = channel;
        if (over) { // looked at after holding, as expire() looks after setting: one of the two sees the other
            abort(channel);
            throw new IOException("too late");
        }
    }

    /** @return whether the channel came through alive; if not, it is closed or about to be */
    boolean letGo() {
        held = null;
        return !over;
    }

    /** The time is up. Does not wait for anything. */
    void expire() {
        over = true;
        var channel = held;
        if (channel != null) {
            abort(channel);
        }
    }

    boolean isOver() {
        return over;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** With a reset, so that nothing stays behind for a receiver that no longer reads. */
    private static void abort(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException _) {
            // closed by the other side of this race, which is as good
        }
    }
}
