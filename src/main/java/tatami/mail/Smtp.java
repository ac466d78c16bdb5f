package tatami.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Hands mails to an SMTP server, each over a connection of its own.
 *
 * <p>A server's certificate is always checked. A password never travels in the clear unless the
 * operator says so ({@code tls=none}).
 */
public final class Smtp implements Transport {

    /** A server that is there answers a connection in milliseconds, or it is not there. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** For each answer. Servers that scan for spam before they answer take some seconds. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSION_OVER_TLS_PORT = 465;

    /** The command to which a server answers whether it takes the mail. */
    private static final String END_OF_MAIL = ".";

    private static final Set<String> OPTIONS = Set.of("from", "helo", "tls");

    private final String host;
    private final int port;
    private final Optional<Login> login;
    private final MailAddress from;
    private final Session session;

    private Smtp(Server server, @Nullable SSLSocketFactory tls) {
        this.host = server.host();
        this.port = server.port();
        this.login = server.login();
        this.from = server.from();
        this.session = Session.getInstance(properties(server, tls));
    }

    /**
     * Reads the setting: {@code smtp://user:password@host:587?from=receipts@shop.example}.
     *
     * <p>{@code smtps} speaks TLS from the first byte (port 465 unless given). {@code smtp} (587)
     * turns to TLS by STARTTLS: with a password always, without one when the server offers it, and
     * {@code tls=required} or {@code tls=none} decide otherwise. {@code from} may be left out when the
     * user is an address. {@code helo} is the name to greet with, else the domain of {@code from}.
     * Special characters in user and password are percent-encoded.
     *
     * @throws IllegalArgumentException with a sentence for the operator that holds no password
     */
    public static Smtp of(String url) {
        return of(url, null);
    }

    /** @param tls what makes TLS connections, and decides whom to trust; null for Java's own */
    static Smtp of(String url, @Nullable SSLSocketFactory tls) {
        return new Smtp(Server.parse(url), tls);
    }

    @Override
    public Answer send(Mail mail, Instant writtenAt) {
        try {
            var message = Mime.message(session, mail, from, writtenAt);
            var transport = session.getTransport("smtp");
            try {
                transport.connect(
                        host,
                        port,
                        login.map(Login::user).orElse(null),
                        login.map(Login::password).orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
                return new Answer.Sent();
            } finally {
                close(transport);
            }
        } catch (MessagingException e) {
            return answer(e);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** Once the server has taken the mail, a clumsy goodbye changes nothing. */
    private static void close(jakarta.mail.Transport transport) {
        try {
            transport.close();
        } catch (MessagingException _) {
            // the connection is gone, which is what was wanted
        }
    }

    /**
     * A lasting refusal (5xx) of the recipient or of the mail itself ends the matter. One of the login
     * or of the sender does not: those are settings, and the operator will mend them.
     */
    private static Answer answer(MessagingException e) {
        for (Exception cause = e; cause instanceof MessagingException failure; cause = failure.getNextException()) {
            if (failure instanceof SMTPAddressFailedException recipient) {
                return answer(recipient.getReturnCode(), recipient);
            }
        }
        return e instanceof SMTPSendFailedException mail && mail.getCommand().equals(END_OF_MAIL)
                ? answer(mail.getReturnCode(), mail)
                : new Answer.Failed(why(e));
    }

    private static Answer answer(int code, MessagingException e) {
        return code >= 500 && code <= 599 ? new Answer.Rejected(why(e)) : new Answer.Failed(why(e));
    }

    /** With the causes: that TLS failed says little, that the certificate is another host's says all. */
    private static String why(MessagingException e) {
        var messages = new LinkedHashSet<String>();
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            messages.add(String.valueOf(cause.getMessage()).strip());
        }
        return String.join(": ", messages);
    }

    private static Properties properties(Server server, @Nullable SSLSocketFactory tls) {
        var properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT_LIMIT.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(READ_LIMIT.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(READ_LIMIT.toMillis()));
        properties.put("mail.smtp.quitwait", "false");
        // Else the library asks the name service who we are, with no limit of ours.
        properties.put("mail.smtp.localhost", server.helo());
        properties.put("mail.smtp.from", server.from().value());
        properties.put("mail.smtp.auth", Boolean.toString(server.login().isPresent()));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.enable", Boolean.toString(server.tls() == Tls.Implicit));
        properties.put(
                "mail.smtp.starttls.enable",
                Boolean.toString(server.tls() == Tls.Required || server.tls() == Tls.Offered));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.tls() == Tls.Required));
        if (tls != null) {
            properties.put("mail.smtp.ssl.socketFactory", tls);
        }
        return properties;
    }

