package tatami.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tatami.Gateway;

/** HTTP without a client's good manners: bytes out, and whatever comes back. */
public final class RawHttp {

    private static final int PATIENCE_MS = 10_000;

    private final int port;

    public RawHttp(Gateway gateway) {
        port = URI.create(gateway.baseUrl()).getPort();
    }

    /** @param status 0 when the connection was closed without an answer */
    public record Reply(int status, Map<String, String> headers, String body) {

        static final Reply NONE = new Reply(0, Map.of(), "");
    }

    /** Sends bytes and reads one answer. @throws AssertionError when neither an answer nor an end comes */
    public Reply exchange(byte[] request) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MS);
            send(socket, request);
            return reply(socket.getInputStream(), isHead(request));
        } catch (SocketTimeoutException _) {
            throw new AssertionError("Neither an answer nor the end of the connection within " + PATIENCE_MS + " ms.");
        } catch (IOException _) {
            return Reply.NONE;
        }
    }

    Reply exchange(String request) {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Everything that comes until the other side closes. @throws AssertionError when it does not */
    String untilClosed(String request) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MS);
            send(socket, request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException _) {
            throw new AssertionError("The connection was still open after " + PATIENCE_MS + " ms.");
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The other side may have hung up before it read everything; what it said may be there all the same. */
    private static void send(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException _) {
            // read on
        }
    }

    private static Reply reply(InputStream in, boolean toHead) throws IOException {
        var first = line(in);
        if (first == null || !first.startsWith("HTTP/1.1 ")) {
            return Reply.NONE;
        }
        var status = Integer.parseInt(first.substring(9, 12));
        var headers = new TreeMap<String, String>();
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status == 100) {
            return reply(in, toHead);
        }
        var length = toHead || status == 204 ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var isEndless = headers.getOrDefault("content-type", "").startsWith("application/x-ndjson");
        var body =
                headers.containsKey("transfer-encoding") && !toHead && !isEndless ? chunks(in) : in.readNBytes(length);
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = line(in); size != null && !size.equals("0"); size = line(in)) {
            body.writeBytes(in.readNBytes(Integer.parseInt(size, 16)));
            line(in);
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c == -1) {
                return null;
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean isHead(byte[] request) {
        return new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
    }
}
