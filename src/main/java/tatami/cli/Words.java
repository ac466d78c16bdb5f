package tatami.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What others say, made fit to print. */
final class Words {

    private static final Pattern CLOSED = Pattern.compile("no bytes|EOF|closed|chunked|fixed content-length");
    private static final Pattern NOT_HTTP = Pattern.compile("status line|header");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private Words() {}

    /** Why there was no answer, in few plain words. */
    static String reason(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case HttpConnectTimeoutException _ -> "no connection in time";
            case ConnectException _ when isUnresolved(failure) -> "no such host";
            case ConnectException _ -> "connection refused";
            case NoRouteToHostException _ -> "no route to host";
            case InterruptedIOException _ -> message;
            case SSLException _ when message.contains("PKIX") -> "certificate not trusted";
            case SSLException _ when message.contains("SSL message") -> "it does not speak TLS";
            case SSLException _ -> "TLS failed: " + plain(message, 50);
            case EOFException _ -> "connection closed";
            case SocketException _ -> "connection closed";
            case ProtocolException _ -> "it does not speak HTTP";
            default -> unnamed(failure, message);
        };
    }

    /** The first line that says something, without control characters, cut to {@code most} characters. */
    static String plain(String text, int most) {
        var line = text.lines()
                .map(each -> COLOUR.matcher(each)
                        .replaceAll("")
                        .replaceAll("\\p{C}", " ")
                        .strip())
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 3)) + "...";
    }

    private static boolean isUnresolved(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** The client throws these as nothing but IOExceptions. */
    private static String unnamed(IOException failure, String message) {
        if (CLOSED.matcher(message).find()) {
            return "connection closed";
        }
        if (NOT_HTTP.matcher(message).find()) {
            return "it does not speak HTTP";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : plain(message, 60);
    }
}
