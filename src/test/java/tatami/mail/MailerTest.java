package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.db.Sql;
import tatami.db.TestDatabase;
import tatami.metrics.Metrics;

class MailerTest {

    private static final Sql ROWS = Sql.of("""
            SELECT recipient || ' ' ||
                CASE WHEN sent_at IS NOT NULL THEN 'sent'
                     WHEN given_up_at IS NOT NULL THEN 'given up'
                     ELSE 'waits'
                END || ' ' || tries || CASE WHEN text IS NULL THEN '' ELSE ' with body' END AS said
            FROM mail
            ORDER BY id
            """);

    private static final Sql ERRORS = Sql.of("SELECT last_error FROM mail WHERE last_error IS NOT NULL ORDER BY id");

    private static final Sql EMPTY = Sql.of("DELETE FROM mail");

    private static Database database;

    private final Hand clock = new Hand();
    private GreenMail server;
    private Mailer mailer;

    @BeforeAll
    static void openDatabase() {
        database = new Database(TestDatabase.newDatabase(), 10);
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void start() {
        server = started(0);
        mailer = mailerTo(port());
    }

    @AfterEach
    void stop() {
        server.stop();
        database.once(tx -> tx.sql(EMPTY).run());
    }

    @Test
    void aMailIsSentOnceItsCauseIsCommitted() {
        enqueue("ann");

        assertThat(mailer.runOnce()).isEqualTo(1);
        assertThat(mailer.runOnce()).isZero();

        assertThat(received()).containsExactly("ann@reader.example");
        assertThat(rows()).as("the body is gone").containsExactly("ann@reader.example sent 1");
    }

    @Test
    void aMailWhoseCauseWasRolledBackIsNeverSent() {
        assertThatThrownBy(() -> database.transaction(tx -> {
                    mailer.enqueue(tx, List.of(mail(1, "ann")), "pi_1");
                    throw new IllegalStateException("the cause fails");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(mailer.runOnce()).isZero();
        assertThat(received()).isEmpty();
    }

    @Test
    void severalMailsAreOneStatementAndNoneIsNone() {
        database.once(tx -> {
            mailer.enqueue(tx, List.of(), "pi_1");
            mailer.enqueue(tx, List.of(mail(1, "ann"), mail(2, "bob")), "pi_1");
            return true;
        });

        assertThat(mailer.runOnce()).isEqualTo(2);
        assertThat(received()).containsExactlyInAnyOrder("ann@reader.example", "bob@reader.example");
    }

    @Test
    void aServerThatIsDownDelaysMailAndLosesNone() {
        var port = port();
        server.stop();
        enqueue("ann");

        assertThat(mailer.runOnce()).isEqualTo(1);
        clock.move(Duration.ofSeconds(59));
        assertThat(mailer.runOnce()).as("too early").isZero();
        clock.move(Duration.ofSeconds(1));
        assertThat(mailer.runOnce()).as("still down").isEqualTo(1);
        assertThat(rows()).containsExactly("ann@reader.example waits 2 with body");

        server = started(port);
        clock.move(Duration.ofMinutes(5));
        assertThat(mailer.runOnce()).isEqualTo(1);
        assertThat(received()).containsExactly("ann@reader.example");
        assertThat(rows()).containsExactly("ann@reader.example sent 3");
    }

    @Test
    void aMailIsGivenUpAfterTheLastTryAndKeepsItsReason() {
        server.stop();
        enqueue("ann");

        for (var wait : Mailer.SCHEDULE) {
            assertThat(mailer.runOnce()).isEqualTo(1);
            clock.move(wait.minusSeconds(1));
            assertThat(mailer.runOnce()).isZero();
            clock.move(Duration.ofSeconds(1));
        }
        assertThat(rows()).containsExactly("ann@reader.example waits 6 with body");
        assertThat(mailer.runOnce()).as("the last").isEqualTo(1);

        clock.move(Duration.ofDays(365));
        assertThat(mailer.runOnce()).isZero();
        assertThat(rows()).containsExactly("ann@reader.example given up 7 with body");
        assertThat(errors()).singleElement().asString().contains("127.0.0.1");
    }

    @Test
    void aRecipientThatDoesNotExistIsGivenUpAtOnceAndTheOthersAreNot() throws Exception {
        try (var moody = new MoodySmtp(null)
                .answers("RCPT TO:<nobody@", "550 5.1.1 <nobody@reader.example>: no such user")
                .answers("RCPT TO:<shy@", "451 4.7.1 come back later")) {
            var mailer = mailerTo(moody.port());
            enqueue("ann", "nobody", "shy");

            assertThat(mailer.runOnce()).isEqualTo(3);

            assertThat(rows())
                    .containsExactly(
                            "ann@reader.example sent 1",
                            "nobody@reader.example given up 1 with body",
                            "shy@reader.example waits 1 with body");
            assertThat(errors())
                    .containsExactly("550 5.1.1 <the recipient>: no such user", "451 4.7.1 come back later");
        }
    }

    @Test
    void aMailerThatDiedBeforeSendingLeavesTheMailToAnother() {
        enqueue("ann");
        claim();

        assertThat(mailer.runOnce()).as("while the lease lasts").isZero();
        clock.move(Mailer.LEASE);
        assertThat(mailer.runOnce()).isEqualTo(1);

        assertThat(received()).containsExactly("ann@reader.example");
    }

    @Test
    void aMailerThatDiedBeforeRecordingMakesACopyThatCanBeRecognised() throws Exception {
        enqueue("ann");
        var claimed = claim();
        transportTo(port()).send(claimed.mail(), claimed.writtenAt());

        clock.move(Mailer.LEASE);
        assertThat(mailer.runOnce()).isEqualTo(1);

        var copies = server.getReceivedMessages();
        assertThat(copies).hasSize(2);
        assertThat(copies[0].getMessageID()).isEqualTo(copies[1].getMessageID());
        assertThat(copies[0].getSentDate()).isEqualTo(copies[1].getSentDate());
    }

    @Test
    void aWorkerThatOutlivedItsLeaseMaySayThatTheMailWentAndNothingElse() {
        var store = new MailStore();
        enqueue("ann");
        var slow = claim();
        clock.move(Mailer.LEASE);
        var quick = claim();

        var later = clock.instant().plusSeconds(60);
        assertThat(database.<Boolean>once(tx -> store.recordFailed(tx, slow, later, "slow")))
                .isFalse();
        assertThat(database.<Boolean>once(tx -> store.recordGivenUp(tx, slow, later, "slow")))
                .isFalse();
        assertThat(database.<Boolean>once(tx -> store.recordGivenUp(tx, quick, later, "quick")))
                .isTrue();
        assertThat(database.<Boolean>once(tx -> store.recordSent(tx, slow.mail().id(), later)))
                .isTrue();
        assertThat(database.<Boolean>once(
                        tx -> store.recordSent(tx, quick.mail().id(), later)))
                .isFalse();

        assertThat(rows()).containsExactly("ann@reader.example sent 2");
    }

    @Test
    void manyMailersShareTheWorkAndSendEachMailOnce() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            names.add("reader" + i);
        }
        enqueue(names.toArray(String[]::new));
        Callable<Integer> untilNothingIsDue = () -> {
            var mine = mailerTo(port());
            int sum = 0;
            for (int sent = mine.runOnce(); sent > 0; sent = mine.runOnce()) {
                sum += sent;
            }
            return sum;
        };

        int sum = 0;
        try (var gateways = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var gateway : gateways.invokeAll(List.of(untilNothingIsDue, untilNothingIsDue, untilNothingIsDue))) {
                sum += gateway.get();
            }
        }

        assertThat(sum).isEqualTo(100);
        assertThat(received()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aMailWithTheSameIdIsRefused() {
        enqueue("ann");

        assertThatThrownBy(() -> enqueue("ann")).isInstanceOf(DatabaseFailure.class);
    }

    private void enqueue(String... readers) {
        var mails = new ArrayList<Mail>();
        for (int i = 0; i < readers.length; i++) {
            mails.add(mail(i + 1, readers[i]));
        }
        database.transaction(tx -> {
            mailer.enqueue(tx, mails, "pi_1");
            return true;
        });
    }

    /** Takes a mail as a mailer does that dies right after. */
    private MailStore.Claimed claim() {
        var now = clock.instant();
        return database.once(tx -> new MailStore().claim(tx, now, now.plus(Mailer.LEASE), 1))
                .getFirst();
    }

    private List<String> rows() {
        return database.once(tx -> tx.sql(ROWS).list(row -> row.text("said")));
    }

    private List<String> errors() {
        return database.once(tx -> tx.sql(ERRORS).list(row -> row.text("last_error")));
    }

    private List<String> received() {
        return Arrays.stream(server.getReceivedMessages())
                .map(MailerTest::reader)
                .toList();
    }

    private Mailer mailerTo(int port) {
        return new Mailer(database, transportTo(port), clock, Metrics.OFF);
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private static Smtp transportTo(int port) {
        return Smtp.of("smtp://127.0.0.1:" + port + "?from=receipts@shop.example");
    }

    private static GreenMail started(int port) {
        var server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
        server.start();
        return server;
    }

    private static Mail mail(long id, String reader) {
        return SampleReceipts.breakfast().mailTo(new UUID(0, id), new MailAddress(reader + "@reader.example"));
    }

    private static String reader(MimeMessage message) {
        try {
            return message.getAllRecipients()[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A clock that stands still until it is moved. */
    private static final class Hand implements InstantSource {

        private volatile Instant now = Instant.parse("2026-07-14T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