    private enum Tls {
        /** From the first byte. */
        Implicit,
        /** By STARTTLS, or not at all. */
        Required,
        /** By STARTTLS if the server can. */
        Offered,
        /** Never: a relay on the same machine. */
        None
    }

    private record Login(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    /** What the setting says. */
    private record Server(String host, int port, Tls tls, Optional<Login> login, MailAddress from, String helo) {

        static Server parse(String url) {
            var uri = uri(url);
            var implicit = "smtps".equalsIgnoreCase(uri.getScheme());
            if (!implicit && !"smtp".equalsIgnoreCase(uri.getScheme())) {
                throw new IllegalArgumentException("The URL of a mail server begins with smtp:// or smtps://.");
            }
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("The URL of a mail server names a host: smtp://host:587.");
            }
            if (uri.getRawPath() != null && !uri.getRawPath().matches("/?")) {
                throw new IllegalArgumentException("The URL of a mail server has no path.");
            }
            var options = options(Optional.ofNullable(uri.getRawQuery()).orElse(""));
            var login = Optional.ofNullable(uri.getRawUserInfo()).map(Server::login);
            var from = from(Optional.ofNullable(options.get("from")), login);
            var port = uri.getPort() != -1 ? uri.getPort() : implicit ? SUBMISSION_OVER_TLS_PORT : SUBMISSION_PORT;
            var tls = tls(implicit, Optional.ofNullable(options.get("tls")), login.isPresent());
            return new Server(uri.getHost(), port, tls, login, from, options.getOrDefault("helo", from.domain()));
        }

        private static URI uri(String url) {
            try {
                return new URI(url.strip());
            } catch (URISyntaxException _) { // no cause: it quotes the URL, and with it the password
                throw new IllegalArgumentException("The URL of a mail server cannot be read;"
                        + " special characters in user and password must be percent-encoded.");
            }
        }

        private static Map<String, String> options(String query) {
            var options = new HashMap<String, String>();
            for (var option : query.split("&")) {
                if (option.isEmpty()) {
                    continue;
                }
                var name = option.replaceFirst("=.*", "");
                if (!OPTIONS.contains(name)) {
                    throw new IllegalArgumentException(
                            "The URL of a mail server knows the options from, helo and tls, not " + name + ".");
                }
                options.put(name, decode(option.substring(Math.min(name.length() + 1, option.length()))));
            }
            return options;
        }

        private static Login login(String userInfo) {
            var colon = userInfo.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("The URL of a mail server has a user and a password, or neither.");
            }
            return new Login(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
        }

        private static MailAddress from(Optional<String> option, Optional<Login> login) {
            return option.or(() -> login.map(Login::user))
                    .flatMap(MailAddress::parse)
                    .orElseThrow(() -> new IllegalArgumentException("The URL of a mail server needs the address that"
                            + " mail comes from: smtp://host:587?from=receipts@shop.example."));
        }

        private static Tls tls(boolean implicit, Optional<String> option, boolean withPassword) {
            if (implicit) {
                if (option.isPresent()) {
                    throw new IllegalArgumentException("The option tls is for smtp://; smtps:// is TLS throughout.");
                }
                return Tls.Implicit;
            }
            return switch (option.orElse(withPassword ? "required" : "offered")) {
                case "required" -> Tls.Required;
                case "offered" -> Tls.Offered;
                case "none" -> Tls.None;
                default -> throw new IllegalArgumentException("The option tls is required, offered or none.");
            };
        }

        /** As in paths: a plus sign is itself, and not a space. */
        private static String decode(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
