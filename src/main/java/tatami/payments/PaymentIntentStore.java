package tatami.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Statement;
import tatami.db.Tx;
import tatami.events.Event;
import tatami.intents.CaptureMode;
import tatami.intents.Challenge;
import tatami.intents.HistoryEvent;
import tatami.intents.InFlight;
import tatami.intents.SecretState;
import tatami.kit.Money;
import tatami.kit.Paging.Direction;
import tatami.ledger.Entry;

/**
 * Payment intents in PostgreSQL.
 *
 * <p>Everything that decides stands in the intent's own row, and each change is one statement: it
 * names the version that was read and changes nothing if another writer was quicker. So no lock is
 * held between reading and writing, and whatever belongs to a change, its operation, its ledger entry,
 * its events, is written by the same statement or not at all.
 */
final class PaymentIntentStore {

    /** Any number of intents, each with its first event. Columns come as arrays of text. */
    private static final Sql INSERT = Sql.of("""
            WITH wanted AS (
                SELECT *
                FROM unnest(
                    :id::text[], :account::text[], :capture_mode::text[], :currency::text[], :amount::bigint[],
                    :tips_amount::bigint[], :secret_expires_at::timestamptz[], :purchase::text[],
                    :expire_at::timestamptz[], :auto_expire_ms::bigint[], :auto_expire_action::text[],
                    :due_at::timestamptz[], :created_at::timestamptz[],
                    :event_id::text[], :event_type::text[], :event_data::text[])
                AS w (
                    id, account_id, capture_mode, currency, amount,
                    tips_amount, secret_expires_at, purchase,
                    expire_at, auto_expire_ms, auto_expire_action,
                    due_at, created_at,
                    event_id, event_type, event_data)
            ), told AS (
                INSERT INTO event (id, account_id, type, data, created_at)
                SELECT event_id, account_id, event_type, event_data::json, created_at
                FROM wanted
            )
            INSERT INTO payment_intent (
                id, account_id, version, status, capture_mode, currency, amount, tips_amount,
                secret_serial, secret_used, secret_expires_at, purchase, payment_events,
                expire_at, auto_expire_ms, auto_expire_action, due_at, created_at, updated_at)
            SELECT
                id, account_id, 0, 'Created', capture_mode, currency, amount, tips_amount,
                1, false, secret_expires_at, purchase::json, '[]',
                expire_at, auto_expire_ms, auto_expire_action, due_at, created_at, created_at
            FROM wanted
            """);

    private static final Sql FIND = Sql.of("""
            SELECT *
            FROM payment_intent
            WHERE id = :id
            """);

    private static final Sql OLDER = Sql.of("""
            SELECT *
            FROM payment_intent
            WHERE account_id = :account
              AND (:statuses::text[] IS NULL OR status = ANY (:statuses::text[]))
              AND created_at >= :start
              AND created_at <= :end
              AND (created_at, id) < (:cursor_time, :cursor_id)
            ORDER BY created_at DESC, id DESC
            LIMIT :limit
            """);

    private static final Sql NEWER = Sql.of("""
            SELECT *
            FROM payment_intent
            WHERE account_id = :account
              AND (:statuses::text[] IS NULL OR status = ANY (:statuses::text[]))
              AND created_at >= :start
              AND created_at <= :end
              AND (created_at, id) > (:cursor_time, :cursor_id)
            ORDER BY created_at, id
            LIMIT :limit
            """);

    private static final Sql DUE = Sql.of("""
            SELECT *
            FROM payment_intent
            WHERE due_at <= :now
            ORDER BY due_at
            LIMIT :limit
            """);

    private static final Sql CHANGE = Sql.of("""
            WITH changed AS (
                UPDATE payment_intent
                SET version = version + 1,
                    status = :status,
                    amount = :amount,
                    tips_amount = :tips_amount,
                    requested_amount = :requested_amount,
                    challenge = :challenge::json,
                    purchase = :purchase::json,
                    secret_serial = :secret_serial,
                    secret_used = :secret_used,
                    secret_expires_at = :secret_expires_at,
                    payment_events = :payment_events::json,
                    due_at = :due_at,
                    updated_at = :now
                WHERE id = :id
                  AND version = :version
                RETURNING account_id
            ), told AS (
                INSERT INTO event (id, account_id, type, data, created_at)
                SELECT e.id, c.account_id, e.type, :event_data::json, :now
                FROM changed c, unnest(:event_ids::text[], :event_types::text[]) AS e (id, type)
            )
            SELECT account_id
            FROM changed
            """);

    private static final Sql START = Sql.of("""
            WITH changed AS (
                UPDATE payment_intent
                SET version = version + 1,
                    in_flight = :in_flight::json,
                    challenge = NULL,
                    purchase = COALESCE(:purchase::json, purchase),
                    secret_used = :secret_used,
                    updated_at = :now
                WHERE id = :id
                  AND version = :version
                RETURNING id, account_id, currency
            ), asked AS (
                INSERT INTO operation (
                    id, payment_intent_id, account_id, kind, currency, amount, payment,
                    idempotency_key, request_hash, reason, notes, asked_at)
                SELECT :operation, id, account_id, :kind, currency, :operation_amount, :payment,
                    :idempotency_key, :request_hash, :reason, :notes, :now
                FROM changed
            )
            SELECT account_id
            FROM changed
            """);

