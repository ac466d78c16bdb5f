package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is written while it is sent, so that it can be of any length. */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** A few packets: fewer would be sent one by one, more would wait for no reason. */
    private static final int BUFFER = 16_384;

    private Download() {}

    /**
     * Sends what is written, as CSV in UTF-8. When writing fails half way, the connection breaks and the browser says
     * that the file is not whole: an end that looks like one would be worse.
     *
     * @param name of the file; letters, digits, dots and hyphens
     * @param writing when it throws, before it has written much, that is answered like everywhere else
     */
    public static void csv(ServerResponse response, String name, Writing writing) {
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/csv; charset=utf-8"))
                .header(HeaderValues.create(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\""))
                .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
                .header(HeaderValues.create(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"));
        var out = new BufferedWriter(new OutputStreamWriter(response.outputStream(), StandardCharsets.UTF_8), BUFFER);
        try {
            writing.to(out);
            out.close();
        } catch (IOException | UncheckedIOException _) {
            throw new CloseConnectionException("The reader of " + name + " has gone."); // as readers do
        } catch (RuntimeException e) {
            if (!response.isSent()) {
                response.headers().remove(HeaderNames.CONTENT_DISPOSITION); // it is an answer, and no file
                throw e;
            }
            LOG.atError().setCause(e).addKeyValue("file", name).log("A download broke off.");
            throw new CloseConnectionException("The download broke off.");
        }
    }

    /** Writes the file. */
    public interface Writing {
        void to(Writer out) throws IOException;
    }
}
