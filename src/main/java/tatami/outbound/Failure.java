package tatami.outbound;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Why there was no answer, in a sentence for the merchant's developer.
 *
 * <p>Nothing of an exception is passed on but what is known here, as their texts name classes and
 * addresses.
 */
final class Failure {

    private static final String ALERT = "Received fatal alert: ";

    private Failure() {}

    static String sentence(Exception e) {
        if (Thread.currentThread().isInterrupted()) {
            return "The gateway was stopped before there was an answer.";
        }
        return switch (e) {
            case Guard.Barred barred -> String.valueOf(barred.getMessage());
            case SSLException tls -> tls(tls);
            case SocketTimeoutException _ ->
                "No connection could be made within " + Connections.CONNECT_LIMIT.toSeconds() + " seconds.";
            case ConnectException _ when says(e, "refused") -> "The connection was refused.";
            case ConnectException _, NoRouteToHostException _ -> "No connection could be made.";
            case SocketException _ when says(e, "unreachable") -> "No connection could be made.";
            case NoHttpResponseException _ -> "The connection was closed without an answer.";
            case ConnectionClosedException _ -> "The connection was closed in the middle of the answer.";
            case MessageConstraintException _ -> "The headers of the answer are too long, or too many.";
            case HttpException _ -> "The answer is not HTTP.";
            case RejectedExecutionException _ -> "The gateway was stopped before there was an answer.";
            default -> // sockets say it in one exception, channels in another
                says(e, "reset") || says(e, "Broken pipe") || says(e, "abort")
                        ? "The connection was reset."
                        : "The connection broke.";
        };
    }

    private static String tls(SSLException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            var distrust = distrust(cause);
            if (distrust != null) {
                return "The certificate is not trusted: " + distrust + ".";
            }
        }
        return handshake(e);
    }

    /** @return null when this cause is not the one that says */
    private static @Nullable String distrust(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException _ -> "it has expired";
            case CertificateNotYetValidException _ -> "it is not valid yet";
            case CertPathBuilderException _ -> "its issuer is not known, or a certificate in between is missing";
            case CertPathValidatorException path
            when path.getReason() == BasicReason.ALGORITHM_CONSTRAINED -> "it relies on an algorithm that is too weak";
            case CertPathValidatorException path
            when path.getReason() != BasicReason.UNSPECIFIED -> "its chain is not valid";
            case CertificateException name
            when says(name, "No subject alternative") || says(name, "No name") -> "it is for another host";
            default -> null;
        };
    }

    private static String handshake(SSLException e) {
        var message = String.valueOf(e.getMessage());
        if (e.getCause() instanceof CertificateException) {
            return "The certificate is not trusted: it cannot be verified.";
        }
        if (message.startsWith(ALERT)) { // the names of alerts are the protocol's own: handshake_failure
            return "The receiver refused the TLS connection: " + message.substring(ALERT.length()) + ".";
        }
        if (message.startsWith("Unsupported or unrecognized")) {
            return "The receiver does not speak TLS on this port.";
        }
        return e.getCause() instanceof EOFException
                ? "The connection was closed during the TLS handshake."
                : "No TLS connection could be agreed on; TLS 1.2 or 1.3 is needed.";
    }

    private static boolean says(Throwable e, String words) {
        return String.valueOf(e.getMessage()).contains(words);
    }
}
