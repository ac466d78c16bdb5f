package tatami.cli;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** One connection to a gateway that tells its events, until either side ends it. */
final class EventStream implements AutoCloseable {

    private final InputStream in;
    private final BufferedReader lines;
    private final Duration silence;
    private final String secret;
    private final long after;

    private EventStream(GatewayApi gateway, InputStream in, Duration silence) throws IOException, InterruptedException {
        this.in = in;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.silence = silence;
        var first = line();
        try {
            var greeting = GatewayApi.JSON.readTree(first);
            secret = greeting.required("secret").asString();
            after = greeting.required("after").asLong();
        } catch (JacksonException | IllegalArgumentException _) {
            throw gateway.noGateway("it does not greet listeners");
        }
    }

    /**
     * @param after the number of an event: later ones are told; empty for those from now on
     * @param silence after how long without a word the gateway counts as gone
     * @throws IOException when it cannot be reached now, and may be later
     * @throws Failure when it never will be
     */
    static EventStream open(GatewayApi gateway, Optional<Long> after, Duration silence)
            throws IOException, InterruptedException {
        var in = gateway.listen(after);
        try {
            return new EventStream(gateway, in, silence);
        } catch (IOException | InterruptedException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** What to sign with. */
    String secret() {
        return secret;
    }

    /** The number after which events are told. */
    long after() {
        return after;
    }

    /** Waits for the next event. @throws IOException when the gateway has gone */
    Heard next() throws IOException, InterruptedException {
        var line = line();
        while (line.isEmpty()) { // it is still there, and nothing happened
            line = line();
        }
        return Heard.read(line);
    }

    /** Not the reader: whoever still waits for a line holds that. */
    @Override
    public void close() throws IOException {
        in.close();
    }

    private String line() throws IOException, InterruptedException {
        var line = Patience.within(silence, () -> Optional.ofNullable(lines.readLine()));
        return line.orElseThrow(EOFException::new);
    }
}
