package tatami.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a mail into the bytes that travel: RFC 5322 with MIME, everything encoded as ASCII. */
final class Mime {

    private static final String UTF_8 = "UTF-8";

    private Mime() {}

    static MimeMessage message(@Nullable Session session, Mail mail, MailAddress from, Instant writtenAt)
            throws MessagingException {
        var message = new WithId(session, mail.id(), from.domain());
        message.setFrom(address(from, mail.senderName()));
        message.setRecipient(Message.RecipientType.TO, address(mail.to(), ""));
        message.setSubject(mail.subject(), UTF_8);
        message.setSentDate(Date.from(writtenAt));
        // Holiday notices and other robots do not answer what says this (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        // Of alternatives the last that a reader understands is shown.
        message.setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(mail.html(), "html")));
        message.saveChanges();
        return message;
    }

    private static InternetAddress address(MailAddress address, String name) throws MessagingException {
        try {
            return name.isEmpty()
                    ? new InternetAddress(address.value())
                    : new InternetAddress(address.value(), name, UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every Java platform has " + UTF_8 + ".", e);
        }
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(content, UTF_8, subtype);
        // Keeps lines short enough for every server, whatever a merchant wrote.
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    /** The library would make a new Message-ID at each try. */
    private static final class WithId extends MimeMessage {

        private final String id;

        WithId(@Nullable Session session, UUID id, String domain) {
            super(session);
            this.id = "<" + id + "@" + domain + ">";
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
