package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tatami.mail.Transport.Answer.Failed;
import tatami.mail.Transport.Answer.Sent;

class KeptMailTest {

    private static final Instant NOON = Instant.parse("2026-07-14T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void aMailBecomesAFileThatMailProgramsOpen() throws Exception {
        var mail = mail(new UUID(0, 1));

        assertThat(new KeptMail(directory).send(mail, NOON)).isEqualTo(new Sent());

        assertThat(files()).containsExactly("00000000-0000-0000-0000-000000000001.eml");
        try (var in = Files.newInputStream(directory.resolve("mail").resolve(files().getFirst()))) {
            var message = new MimeMessage((Session) null, in);
            assertThat(message.getSubject()).isEqualTo(mail.subject());
            assertThat(message.getAllRecipients())
                    .containsExactly(new InternetAddress(mail.to().value()));
            assertThat(message.getSentDate()).isEqualTo(NOON);
        }
    }

    @Test
    void theSameMailAgainIsTheSameFile() throws Exception {
        var kept = new KeptMail(directory);

        kept.send(mail(new UUID(0, 1)), NOON);
        kept.send(mail(new UUID(0, 1)), NOON);
        kept.send(mail(new UUID(0, 2)), NOON);

        assertThat(files()).hasSize(2);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAFailure() throws Exception {
        Files.writeString(directory.resolve("mail"), "a file where the directory should be");

        assertThat(new KeptMail(directory).send(mail(new UUID(0, 1)), NOON)).isInstanceOf(Failed.class);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(directory.resolve("mail"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Mail mail(UUID id) {
        return SampleReceipts.breakfast().mailTo(id, new MailAddress("ann@reader.example"));
    }
}
