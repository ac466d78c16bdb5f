package tatami.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * Where mail goes while no SMTP server is set: each becomes an {@code .eml} file that any mail program
 * opens. Ids begin with their time, so the newest file is the last.
 */
public final class KeptMail implements Transport {

    /** Nobody's address, on a domain that will never exist (RFC 2606). */
    private static final MailAddress FROM = new MailAddress("receipts@tatami.invalid");

    private final Path directory;

    /** @param dataDirectory of the gateway; mails are kept in its {@code mail} directory */
    public KeptMail(Path dataDirectory) {
        this.directory = dataDirectory.resolve("mail");
    }

    /** Writes the file under another name first, so that no reader ever sees half a mail. */
    @Override
    public Answer send(Mail mail, Instant writtenAt) {
        try {
            Files.createDirectories(directory);
            // A temporary file is its owner's alone to read, and stays so when it is renamed.
            var draft = Files.createTempFile(directory, mail.id() + ".", ".tmp");
            try {
                try (var out = Files.newOutputStream(draft)) {
                    Mime.message(null, mail, FROM, writtenAt).writeTo(out);
                }
                Files.move(draft, directory.resolve(mail.id() + ".eml"), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
            return new Answer.Sent();
        } catch (IOException | MessagingException e) {
            return new Answer.Failed(e.toString());
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
