package tatami.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Hears each event of an account once, whatever becomes of the gateway meanwhile. */
final class Ear implements AutoCloseable {

    /**
     * How many numbers to hear again after a lost connection: an event gets its number before it is
     * committed, so that one may become visible after its neighbours.
     */
    private static final int HEAR_AGAIN = 1_000;

    private final GatewayApi gateway;
    private final Patience patience;
    private final Screen screen;
    private final InstantSource clock;

    /** The ids of the latest events. */
    private final Map<String, Boolean> heard = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > 2 * HEAR_AGAIN;
        }
    };

    private EventStream stream;

    /** Events up to this number are from before we listened. */
    private long before;

    private long latest;

    /** @throws Failure when there is no gateway to listen to */
    Ear(GatewayApi gateway, Patience patience, Screen screen, InstantSource clock) throws InterruptedException {
        this.gateway = gateway;
        this.patience = patience;
        this.screen = screen;
        this.clock = clock;
        try {
            stream = EventStream.open(gateway, Optional.empty(), patience.silence());
        } catch (IOException e) {
            throw gateway.unreachable(e);
        }
        before = stream.after();
        latest = before;
    }

    /** What to sign with, at present. */
    String secret() {
        return stream.secret();
    }

    /** Waits for the next event. @throws Failure when the gateway has gone and another thing is in its place */
    Heard next() throws InterruptedException {
        while (true) {
            try {
                var event = stream.next();
                latest = Math.max(latest, event.seq());
                if (heard.put(event.id(), true) == null) {
                    return event;
                }
            } catch (IOException e) {
                reconnect(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException _) {
            // it is over anyway
        }
    }

    /** Says so in one line, which ends when the gateway is back. */
    private void reconnect(IOException why) throws InterruptedException {
        close();
        var gone = System.nanoTime();
        var told = screen.yellow("The gateway has gone") + " (" + Words.reason(why) + ") ...";
        screen.begin(screen.time(clock.instant()) + "  " + told);
        var pause = patience.pause();
        while (true) {
            Thread.sleep(pause);
            pause = patience.longer(pause);
            try {
                stream = reopened();
                screen.line(" back after " + (System.nanoTime() - gone) / 1_000_000_000 + " s.");
                return;
            } catch (IOException _) {
                // not yet
            } catch (Failure failure) {
                screen.line("");
                throw failure;
            }
        }
    }

    /** Another secret tells another database, whose numbers start anew: all that it has is news. */
    private EventStream reopened() throws IOException, InterruptedException {
        var again = EventStream.open(gateway, Optional.of(Math.max(before, latest - HEAR_AGAIN)), patience.silence());
        if (again.secret().equals(stream.secret())) {
            return again;
        }
        again.close();
        before = 0;
        latest = 0;
        return EventStream.open(gateway, Optional.of(0L), patience.silence());
    }
}
