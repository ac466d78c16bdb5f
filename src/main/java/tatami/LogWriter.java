package tatami;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes log lines behind the back of whoever logs: one thread takes what waits and writes it in one
 * go. Alone a line is written at once; under load a write carries hundreds. A line for each request
 * would otherwise cost a system call each.
 *
 * <p>Who logs waits when the terminal or disk cannot keep up: a missing line is worse than a slow one.
 */
final class LogWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int WAITING_AT_MOST = 10_000;
    private static final int WRITTEN_AT_ONCE = 500;

    /** How long to wait for the last lines at the end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private static final long LOOK_FOR_THE_END_MS = 100;

    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream output;
    private final ArrayBlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(WAITING_AT_MOST);
    private final Thread writer = Thread.ofPlatform().name("log").daemon().unstarted(this::write);

    LogWriter(Encoder<ILoggingEvent> encoder, OutputStream output) {
        this.encoder = encoder;
        this.output = output;
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes what still waits. */
    @Override
    public void stop() {
        super.stop();
        try {
            writer.join(STOP_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        try {
            waiting.put(event);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        var events = new ArrayList<ILoggingEvent>(WRITTEN_AT_ONCE);
        try {
            while (isStarted() || !waiting.isEmpty()) {
                var first = waiting.poll(LOOK_FOR_THE_END_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    events.add(first);
                    waiting.drainTo(events, WRITTEN_AT_ONCE - 1);
                    write(events);
                    events.clear();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lines that nobody can take any more are dropped: payments go on when the terminal is gone. */
    private void write(List<ILoggingEvent> events) {
        var lines = new ByteArrayOutputStream();
        try {
            for (var event : events) {
                lines.writeBytes(encoder.encode(event));
            }
            output.write(lines.toByteArray());
            output.flush();
        } catch (IOException | RuntimeException e) {
            addError("Log lines could not be written", e);
        }
    }
}
