package tatami.mail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Times;
import tatami.mail.MailStore.Claimed;
import tatami.mail.Transport.Answer;
import tatami.mail.Transport.Answer.Failed;
import tatami.mail.Transport.Answer.Rejected;
import tatami.mail.Transport.Answer.Sent;
import tatami.metrics.Backlog;
import tatami.metrics.Metrics;

/**
 * Sends what others put into the queue, which is a table: a mail is committed together with its
 * cause, and no crash loses it.
 *
 * <p>At least once: who dies after the server took a mail and before that was written down, or loses
 * the server's last word, leaves it to be sent again. The second has the same Message-ID and the same
 * date as the first, by which mail programs and people know it for a copy.
 */
public final class Mailer {

    /**
     * How long to wait after each failed try, about a day in all. First for a server that restarts,
     * then for one that lets strangers wait (greylisting: some minutes), then for an outage that
     * somebody has to mend. A receipt that comes later than a day puzzles more than it helps.
     */
    static final List<Duration> SCHEDULE = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(15));

    /**
     * For one try. A conversation has about a dozen answers, and each may take ten seconds. Another
     * gateway that took the mail sooner would send it twice.
     */
    static final Duration LEASE = Duration.ofMinutes(5);

    /** Sent at the same time, each over its own connection; ten is where mail hosts begin to object. */
    static final int BATCH = 8;

    /** As many as somebody reads. */
    private static final int MOST_ABOUT = 200;

    private static final int LONGEST_ERROR = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);

    private final Database database;
    private final Transport transport;
    private final InstantSource clock;
    private final Metrics metrics;
    private final MailStore store = new MailStore();

    public Mailer(Database database, Transport transport, InstantSource clock, Metrics metrics) {
        this.database = database;
        this.transport = transport;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Whether this mail was ever put into the queue. */
    public boolean knows(Tx tx, UUID id) {
        return store.exists(tx, id);
    }

    /**
     * Puts mails into the queue with the caller's own work: they go if that commits. One statement.
     *
     * @param about what they can be found again by: the id of a payment intent
     */
    public void enqueue(Tx tx, List<Mail> mails, String about) {
        if (!mails.isEmpty()) {
            store.insert(tx, mails, about, Times.now(clock));
        }
    }

    /** What became of the mails about this, oldest first. */
    public List<Written> about(String about) {
        return database.once(tx -> store.about(tx, about, MOST_ABOUT));
    }

    /**
     * Tries a batch of the mails that are due, oldest first. Safe on several gateways at once.
     *
     * @return how many were tried; fewer than a batch means that no more are due
     */
    public int runOnce() {
        var now = Times.now(clock);
        var due = database.once(tx -> store.claim(tx, now, now.plus(LEASE), BATCH));
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(claimed -> senders.execute(() -> deliver(claimed)));
        }
        return due.size();
    }

    /** What waits to be sent. One statement, and of no more than a second. */
    public Backlog backlog() {
        return database.once(tx -> store.backlog(tx, Times.now(clock)));
    }

    /** No transaction is open while the server takes its time. */
    private void deliver(Claimed claimed) {
        var began = System.nanoTime();
        try {
            var answer = send(claimed);
            var nanos = System.nanoTime() - began;
            metrics.mailTry(
                    switch (answer) {
                        case Sent _ -> "sent";
                        case Rejected _ -> "rejected";
                        case Failed _ -> "failed";
                    },
                    nanos);
            record(claimed, answer);
            LOG.atInfo()
                    .addKeyValue("mail", claimed.mail().id())
                    .addKeyValue("try", claimed.tries())
                    .addKeyValue("answer", answer)
                    .addKeyValue("ms", nanos / 1_000_000)
                    .log("mail tried");
        } catch (RuntimeException e) {
            // Not recorded, so the lease ends and it is tried again, here or on another gateway.
            LOG.error(
                    "Mail {} was tried and that could not be recorded.",
                    claimed.mail().id(),
                    e);
        }
    }

    private Answer send(Claimed claimed) {
        try {
            return switch (transport.send(claimed.mail(), claimed.writtenAt())) {
                case Sent sent -> sent;
                case Rejected(var why) ->
                    new Rejected(presentable(why, claimed.mail().to()));
                case Failed(var why) ->
                    new Failed(presentable(why, claimed.mail().to()));
            };
        } catch (RuntimeException e) {
            LOG.error("Mail {} broke the transport.", claimed.mail().id(), e);
            return new Failed(e.getClass().getName());
        }
    }

    private void record(Claimed claimed, Answer answer) {
        var now = Times.now(clock);
        var recorded = database.once(tx -> switch (answer) {
            case Sent() -> store.recordSent(tx, claimed.mail().id(), now);
            case Rejected(var why) -> store.recordGivenUp(tx, claimed, now, why);
            case Failed(var why) ->
                claimed.tries() > SCHEDULE.size()
                        ? store.recordGivenUp(tx, claimed, now, why)
                        : store.recordFailed(tx, claimed, now.plus(SCHEDULE.get(claimed.tries() - 1)), why);
        });
        if (!recorded) {
            LOG.warn(
                    "Mail {} took longer than its lease; another gateway has it.",
                    claimed.mail().id());
        }
    }

    /** One line for the log, without the reader's address, which servers like to repeat. */
    private static String presentable(String why, MailAddress recipient) {
        var line = why.replace(recipient.value(), "the recipient")
                .replaceAll("\\p{Cntrl}+", " ")
                .replaceAll(" {2,}", " ")
                .strip();
        return line.length() <= LONGEST_ERROR ? line : line.substring(0, LONGEST_ERROR);
    }
}