    private static final Sql FINISH = Sql.of("""
            WITH changed AS (
                UPDATE payment_intent
                SET version = version + 1,
                    status = :status,
                    authorized = :authorized,
                    captured = :captured,
                    refunded = :refunded,
                    payment = :payment::json,
                    in_flight = NULL,
                    payment_events = :payment_events::json,
                    due_at = :due_at,
                    updated_at = :now
                WHERE id = :id
                  AND version = :version
                RETURNING account_id, currency
            ), settled AS (
                UPDATE operation o
                SET outcome = :outcome,
                    message = :message,
                    auth_code = :auth_code,
                    settled_at = :now
                FROM changed
                WHERE o.id = :operation
            ), posted AS (
                INSERT INTO ledger_entry (operation_id, account_id, debit, credit, currency, amount, created_at)
                SELECT :operation, account_id, :debit, :credit, currency, :posted, :now
                FROM changed
                WHERE :posted::bigint IS NOT NULL
            ), told AS (
                INSERT INTO event (id, account_id, type, data, created_at)
                SELECT e.id, c.account_id, e.type, :event_data::json, :now
                FROM changed c, unnest(:event_ids::text[], :event_types::text[]) AS e (id, type)
            )
            SELECT account_id
            FROM changed
            """);

    /** Inserts fresh intents, all or none. */
    void insert(Tx tx, List<Creation> creations) {
        var intents = creations.stream().map(Creation::intent).toList();
        var events = creations.stream().map(Creation::event).toList();
        var rows = tx.sql(INSERT)
                .bind("id", texts(intents, intent -> intent.id().value()))
                .bind("account", texts(intents, intent -> intent.account().value()))
                .bind("capture_mode", texts(intents, PaymentIntent::captureMode))
                .bind("currency", texts(intents, intent -> intent.amount().currencyCode()))
                .bind("amount", texts(intents, intent -> intent.amount().minor()))
                .bind("tips_amount", texts(intents, intent -> minor(intent.tipsAmount())))
                .bind(
                        "secret_expires_at",
                        texts(intents, intent -> intent.secret().expiresAt()))
                .bind("purchase", texts(intents, intent -> Statement.json(intent.purchase())))
                .bind("expire_at", texts(intents, PaymentIntent::expireAt))
                .bind(
                        "auto_expire_ms",
                        texts(intents, intent -> millis(intent.autoExpiry().in())))
                .bind(
                        "auto_expire_action",
                        texts(intents, intent -> intent.autoExpiry().action()))
                .bind("due_at", texts(intents, PaymentIntent::dueAt))
                .bind("created_at", texts(intents, PaymentIntent::createdAt))
                .bind("event_id", texts(events, Event::id))
                .bind("event_type", texts(events, event -> event.type().wire()))
                .bind("event_data", texts(events, Event::data))
                .run();
        if (rows != creations.size()) {
            throw new IllegalStateException("Inserted " + rows + " of " + creations.size() + " intents.");
        }
    }

    /** A fresh intent and the fact that it was created. */
    record Creation(PaymentIntent intent, Event event) {}

    private static <T> List<@Nullable String> texts(List<T> rows, Function<T, @Nullable Object> column) {
        var texts = new ArrayList<@Nullable String>(rows.size());
        for (var row : rows) {
            var value = column.apply(row);
            texts.add(value == null ? null : value.toString());
        }
        return texts;
    }

    /**
     * Another account's intent is simply not there.
     *
     * <p>The account is compared here and not in SQL. With both in the condition and a table too young
     * for statistics, PostgreSQL may take the account's index and look through all of its intents, and a
     * prepared statement keeps that plan for a minute: seen, at ten times the cost.
     */
    Optional<PaymentIntent> find(Tx tx, AccountId account, PaymentIntentId id) {
        return findPublic(tx, id).filter(intent -> intent.account().equals(account));
    }

    /** For the public calls, whose credential is the id itself. */
    Optional<PaymentIntent> findPublic(Tx tx, PaymentIntentId id) {
        return tx.sql(FIND).bind("id", id.value()).first(PaymentIntentStore::read);
    }

    /** Newest first. */
    List<PaymentIntent> search(Tx tx, AccountId account, Search search) {
        var newer = search.page().direction() == Direction.Newer;
        var found = tx.sql(newer ? NEWER : OLDER)
                .bind("account", account.value())
                .bind("statuses", search.statusNames())
                .bind("start", search.start())
                .bind("end", search.end())
                .bind("cursor_time", search.page().cursor().createdAt())
                .bind("cursor_id", search.page().cursor().id())
                .bind("limit", search.page().limit())
                .list(PaymentIntentStore::read);
        return newer ? found.reversed() : found;
    }

    List<PaymentIntent> due(Tx tx, Instant now, int limit) {
        return tx.sql(DUE).bind("now", now).bind("limit", limit).list(PaymentIntentStore::read);
    }

