package tatami.customers;

import java.util.List;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.cards.Card;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class PaymentMethodStore {

    /**
     * Only for a customer who is there, and stays until the transaction ends. The same card again is the same
     * method, with what was said of it last.
     */
    private static final Sql SAVE = Sql.of("""
            INSERT INTO payment_method (id, customer_id, fingerprint, card, created_at)
            SELECT :id, c.id, :fingerprint, :card::json, :created_at
            FROM customer c
            WHERE c.id = :customer
              AND c.account_id = :account
            FOR KEY SHARE OF c
            ON CONFLICT (customer_id, fingerprint) DO UPDATE
            SET card = excluded.card
            RETURNING id
            """);

    private static final Sql LIST = Sql.of("""
            SELECT id, customer_id, card, created_at
            FROM payment_method
            WHERE customer_id = :customer
            ORDER BY created_at, id
            """);

    private static final Sql LIST_OF_ACCOUNT = Sql.of("""
            SELECT m.id, m.customer_id, m.card, m.created_at
            FROM payment_method m
            JOIN customer c ON c.id = m.customer_id
            WHERE m.customer_id = :customer
              AND c.account_id = :account
            ORDER BY m.created_at DESC, m.id
            LIMIT :most
            """);

    private static final Sql FIND = Sql.of("""
            SELECT m.id, m.customer_id, m.card, m.created_at
            FROM payment_method m
            JOIN customer c ON c.id = m.customer_id
            WHERE m.id = :id
              AND m.customer_id = :customer
              AND c.account_id = :account
            """);

    private static final Sql DELETE = Sql.of("""
            DELETE FROM payment_method
            WHERE id = :id
              AND customer_id = :customer
            """);

    private static final Sql DELETE_ALL = Sql.of("""
            DELETE FROM payment_method
            WHERE customer_id = :customer
            RETURNING id
            """);

    /** The id under which the card is saved, perhaps for long; empty when there is no such customer. */
    Optional<PaymentMethodId> save(Tx tx, AccountId account, PaymentMethod method, byte[] fingerprint) {
        return tx.sql(SAVE)
                .bind("id", method.id().value())
                .bind("customer", method.customer().value())
                .bind("account", account.value())
                .bind("fingerprint", fingerprint)
                .bindJson("card", method.card())
                .bind("created_at", method.createdAt())
                .first(PaymentMethodStore::id);
    }

    /** Oldest first. */
    List<PaymentMethod> list(Tx tx, CustomerId customer) {
        return tx.sql(LIST).bind("customer", customer.value()).list(PaymentMethodStore::read);
    }

    /** Newest first. */
    List<PaymentMethod> list(Tx tx, AccountId account, CustomerId customer, int most) {
        return tx.sql(LIST_OF_ACCOUNT)
                .bind("customer", customer.value())
                .bind("account", account.value())
                .bind("most", most)
                .list(PaymentMethodStore::read);
    }

    Optional<PaymentMethod> find(Tx tx, AccountId account, CustomerId customer, PaymentMethodId id) {
        return tx.sql(FIND)
                .bind("id", id.value())
                .bind("customer", customer.value())
                .bind("account", account.value())
                .first(PaymentMethodStore::read);
    }

    /** Whether there was one. */
    boolean delete(Tx tx, CustomerId customer, PaymentMethodId id) {
        return tx.sql(DELETE)
                        .bind("id", id.value())
                        .bind("customer", customer.value())
                        .run()
                == 1;
    }

    /** @return those that are gone */
    List<PaymentMethodId> deleteAll(Tx tx, CustomerId customer) {
        return tx.sql(DELETE_ALL).bind("customer", customer.value()).list(PaymentMethodStore::id);
    }

    private static PaymentMethodId id(Row row) {
        return new PaymentMethodId(row.text("id"));
    }

    private static PaymentMethod read(Row row) {
        return new PaymentMethod(
                id(row),
                new CustomerId(row.text("customer_id")),
                row.document("card", Card.class),
                row.time("created_at"));
    }
}
