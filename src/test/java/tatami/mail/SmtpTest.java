package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.TestTls;
import tatami.mail.Transport.Answer;
import tatami.mail.Transport.Answer.Failed;
import tatami.mail.Transport.Answer.Rejected;
import tatami.mail.Transport.Answer.Sent;

class SmtpTest {

    private static final Instant NOON = Instant.parse("2026-07-14T12:00:00Z");

    @TempDir
    static Path directory;

    private static TestTls tls;

    @BeforeAll
    static void makeACertificate() {
        tls = TestTls.of("localhost", directory);
        System.setProperty("greenmail.tls.keystore.file", tls.store().toString());
        System.setProperty("greenmail.tls.keystore.password", TestTls.PASSWORD);
    }

    @AfterAll
    static void forgetTheCertificate() {
        System.clearProperty("greenmail.tls.keystore.file");
        System.clearProperty("greenmail.tls.keystore.password");
    }

    @Test
    void aMailArrivesAsItWasWritten() throws Exception {
        var server = greenMail("smtp");
        try {
            var mail = new Mail(
                    UUID.fromString("0198a3f4-0000-7000-8000-000000000001"),
                    new MailAddress("ann@reader.example"),
                    "Café “Zur Post”, 喫茶店",
                    "Ihre Quittung über 12,50 € 👍",
                    "Grüße\n.\nFrom here on\n",
                    "<p>Grüße</p>");

            var answer = smtp("smtp://127.0.0.1:%d?from=receipts@shop.example", server)
                    .send(mail, NOON);

            assertThat(answer).isEqualTo(new Sent());
            var message = onlyMessage(server);
            assertThat(message.getMessageID()).isEqualTo("<0198a3f4-0000-7000-8000-000000000001@shop.example>");
            assertThat(message.getSubject()).isEqualTo("Ihre Quittung über 12,50 € 👍");
            assertThat(message.getSentDate()).isEqualTo(NOON);
            assertThat(message.getFrom())
                    .containsExactly(new InternetAddress("receipts@shop.example", "Café “Zur Post”, 喫茶店", "UTF-8"));
            assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("Café “Zur Post”, 喫茶店");
            assertThat(message.getAllRecipients()).containsExactly(new InternetAddress("ann@reader.example"));
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            var parts = (MimeMultipart) message.getContent();
            assertThat(parts.getContentType()).startsWith("multipart/alternative");
            assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
            assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Grüße\r\n.\r\nFrom here on\r\n");
            assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
            assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>Grüße</p>");
        } finally {
            server.stop();
        }
    }

