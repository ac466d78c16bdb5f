package tatami.mail;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.metrics.Backlog;

final class MailStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO mail (id, recipient, sender_name, subject, text, html, about, written_at, next_try_at)
            SELECT new.id::uuid, new.recipient, new.sender_name, new.subject, new.text, new.html, :about, :now, :now
            FROM unnest(
                :ids::text[], :recipients::text[], :sender_names::text[],
                :subjects::text[], :texts::text[], :htmls::text[])
                AS new (id, recipient, sender_name, subject, text, html)
            """);

    /** Moves due mails out of everybody's sight until the lease ends; a dead worker's come due again. */
    private static final Sql CLAIM = Sql.of("""
            WITH due AS (
                SELECT id
                FROM mail
                WHERE next_try_at <= :now
                ORDER BY next_try_at
                LIMIT :most
                FOR UPDATE SKIP LOCKED
            )
            UPDATE mail
            SET next_try_at = :lease_ends,
                tries = tries + 1
            FROM due
            WHERE mail.id = due.id
            RETURNING mail.id, recipient, sender_name, subject, text, html, written_at, tries
            """);

    /** Whoever knows that it went knows best, even when another has failed with it meanwhile. */
    private static final Sql RECORD_SENT = Sql.of("""
            UPDATE mail
            SET sent_at = :now,
                next_try_at = NULL,
                given_up_at = NULL,
                last_error = NULL,
                text = NULL,
                html = NULL
            WHERE id = :id
              AND sent_at IS NULL
            """);

    private static final Sql RECORD_FAILED = Sql.of("""
            UPDATE mail
            SET next_try_at = :next_try_at,
                last_error = :why
            WHERE id = :id
              AND tries = :try
              AND next_try_at IS NOT NULL
            """);

    private static final Sql RECORD_GIVEN_UP = Sql.of("""
            UPDATE mail
            SET given_up_at = :now,
                next_try_at = NULL,
                last_error = :why
            WHERE id = :id
              AND tries = :try
              AND next_try_at IS NOT NULL
            """);

    /** What is in hand is leased, and so not due. */
    private static final Sql BACKLOG = Sql.of("""
            SELECT count(*) AS waiting, min(next_try_at) FILTER (WHERE next_try_at <= :now) AS oldest
            FROM (
                SELECT next_try_at
                FROM mail
                WHERE next_try_at IS NOT NULL
                ORDER BY next_try_at
                LIMIT :most
            ) AS m
            """);

    private static final Sql ABOUT = Sql.of("""
            SELECT recipient, written_at, sent_at, given_up_at
            FROM mail
            WHERE about = :about
            ORDER BY written_at, id
            LIMIT :most
            """);

    private static final Sql EXISTS = Sql.of("""
            SELECT 1 AS found
            FROM mail
            WHERE id = :id
            """);

    boolean exists(Tx tx, UUID id) {
        return !tx.sql(EXISTS).bind("id", id).list(row -> row.number("found")).isEmpty();
    }

    Backlog backlog(Tx tx, Instant now) {
        return tx.sql(BACKLOG)
                .within(Backlog.PATIENCE)
                .bind("now", now)
                .bind("most", Backlog.MOST)
                .first(row -> Backlog.since(row.number("waiting"), row.timeOrNull("oldest"), now))
                .orElseThrow();
    }

    List<Written> about(Tx tx, String about, int most) {
        return tx.sql(ABOUT)
                .bind("about", about)
                .bind("most", most)
                .list(row -> new Written(
                        new MailAddress(row.text("recipient")),
                        row.time("written_at"),
                        row.timeOrNull("sent_at"),
                        row.timeOrNull("given_up_at")));
    }

    void insert(Tx tx, List<Mail> mails, String about, Instant now) {
        var rows = tx.sql(INSERT)
                .bind("ids", mails.stream().map(mail -> mail.id().toString()).toList())
                .bind(
                        "recipients",
                        mails.stream().map(mail -> mail.to().value()).toList())
                .bind("sender_names", mails.stream().map(Mail::senderName).toList())
                .bind("subjects", mails.stream().map(Mail::subject).toList())
                .bind("texts", mails.stream().map(Mail::text).toList())
                .bind("htmls", mails.stream().map(Mail::html).toList())
                .bind("about", about)
                .bind("now", now)
                .run();
        if (rows != mails.size()) {
            throw new IllegalStateException("Wrote " + rows + " mails instead of " + mails.size() + ".");
        }
    }

    List<Claimed> claim(Tx tx, Instant now, Instant leaseEnds, int most) {
        return tx.sql(CLAIM)
                .bind("now", now)
                .bind("lease_ends", leaseEnds)
                .bind("most", most)
                .list(MailStore::read);
    }

    /** Whether anything was left to record: not when another worker recorded it as sent before. */
    boolean recordSent(Tx tx, UUID id, Instant now) {
        return tx.sql(RECORD_SENT).bind("id", id).bind("now", now).run() == 1;
    }

    /** Whether it was recorded: not when the lease ended and the mail is in another worker's hands. */
    boolean recordFailed(Tx tx, Claimed claimed, Instant nextTryAt, String why) {
        return tx.sql(RECORD_FAILED)
                        .bind("id", claimed.mail().id())
                        .bind("try", claimed.tries())
                        .bind("next_try_at", nextTryAt)
                        .bind("why", why)
                        .run()
                == 1;
    }

    /** As {@link #recordFailed}. */
    boolean recordGivenUp(Tx tx, Claimed claimed, Instant now, String why) {
        return tx.sql(RECORD_GIVEN_UP)
                        .bind("id", claimed.mail().id())
                        .bind("try", claimed.tries())
                        .bind("now", now)
                        .bind("why", why)
                        .run()
                == 1;
    }

    private static Claimed read(Row row) {
        return new Claimed(
                new Mail(
                        row.uuid("id"),
                        new MailAddress(row.text("recipient")),
                        row.text("sender_name"),
                        row.text("subject"),
                        row.text("text"),
                        row.text("html")),
                row.time("written_at"),
                Math.toIntExact(row.number("tries")));
    }

    /** @param tries how many there were, with the one that begins now */
    record Claimed(Mail mail, Instant writtenAt, int tries) {}
}
