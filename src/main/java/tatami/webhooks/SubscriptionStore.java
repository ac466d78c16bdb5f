package tatami.webhooks;

import java.util.List;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class SubscriptionStore {

    private static final Sql LIST = Sql.of("""
            SELECT *
            FROM webhook_subscription
            WHERE account_id = :account
            ORDER BY created_at, id
            """);

    private static final Sql FIND = Sql.of("""
            SELECT *
            FROM webhook_subscription
            WHERE id = :id
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT id
            FROM webhook_subscription
            WHERE id = :id
              AND account_id = :account
            FOR UPDATE
            """);

    private static final Sql EVENTS = Sql.of("""
            SELECT event
            FROM webhook_subscription_event
            WHERE subscription_id = :id
            ORDER BY position
            """);

    private static final Sql SECRETS = Sql.of("""
            SELECT id, value, active, created_at, last_used_at
            FROM webhook_secret
            WHERE subscription_id = :id
            ORDER BY seq
            """);

    private static final Sql INSERT = Sql.of("""
            INSERT INTO webhook_subscription (id, account_id, url, description, created_at, updated_at)
            VALUES (:id, :account, :url, :description, :created_at, :updated_at)
            """);

    private static final Sql UPDATE = Sql.of("""
            UPDATE webhook_subscription
            SET url = :url,
                description = :description,
                updated_at = :updated_at
            WHERE id = :id
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM webhook_subscription
            WHERE id = :id
            """);

    private static final Sql DELETE_EVENTS = Sql.of("""
            DELETE FROM webhook_subscription_event
            WHERE subscription_id = :id
            """);

    private static final Sql INSERT_EVENTS = Sql.of("""
            INSERT INTO webhook_subscription_event (subscription_id, account_id, event, position)
            SELECT :id, :account, e.event, e.position
            FROM unnest(:events::text[]) WITH ORDINALITY AS e (event, position)
            """);

    private static final Sql INSERT_SECRET = Sql.of("""
            INSERT INTO webhook_secret (id, subscription_id, value, active, created_at)
            VALUES (:id, :subscription, :value, :active, :created_at)
            """);

    private static final Sql DEACTIVATE = Sql.of("""
            UPDATE webhook_secret
            SET active = false
            WHERE subscription_id = :subscription
              AND active
            """);

    private static final Sql ACTIVATE = Sql.of("""
            UPDATE webhook_secret
            SET active = true
            WHERE id = :id
            """);

    private static final Sql DELETE_SECRET = Sql.of("""
            DELETE FROM webhook_secret
            WHERE id = :id
            """);

    List<Subscription> list(Tx tx, AccountId account) {
        return tx.sql(LIST).bind("account", account.value()).list(SubscriptionStore::read).stream()
                .map(root -> whole(tx, root))
                .toList();
    }

    /** Another account's subscription is simply not there. */
    Optional<Subscription> find(Tx tx, AccountId account, SubscriptionId id) {
        return tx.sql(FIND)
                .bind("id", id.value())
                .first(SubscriptionStore::read)
                .filter(root -> root.account().equals(account))
                .map(root -> whole(tx, root));
    }

    /** Keeps others from changing it until the transaction ends. */
    void lock(Tx tx, AccountId account, SubscriptionId id) {
        tx.sql(LOCK).bind("id", id.value()).bind("account", account.value()).list(row -> row.text("id"));
    }

    void insert(Tx tx, Subscription subscription) {
        tx.sql(INSERT)
                .bind("id", subscription.id().value())
                .bind("account", subscription.account().value())
                .bind("url", subscription.url())
                .bind("description", subscription.description())
                .bind("created_at", subscription.createdAt())
                .bind("updated_at", subscription.updatedAt())
                .runOne();
        insertEvents(tx, subscription);
        subscription.secrets().forEach(secret -> insertSecret(tx, subscription.id(), secret));
    }

    void update(Tx tx, Subscription subscription) {
        tx.sql(UPDATE)
                .bind("id", subscription.id().value())
                .bind("url", subscription.url())
                .bind("description", subscription.description())
                .bind("updated_at", subscription.updatedAt())
                .runOne();
        tx.sql(DELETE_EVENTS).bind("id", subscription.id().value()).run();
        insertEvents(tx, subscription);
    }

    void delete(Tx tx, SubscriptionId id) {
        tx.sql(DELETE).bind("id", id.value()).runOne();
    }

    void insertSecret(Tx tx, SubscriptionId subscription, SigningSecret secret) {
        tx.sql(INSERT_SECRET)
                .bind("id", secret.id())
                .bind("subscription", subscription.value())
                .bind("value", secret.value())
                .bind("active", secret.active())
                .bind("created_at", secret.createdAt())
                .runOne();
    }

    void activate(Tx tx, SubscriptionId subscription, String secretId) {
        tx.sql(DEACTIVATE).bind("subscription", subscription.value()).run();
        tx.sql(ACTIVATE).bind("id", secretId).runOne();
    }

    void deleteSecret(Tx tx, String secretId) {
        tx.sql(DELETE_SECRET).bind("id", secretId).runOne();
    }

    private static void insertEvents(Tx tx, Subscription subscription) {
        tx.sql(INSERT_EVENTS)
                .bind("id", subscription.id().value())
                .bind("account", subscription.account().value())
                .bind("events", subscription.events())
                .run();
    }

    private static Subscription whole(Tx tx, Subscription root) {
        var id = root.id().value();
        return new Subscription(
                root.id(),
                root.account(),
                tx.sql(EVENTS).bind("id", id).list(row -> row.text("event")),
                root.url(),
                root.description(),
                tx.sql(SECRETS).bind("id", id).list(SubscriptionStore::readSecret),
                root.createdAt(),
                root.updatedAt());
    }

    private static Subscription read(Row row) {
        return new Subscription(
                new SubscriptionId(row.text("id")),
                new AccountId(row.text("account_id")),
                List.of(),
                row.text("url"),
                row.textOrNull("description"),
                List.of(),
                row.time("created_at"),
                row.time("updated_at"));
    }

    private static SigningSecret readSecret(Row row) {
        return new SigningSecret(
                row.text("id"),
                row.text("value"),
                row.flag("active"),
                row.time("created_at"),
                row.timeOrNull("last_used_at"));
    }
}
