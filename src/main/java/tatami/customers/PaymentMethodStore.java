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
     * Only for a customer who is there. The same card again is the same method, with what was said of it
     * last; its number stays sealed as it is.
     */
    private static final Sql SAVE = Sql.of("""
            INSERT INTO payment_method (id, customer_id, sealed, fingerprint, card, created_at)
            SELECT :id, c.id, :sealed, :fingerprint, :card::json, :created_at
            FROM customer c
            WHERE c.id = :customer
              AND c.account_id = :account
            ON CONFLICT (customer_id, fingerprint) DO UPDATE
            SET card = excluded.card
            """);

    private static final Sql LIST = Sql.of("""
            SELECT id, customer_id, card, created_at
            FROM payment_method
            WHERE customer_id = :customer
            ORDER BY created_at, id
            """);

    private static final Sql FIND = Sql.of("""
            SELECT m.id, m.customer_id, m.card, m.created_at, m.sealed
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

    void save(Tx tx, AccountId account, PaymentMethod method, byte[] sealed, byte[] fingerprint) {
        tx.sql(SAVE)
                .bind("id", method.id().value())
                .bind("customer", method.customer().value())
                .bind("account", account.value())
                .bind("sealed", sealed)
                .bind("fingerprint", fingerprint)
                .bindJson("card", method.card())
                .bind("created_at", method.createdAt())
                .run();
    }

    /** Oldest first. */
    List<PaymentMethod> list(Tx tx, CustomerId customer) {
        return tx.sql(LIST).bind("customer", customer.value()).list(PaymentMethodStore::read);
    }

    Optional<Sealed> find(Tx tx, AccountId account, CustomerId customer, PaymentMethodId id) {
        return tx.sql(FIND)
                .bind("id", id.value())
                .bind("customer", customer.value())
                .bind("account", account.value())
                .first(row -> new Sealed(read(row), row.bytes("sealed")));
    }

    /** Whether there was one. */
    boolean delete(Tx tx, CustomerId customer, PaymentMethodId id) {
        return tx.sql(DELETE)
                        .bind("id", id.value())
                        .bind("customer", customer.value())
                        .run()
                == 1;
    }

    private static PaymentMethod read(Row row) {
        return new PaymentMethod(
                new PaymentMethodId(row.text("id")),
                new CustomerId(row.text("customer_id")),
                row.document("card", Card.class),
                row.time("created_at"));
    }

    /** @param number the card's, as the vault sealed it */
    record Sealed(PaymentMethod method, byte[] number) {

        @Override
        public String toString() {
            return "Sealed " + method.id();
        }
    }
}