    @Test
    void aMailGoesOverTlsFromTheFirstByte() throws Exception {
        var server = greenMail("smtps");
        try {
            var url = "smtps://localhost:" + server.getSmtps().getPort() + "?from=receipts@shop.example";

            assertThat(Smtp.of(url, tls.trusting()).send(mail(), NOON)).isEqualTo(new Sent());
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerWithACertificateThatNobodyTrustsGetsNothing() throws Exception {
        var server = greenMail("smtps");
        try (var moody = new MoodySmtp(tls.server())) {
            var implicit = "smtps://localhost:" + server.getSmtps().getPort() + "?from=receipts@shop.example";
            var startTls = "smtp://localhost:" + moody.port() + "?from=receipts@shop.example";

            assertThat(Smtp.of(implicit).send(mail(), NOON)).isInstanceOf(Failed.class);
            assertThat(Smtp.of(startTls).send(mail(), NOON)).isInstanceOf(Failed.class);
            assertThat(server.getReceivedMessages()).isEmpty();
            assertThat(moody.heard()).noneMatch(command -> command.contains("MAIL"));
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerWithACertificateForAnotherHostGetsNothing() throws Exception {
        try (var moody = new MoodySmtp(tls.server())) {
            var url = "smtp://127.0.0.1:" + moody.port() + "?from=receipts@shop.example";

            var answer = Smtp.of(url, tls.trusting()).send(mail(), NOON);

            assertThat(why(answer)).contains("No subject alternative names matching IP address 127.0.0.1");
            assertThat(answer).isInstanceOf(Failed.class);
            assertThat(moody.heard()).noneMatch(command -> command.contains("MAIL"));
        }
    }

    @Test
    void aPasswordOpensTheDoor() throws Exception {
        var server = greenMail("smtp");
        try {
            server.setUser("receipts@shop.example", "receipts@shop.example", "p@ss:w+rd/%");
            server.getUserManager().setAuthRequired(true);
            var right = smtp("smtp://receipts%%40shop.example:p%%40ss:w+rd%%2F%%25@127.0.0.1:%d?tls=none", server);
            var wrong = smtp("smtp://receipts%%40shop.example:guess@127.0.0.1:%d?tls=none", server);

            assertThat(right.send(mail(), NOON)).isEqualTo(new Sent());
            var refused = wrong.send(mail(), NOON);
            assertThat(refused).as("a setting, and somebody will mend it").isInstanceOf(Failed.class);
            assertThat(refused.toString()).doesNotContain("guess");
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void aPasswordTravelsOverTlsAlone() throws Exception {
        try (var capable = new MoodySmtp(tls.server());
                var incapable = new MoodySmtp(null)) {
            var url = "smtp://user:secret@localhost:%d?from=receipts@shop.example";

            assertThat(Smtp.of(url.formatted(capable.port()), tls.trusting()).send(mail(), NOON))
                    .isEqualTo(new Sent());
            assertThat(Smtp.of(url.formatted(incapable.port()), tls.trusting()).send(mail(), NOON))
                    .isInstanceOf(Failed.class);
            assertThat(capable.heard()).anyMatch(command -> command.startsWith("🔒AUTH PLAIN"));
            assertThat(capable.heard()).noneMatch(command -> command.startsWith("AUTH"));
            assertThat(incapable.heard()).noneMatch(command -> command.contains("AUTH"));
        }
    }

    @Test
    void aServerThatOffersTlsIsTakenAtItsWord() throws Exception {
        try (var capable = new MoodySmtp(tls.server());
                var incapable = new MoodySmtp(null)) {
            var url = "smtp://localhost:%d?from=receipts@shop.example";

            assertThat(Smtp.of(url.formatted(capable.port()), tls.trusting()).send(mail(), NOON))
                    .isEqualTo(new Sent());
            assertThat(Smtp.of(url.formatted(incapable.port()), tls.trusting()).send(mail(), NOON))
                    .isEqualTo(new Sent());
            assertThat(capable.heard()).contains("STARTTLS", "🔒MAIL FROM:<receipts@shop.example>");
            assertThat(incapable.heard()).contains("EHLO shop.example", "MAIL FROM:<receipts@shop.example>");
        }
    }

    /** What the server says, to what, and whether we come back. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RCPT | 550 no such user here         | Rejected
                    RCPT | 554 not to them               | Rejected
                    RCPT | 450 come back in five minutes | Failed
                    RCPT | 452 the box is full           | Failed
                    .    | 554 this looks like spam      | Rejected
                    .    | 451 try again                 | Failed
                    MAIL | 550 not from you              | Failed
                    MAIL | 421 too busy                  | Failed
                    DATA | 421 going down                | Failed
                    """)
    void aLastingNoEndsTheMatterAndAnyOtherDoesNot(String command, String said, String outcome) throws Exception {
        try (var moody = new MoodySmtp(null).answers(command, said)) {
            var answer = smtp("smtp://127.0.0.1:%d?from=receipts@shop.example", moody.port())
                    .send(mail(), NOON);

            assertThat(answer.getClass().getSimpleName()).isEqualTo(outcome);
            assertThat(why(answer)).contains(said);
        }
    }

    @Test
    void aMailThatWasTakenIsSentHoweverTheConversationEnds() throws Exception {
        try (var moody = new MoodySmtp(null).answers("QUIT", "500 no manners")) {
            assertThat(smtp("smtp://127.0.0.1:%d?from=receipts@shop.example", moody.port())
                            .send(mail(), NOON))
                    .isEqualTo(new Sent());
        }
    }

    @Test
    void aServerThatIsNotThereIsAFailureWithAReason() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        var answer =
                smtp("smtp://127.0.0.1:%d?from=receipts@shop.example", port).send(mail(), NOON);

        assertThat(answer).isInstanceOf(Failed.class);
        assertThat(why(answer)).contains("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    smtp://mail.example?from=a@shop.example                | mail.example:587
                    smtps://mail.example?from=a@shop.example               | mail.example:465
                    smtp://mail.example:25?from=a@shop.example&tls=none    | mail.example:25
                    smtp://a%40shop.example:secret@mail.example            | mail.example:587
                    SMTP://mail.example/?from=a@shop.example&helo=gw.shop.example | mail.example:587
                    """)
    void aSettingNamesTheServer(String url, String server) {
        assertThat(Smtp.of(url)).hasToString(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example",
                "http://user:hunter2@mail.example",
                "smtp://user:hunter2@?from=a@shop.example",
                "smtp://user:hunter2@mail.example",
                "smtp://user:hun ter2@mail.example?from=a@shop.example",
                "smtp://user:hunter2%@mail.example?from=a@shop.example",
                "smtp://hunter2@mail.example?from=a@shop.example",
                "smtp://user:hunter2@mail.example/inbox?from=a@shop.example",
                "smtp://user:hunter2@mail.example?from=Shop%20<a@shop.example>",
                "smtp://user:hunter2@mail.example?from=a@shop.example%0d%0aBcc:x",
                "smtp://user:hunter2@mail.example?from=a@shop.example&tls=maybe",
                "smtp://user:hunter2@mail.example?from=a@shop.example&form=b@shop.example",
                "smtps://user:hunter2@mail.example?from=a@shop.example&tls=none"
            })
    void aWrongSettingIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> Smtp.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("The .*\\.")
                .hasMessageNotContaining("ter2")
                .hasNoCause();
    }

    private static GreenMail greenMail(String protocol) {
        var server = new GreenMail(new ServerSetup(0, "localhost", protocol));
        server.start();
        return server;
    }

    private static Smtp smtp(String url, GreenMail server) {
        return smtp(url, server.getSmtp().getPort());
    }

    private static Smtp smtp(String url, int port) {
        return Smtp.of(url.formatted(port));
    }

    private static MimeMessage onlyMessage(GreenMail server) throws IOException {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String why(Answer answer) {
        return switch (answer) {
            case Sent() -> "sent";
            case Rejected(var why) -> why;
            case Failed(var why) -> why;
        };
    }

    private static Mail mail() {
        return new Mail(
                new UUID(0, 1), new MailAddress("ann@reader.example"), "Shop", "Your receipt", "text", "<p>html</p>");
    }
}
