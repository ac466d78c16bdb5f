package tatami.setups;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.MitType;
import tatami.acquiring.OperationId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Statement;
import tatami.db.Tx;
import tatami.intents.Challenge;
import tatami.intents.HistoryEvent;
import tatami.intents.InFlight;
import tatami.intents.SecretState;
import tatami.kit.Money;

/** Setup intents in PostgreSQL. As with payment intents, a change names the version that was read. */
final class SetupIntentStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO setup_intent (
                id, account_id, version, status, type, currency, intended_amount, terms, customer_id, details,
                secret_serial, secret_used, secret_expires_at, setup_events,
                expire_at, due_at, created_at, updated_at)
            VALUES (
                :id, :account, :version, :status, :type, :currency, :intended_amount, :terms, :customer, :details::json,
                :secret_serial, :secret_used, :secret_expires_at, :setup_events::json,
                :expire_at, :due_at, :created_at, :updated_at)
            """);

    private static final Sql FIND = Sql.of("""
            SELECT *
            FROM setup_intent
            WHERE id = :id
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT *
            FROM setup_intent
            WHERE id = :id
            FOR UPDATE
            """);

    private static final Sql LOCK_OF_CUSTOMER = Sql.of("""
            SELECT *
            FROM setup_intent
            WHERE customer_id = :customer
              AND status IN ('Created', 'Authorized')
            ORDER BY id
            FOR UPDATE
            """);

    private static final Sql DUE = Sql.of("""
            SELECT *
            FROM setup_intent
            WHERE due_at <= :now
            ORDER BY due_at
            LIMIT :limit
            """);

    private static final Sql UNSETTLED = Sql.of("""
            SELECT *
            FROM setup_intent
            WHERE asked_at < :before
            ORDER BY asked_at
            LIMIT :limit
            """);

    private static final Sql CHANGE = Sql.of("""
            UPDATE setup_intent
            SET version = version + 1,
                status = :status,
                details = :details::json,
                secret_serial = :secret_serial,
                secret_used = :secret_used,
                secret_expires_at = :secret_expires_at,
                in_flight = :in_flight::json,
                asked_at = CASE WHEN :in_flight::json IS NOT NULL THEN coalesce(asked_at, :updated_at) END,
                challenge = :challenge::json,
                consent = :consent::json,
                card = :card::json,
                charge = :charge,
                setup_events = :setup_events::json,
                due_at = :due_at,
                updated_at = :updated_at
            WHERE id = :id
              AND version = :version
            """);

    void insert(Tx tx, SetupIntent fresh) {
        bindState(tx.sql(INSERT), fresh)
                .bind("account", fresh.account().value())
                .bind("type", fresh.type())
                .bind("currency", fresh.intendedAmount().currencyCode())
                .bind("intended_amount", fresh.intendedAmount().minor())
                .bind("terms", fresh.terms())
                .bind("customer", fresh.customerId())
                .bind("expire_at", fresh.expireAt())
                .bind("created_at", fresh.createdAt())
                .runOne();
    }

    /** Another account's setup intent is simply not there. */
    Optional<SetupIntent> find(Tx tx, AccountId account, SetupIntentId id) {
        return findPublic(tx, id).filter(setup -> setup.account().equals(account));
    }

    /** For the public calls, whose credential is the id itself. */
    Optional<SetupIntent> findPublic(Tx tx, SetupIntentId id) {
        return tx.sql(FIND).bind("id", id.value()).first(SetupIntentStore::read);
    }

    /** As {@link #find}, and keeps others from changing it until the transaction ends. */
    Optional<SetupIntent> lock(Tx tx, AccountId account, SetupIntentId id) {
        return tx.sql(LOCK)
                .bind("id", id.value())
                .first(SetupIntentStore::read)
                .filter(setup -> setup.account().equals(account));
    }

    /** Those of a customer that are not ended, kept from others until the transaction ends. */
    List<SetupIntent> lockOfCustomer(Tx tx, AccountId account, String customer) {
        return tx.sql(LOCK_OF_CUSTOMER).bind("customer", customer).list(SetupIntentStore::read).stream()
                .filter(setup -> setup.account().equals(account))
                .toList();
    }

    List<SetupIntent> due(Tx tx, Instant now, int limit) {
        return tx.sql(DUE).bind("now", now).bind("limit", limit).list(SetupIntentStore::read);
    }

    /** Those whose verification was asked before {@code before} and has no outcome, oldest first. */
    List<SetupIntent> unsettled(Tx tx, Instant before, int limit) {
        return tx.sql(UNSETTLED).bind("before", before).bind("limit", limit).list(SetupIntentStore::read);
    }

    /** False when another writer was quicker; nothing changed then. */
    boolean change(Tx tx, SetupIntent next) {
        return bindState(tx.sql(CHANGE), next)
                        .bindJson("in_flight", next.inFlight())
                        .bindJson("challenge", next.challenge())
                        .bindJson("consent", next.consent())
                        .bindJson("card", next.card())
                        .bind(
                                "charge",
                                next.charge() == null ? null : next.charge().value())
                        .run()
                == 1;
    }

    private static Statement bindState(Statement statement, SetupIntent setup) {
        return statement
                .bind("id", setup.id().value())
                .bind("version", setup.version())
                .bind("status", setup.status())
                .bindJson("details", setup.details())
                .bind("secret_serial", setup.secret().serial())
                .bind("secret_used", setup.secret().used())
                .bind("secret_expires_at", setup.secret().expiresAt())
                .bindJson("setup_events", setup.setupEvents())
                .bind("due_at", setup.dueAt())
                .bind("updated_at", setup.updatedAt());
    }

    private static SetupIntent read(Row row) {
        return new SetupIntent(
                new SetupIntentId(row.text("id")),
                new AccountId(row.text("account_id")),
                (int) row.number("version"),
                row.name("status", SetupStatus.class),
                row.name("type", MitType.class),
                new Money(row.number("intended_amount"), Currency.getInstance(row.text("currency"))),
                row.text("terms"),
                row.document("details", SetupDetails.class),
                new SecretState(
                        (int) row.number("secret_serial"), row.time("secret_expires_at"), row.flag("secret_used")),
                row.documentOrNull("in_flight", InFlight.class),
                row.documentOrNull("challenge", Challenge.class),
                row.documentOrNull("consent", Consent.class),
                row.documentOrNull("card", KeptCard.class),
                operation(row),
                List.of(row.document("setup_events", HistoryEvent[].class)),
                row.timeOrNull("expire_at"),
                row.time("created_at"),
                row.time("updated_at"));
    }

    private static @Nullable OperationId operation(Row row) {
        var id = row.uuidOrNull("charge");
        return id == null ? null : new OperationId(id);
    }
}