    /** Saves a change that moves no money. False when another writer was quicker; nothing changed then. */
    boolean change(Tx tx, PaymentIntent next, List<Event> events) {
        var statement = tx.sql(CHANGE)
                .bind("status", next.status())
                .bind("amount", next.amount().minor())
                .bind("tips_amount", minor(next.tipsAmount()))
                .bind("requested_amount", minor(next.requestedAmount()))
                .bindJson("challenge", next.challenge())
                .bindJson("purchase", next.purchase())
                .bind("secret_serial", next.secret().serial())
                .bind("secret_used", next.secret().used())
                .bind("secret_expires_at", next.secret().expiresAt())
                .bindJson("payment_events", next.paymentEvents())
                .bind("due_at", next.dueAt());
        return isChanged(bindEvents(statement, events), next);
    }

    /**
     * Saves what {@link PaymentIntent#begin} gave, and writes the operation down. False as in {@link
     * #change}.
     *
     * @param purchase what the shopper's words made of it; null to leave it as it is
     */
    boolean start(
            Tx tx,
            PaymentIntent begun,
            Operation operation,
            @Nullable Purchase purchase,
            @Nullable RefundRequest refund) {
        var statement = tx.sql(START)
                .bindJson("in_flight", begun.inFlight())
                .bindJson("purchase", purchase)
                .bind("secret_used", begun.secret().used())
                .bind("operation", operation.id().value())
                .bind("kind", operation.kind())
                .bind("operation_amount", operation.amount().minor())
                .bind("payment", operation.payment().value())
                .bind("idempotency_key", refund == null ? null : refund.idempotencyKey())
                .bind("request_hash", refund == null ? null : refund.hash())
                .bind("reason", refund == null ? null : refund.reason())
                .bind("notes", refund == null ? null : refund.notes());
        return isChanged(statement, begun);
    }

    /** Saves what {@link PaymentIntent#settle} gave, with all that belongs to it. False as in {@link #change}. */
    boolean finish(
            Tx tx,
            PaymentIntent settled,
            Operation operation,
            Outcome outcome,
            Optional<Entry> entry,
            List<Event> events) {
        var statement = tx.sql(FINISH)
                .bind("status", settled.status())
                .bind("authorized", settled.funds().authorized().minor())
                .bind("captured", settled.funds().captured().minor())
                .bind("refunded", settled.funds().refunded().minor())
                .bindJson("payment", settled.payment())
                .bindJson("payment_events", settled.paymentEvents())
                .bind("due_at", settled.dueAt())
                .bind("operation", operation.id().value())
                .bind("outcome", outcome.getClass().getSimpleName())
                .bind("message", outcome.message())
                .bind("auth_code", outcome instanceof Outcome.Approved approved ? approved.authCode() : null)
                .bind("debit", entry.map(Entry::debit).orElse(null))
                .bind("credit", entry.map(Entry::credit).orElse(null))
                .bind("posted", entry.map(posted -> posted.amount().minor()).orElse(null));
        return isChanged(bindEvents(statement, events), settled);
    }

    private static Statement bindEvents(Statement statement, List<Event> events) {
        return statement
                .bind("event_ids", events.stream().map(Event::id).toList())
                .bind(
                        "event_types",
                        events.stream().map(event -> event.type().wire()).toList())
                .bind("event_data", events.isEmpty() ? null : events.getFirst().data());
    }

    private static boolean isChanged(Statement statement, PaymentIntent next) {
        return statement
                .bind("id", next.id().value())
                .bind("version", next.version())
                .bind("now", next.updatedAt())
                .first(row -> row.text("account_id"))
                .isPresent();
    }

    static PaymentIntent read(Row row) {
        var currency = Currency.getInstance(row.text("currency"));
        return new PaymentIntent(
                new PaymentIntentId(row.text("id")),
                new AccountId(row.text("account_id")),
                (int) row.number("version"),
                row.name("status", Status.class),
                row.name("capture_mode", CaptureMode.class),
                new Money(row.number("amount"), currency),
                money(row.numberOrNull("tips_amount"), currency),
                money(row.numberOrNull("requested_amount"), currency),
                new Funds(
                        new Money(row.number("authorized"), currency),
                        new Money(row.number("captured"), currency),
                        new Money(row.number("refunded"), currency)),
                row.documentOrNull("payment", Payment.class),
                row.documentOrNull("in_flight", InFlight.class),
                row.documentOrNull("challenge", Challenge.class),
                new SecretState(
                        (int) row.number("secret_serial"), row.time("secret_expires_at"), row.flag("secret_used")),
                row.document("purchase", Purchase.class),
                List.of(row.document("payment_events", HistoryEvent[].class)),
                row.time("expire_at"),
                new AutoExpiry(
                        duration(row.numberOrNull("auto_expire_ms")),
                        row.nameOrNull("auto_expire_action", AutoExpireAction.class)),
                row.time("created_at"),
                row.time("updated_at"));
    }

    private static @Nullable Long minor(@Nullable Money money) {
        return money == null ? null : money.minor();
    }

    private static @Nullable Money money(@Nullable Long minor, Currency currency) {
        return minor == null ? null : new Money(minor, currency);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
