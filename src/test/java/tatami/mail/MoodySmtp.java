package tatami.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An SMTP server that answers as it is told, for what a well-behaved one never does. */
final class MoodySmtp implements AutoCloseable {

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** @param tls offers STARTTLS when there is one */
    MoodySmtp(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on, {@code answer} to each command that begins so; {@code .} is the end of a mail. */
    MoodySmtp answers(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    /** Each command in its order; those that came over TLS have a lock before them. */
    List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void listen() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void talk(Socket plain) {
        try (plain) {
            var socket = plain;
            var in = reader(socket);
            say(socket, "220 moody");
            var inMail = false;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (inMail && !line.equals(".")) {
                    continue;
                }
                heard.add((socket instanceof SSLSocket ? "🔒" : "") + line);
                var answer = answer(line);
                say(socket, answer);
                inMail = answer.startsWith("354");
                if (line.equals("STARTTLS") && tls != null) {
                    var secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
                    secure.setUseClientMode(false);
                    socket = secure;
                    in = reader(socket);
                }
                if (line.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            heard.add("broken: " + e.getMessage());
        }
    }

    private String answer(String line) {
        return answers.entrySet().stream()
                .filter(answer -> line.startsWith(answer.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseGet(() -> usual(line));
    }

    private String usual(String line) {
        if (line.startsWith("EHLO")) {
            return "250-moody\r\n" + (tls == null ? "" : "250-STARTTLS\r\n") + "250-AUTH PLAIN\r\n250 8BITMIME";
        }
        return switch (line) {
            case "DATA" -> "354 go on";
            case "STARTTLS" -> "220 go ahead";
            case "QUIT" -> "221 bye";
            default -> line.startsWith("AUTH") ? "235 welcome" : "250 fine";
        };
    }

    private static void say(Socket socket, String answer) throws IOException {
        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static BufferedReader reader(Socket socket) {
        try {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
