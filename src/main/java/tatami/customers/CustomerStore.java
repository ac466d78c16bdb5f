package tatami.customers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Statement;
import tatami.db.Tx;
import tatami.kit.Paging;
import tatami.kit.Paging.Direction;

final class CustomerStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO customer (
                id, account_id, name, shipping_address, billing_address, email_address, phone_number, vat_number,
                document_version, created_at, updated_at)
            VALUES (
                :id, :account, :name, :shipping_address::json, :billing_address::json, :email_address,
                :phone_number, :vat_number, :document_version, :created_at, :updated_at)
            """);

    private static final Sql FIND = Sql.of("""
            SELECT *
            FROM customer
            WHERE id = ANY (:ids::text[])
              AND account_id = :account
            """);

    /** What is null stays. One statement, so that of two changes at once neither is lost. */
    private static final Sql CHANGE = Sql.of("""
            UPDATE customer
            SET name = coalesce(:name, name),
                shipping_address = coalesce(:shipping_address::json, shipping_address),
                billing_address = coalesce(:billing_address::json, billing_address),
                email_address = coalesce(:email_address, email_address),
                phone_number = coalesce(:phone_number, phone_number),
                vat_number = coalesce(:vat_number, vat_number),
                document_version = document_version + 1,
                updated_at = :updated_at
            WHERE id = :id
              AND account_id = :account
            RETURNING *
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT id
            FROM customer
            WHERE id = :id
              AND account_id = :account
            FOR UPDATE
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM customer
            WHERE id = :id
            """);

    private static final Sql OLDER = Sql.of("""
            SELECT *
            FROM customer
            WHERE account_id = :account
              AND (created_at, id) < (:cursor_time, :cursor_id)
            ORDER BY created_at DESC, id DESC
            LIMIT :limit
            """);

    private static final Sql NEWER = Sql.of("""
            SELECT *
            FROM customer
            WHERE account_id = :account
              AND (created_at, id) > (:cursor_time, :cursor_id)
            ORDER BY created_at, id
            LIMIT :limit
            """);

    void insert(Tx tx, Customer customer) {
        bind(tx.sql(INSERT), customer.details())
                .bind("id", customer.id().value())
                .bind("account", customer.account().value())
                .bind("document_version", customer.documentVersion())
                .bind("created_at", customer.createdAt())
                .bind("updated_at", customer.updatedAt())
                .runOne();
    }

    /** Those of them that are there, in no order. */
    List<Customer> find(Tx tx, AccountId account, List<CustomerId> ids) {
        return tx.sql(FIND)
                .bind("ids", ids.stream().map(CustomerId::value).toList())
                .bind("account", account.value())
                .list(CustomerStore::read);
    }

    Optional<Customer> change(Tx tx, AccountId account, CustomerId id, Details changes, Instant now) {
        return bind(tx.sql(CHANGE), changes)
                .bind("id", id.value())
                .bind("account", account.value())
                .bind("updated_at", now)
                .first(CustomerStore::read);
    }

    /** Whether there is one. Nobody else changes or refers to it until the transaction ends. */
    boolean lock(Tx tx, AccountId account, CustomerId id) {
        return tx.sql(LOCK)
                .bind("id", id.value())
                .bind("account", account.value())
                .first(row -> row.text("id"))
                .isPresent();
    }

    /** Only after {@link #lock}. */
    void delete(Tx tx, CustomerId id) {
        tx.sql(DELETE).bind("id", id.value()).runOne();
    }

    /** Newest first. */
    List<Customer> page(Tx tx, AccountId account, Paging page) {
        var newer = page.direction() == Direction.Newer;
        var found = tx.sql(newer ? NEWER : OLDER)
                .bind("account", account.value())
                .bind("cursor_time", page.cursor().createdAt())
                .bind("cursor_id", page.cursor().id())
                .bind("limit", page.limit())
                .list(CustomerStore::read);
        return newer ? found.reversed() : found;
    }

    private static Statement bind(Statement statement, Details details) {
        return statement
                .bind("name", details.name())
                .bindJson("shipping_address", details.shippingAddress())
                .bindJson("billing_address", details.billingAddress())
                .bind("email_address", details.emailAddress())
                .bind("phone_number", details.phoneNumber())
                .bind("vat_number", details.vatNumber());
    }

    private static Customer read(Row row) {
        return new Customer(
                new CustomerId(row.text("id")),
                new AccountId(row.text("account_id")),
                new Details(
                        row.textOrNull("name"),
                        row.documentOrNull("shipping_address", Address.class),
                        row.documentOrNull("billing_address", Address.class),
                        row.textOrNull("email_address"),
                        row.textOrNull("phone_number"),
                        row.textOrNull("vat_number")),
                Math.toIntExact(row.number("document_version")),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
