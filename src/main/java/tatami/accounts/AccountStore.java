package tatami.accounts;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class AccountStore {

    private static final Sql FIND = Sql.of("""
            SELECT a.id, a.environment, a.trading_name, a.location_id, a.time_zone, b.colour, b.logo, b.favicon
            FROM account a
            LEFT JOIN brand b ON b.account_id = a.id
            WHERE a.id = :id
            """);

    private static final Sql FIND_FIRST = Sql.of("""
            SELECT a.id, a.environment, a.trading_name, a.location_id, a.time_zone, b.colour, b.logo, b.favicon
            FROM account a
            LEFT JOIN brand b ON b.account_id = a.id
            WHERE a.environment = 'Sandbox'
            ORDER BY a.created_at, a.id
            LIMIT 1
            """);

    /** The number is arbitrary; it only has to be the same on every gateway. */
    private static final Sql LOCK_FIRST = Sql.of("""
            SELECT pg_advisory_xact_lock(7461746)
            """);

    private static final Sql INSERT = Sql.of("""
            INSERT INTO account (id, environment, trading_name, location_id, time_zone, created_at)
            VALUES (:id, :environment, :trading_name, :location_id, :time_zone, :now)
            """);

    private static final Sql CHANGE = Sql.of("""
            UPDATE account
            SET trading_name = :trading_name, time_zone = :time_zone
            WHERE id = :id
            """);

    Optional<Account> find(Tx tx, AccountId id) {
        return tx.sql(FIND).bind("id", id.value()).first(AccountStore::read);
    }

    /** Waits for another gateway that is making the first account at this very moment. */
    void lockFirst(Tx tx) {
        tx.sql(LOCK_FIRST).list(row -> row);
    }

    Optional<Account> findFirst(Tx tx) {
        return tx.sql(FIND_FIRST).first(AccountStore::read);
    }

    void insert(Tx tx, Account account, Instant now) {
        tx.sql(INSERT)
                .bind("id", account.id().value())
                .bind("environment", account.environment())
                .bind("trading_name", account.tradingName())
                .bind("location_id", account.locationId())
                .bind("time_zone", account.timeZone().getId())
                .bind("now", now)
                .runOne();
    }

    void change(Tx tx, AccountId id, String tradingName, ZoneId timeZone) {
        tx.sql(CHANGE)
                .bind("id", id.value())
                .bind("trading_name", tradingName)
                .bind("time_zone", timeZone.getId())
                .runOne();
    }

    static Account read(Row row) {
        return new Account(
                new AccountId(row.text("id")),
                row.name("environment", Environment.class),
                row.text("trading_name"),
                row.text("location_id"),
                ZoneId.of(row.text("time_zone")),
                new Brand(row.textOrNull("colour"), row.textOrNull("logo"), row.textOrNull("favicon")));
    }
}
