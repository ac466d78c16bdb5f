package tatami.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * Posts deliveries to the receivers that merchants named, whom nothing is believed.
 *
 * <p>Of Apache HttpClient this uses the core alone, which writes a request to a connection and reads the
 * answer. What a client has on top of that is not switched off but absent: nothing here follows redirects,
 * tries again, remembers cookies, signs in, unpacks, asks for proxies or looks up names.
 */
public final class Sender implements AutoCloseable {

    /** What the API promises its receivers: who has not answered by then is tried again later. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** What the portal shows of an answer. Enough for an error message, too little to be worth an attack. */
    static final int ANSWER_BYTES = 1024;

    /** Who we are to receivers. */
    public static final String USER_AGENT = "Tatami-Webhooks/1";

    /** Servers close after a minute or so, some after five seconds; those mostly say so in a header. */
    private static final Duration REST = Duration.ofSeconds(30);

    /** Before the receiver would: a request may be on its way for as long. */
    private static final Duration HEAD_START = Duration.ofSeconds(1);

    private static final Duration SWEEP = Duration.ofSeconds(10);

    private static final Pattern KEEP_ALIVE = Pattern.compile("(?i)\\btimeout=([0-9]{1,4})\\b");

    /** As generous as servers are with requests. One buffer holds a usual delivery: one write, one packet. */
    private static final Http1Config CONFIG = Http1Config.custom()
            .setMaxLineLength(8192)
            .setMaxHeaderCount(100)
            .setBufferSize(4096)
            .build();

    private final Duration limit;
    private final Connections connections;
    private final HttpRequestExecutor executor = new HttpRequestExecutor(CONFIG, null, null);
    private final ScheduledThreadPoolExecutor alarms;

    /**
     * @param caFile certificates, in PEM, that are trusted besides those of the platform
     * @throws IllegalArgumentException with a sentence for the operator when the file holds none
     */
    public Sender(Guard guard, Optional<Path> caFile) {
        this(guard, caFile, LIMIT);
    }

    /** @param limit for one try, from the lookup of the name to the last byte that is read */
    Sender(Guard guard, Optional<Path> caFile, Duration limit) {
        this.limit = limit;
        this.connections = new Connections(guard, Trust.factory(caFile), CONFIG);
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("webhook-alarm").factory());
        alarms.setRemoveOnCancelPolicy(true); // nearly all are cancelled, long before they are due
        alarms.scheduleWithFixedDelay(connections::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * One try. Takes no longer than the limit, and throws nothing for what receivers or networks do.
     *
     * @param headers all but Host, User-Agent, Accept-Encoding and those of the body
     */
    public Reply post(URI url, Map<String, String> headers, byte[] body) {
        var deadline = new Deadline(limit);
        @Nullable Future<?> alarm = null;
        try {
            alarm = alarms.schedule(deadline::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
            return exchange(url, headers, body, deadline);
        } catch (IOException | HttpException | RuntimeException e) {
            return Reply.failed(
                    deadline.isOver() && !(e instanceof Guard.Barred)
                            ? "No answer within " + text(limit) + "."
                            : Failure.sentence(e));
        } finally {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    /** Closes what is open but not in use, and the sender for good. */
    @Override
    public void close() {
        alarms.shutdownNow();
        connections.close();
    }

    private Reply exchange(URI url, Map<String, String> headers, byte[] body, Deadline deadline)
            throws IOException, HttpException {
        var destination = Destination.of(url);
        var request = request(destination, url, headers, body);
        var context = HttpCoreContext.create();
        var connection = connections.to(destination, deadline);
        var reusable = false;
        try {
            var response = executor.execute(request, connection, context);
            var answer = new Answer();
            reusable = answer.read(response)
                    && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
            if (reusable) {
                connection.rest(rest(response));
            }
            return new Reply(response.getCode(), null, answer.text(), header(response, "Retry-After"));
        } finally {
            if (deadline.letGo() && reusable) {
                connections.keep(connection);
            } else {
                connection.close();
            }
        }
    }

    private static ClassicHttpRequest request(
            Destination destination, URI url, Map<String, String> headers, byte[] body) {
        var ascii = URI.create(url.toASCIIString());
        var path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        var query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
        var request = new BasicClassicHttpRequest("POST", (@Nullable HttpHost) null, path + query);
        request.addHeader("Host", destination.authority());
        request.addHeader("User-Agent", USER_AGENT);
        request.addHeader("Content-Type", "application/json");
        request.addHeader("Accept-Encoding", "identity");
        request.addHeader("Content-Length", Integer.toString(body.length));
        headers.forEach(request::addHeader);
        request.setEntity(new ByteArrayEntity(body, null));
        return request;
    }

    /** How long the connection may rest; not at all if the receiver gives it less than our head start. */
    private static Duration rest(ClassicHttpResponse response) {
        var told = header(response, "Keep-Alive");
        var timeout = KEEP_ALIVE.matcher(told == null ? "" : told);
        if (!timeout.find()) {
            return REST;
        }
        var left = Duration.ofSeconds(Long.parseLong(timeout.group(1))).minus(HEAD_START);
        return left.compareTo(REST) < 0 ? left : REST;
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        var header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " seconds" : duration.toMillis() + " milliseconds";
    }

    /** As much of a body as anybody wants to see. */
    private static final class Answer {

        private final byte[] bytes = new byte[ANSWER_BYTES];
        private int length;

        /**
         * Once there is a status the try has succeeded or not: a body that breaks off changes nothing.
         *
         * @return whether this was all of the body, so that another answer can follow it
         */
        boolean read(ClassicHttpResponse response) {
            var entity = response.getEntity();
            if (entity == null) {
                return true;
            }
            try {
                return fill(entity.getContent()) || entity.getContentLength() == length;
            } catch (IOException | RuntimeException _) {
                return false;
            }
        }

        /** @return whether the end was seen */
        private boolean fill(InputStream in) throws IOException {
            while (length < bytes.length) {
                var read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    return true;
                }
                length += read;
            }
            return false;
        }

        String text() {
            return new String(bytes, 0, length, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        }
    }
}
