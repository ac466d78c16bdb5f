package tatami.accounts;

import java.util.Optional;
import tatami.accounts.BrandImage.MediaType;
import tatami.db.Sql;
import tatami.db.Tx;

final class BrandStore {

    private static final Sql IS_THERE = Sql.of("""
            SELECT to_regclass('brand') IS NOT NULL AS there
            """);

    private static final Sql LOCK = Sql.of("""
            SELECT id
            FROM account
            WHERE id = :account
            FOR NO KEY UPDATE
            """);

    private static final Sql KEEP = Sql.of("""
            INSERT INTO brand_image (account_id, digest, media_type, content)
            VALUES (:account, :digest, :media_type, :content)
            ON CONFLICT (account_id, digest) DO NOTHING
            """);

    private static final Sql PUT = Sql.of("""
            INSERT INTO brand (account_id, colour, logo, favicon)
            VALUES (:account, :colour, :logo, :favicon)
            ON CONFLICT (account_id) DO UPDATE
            SET colour = excluded.colour, logo = excluded.logo, favicon = excluded.favicon
            """);

    private static final Sql DELETE_UNSHOWN = Sql.of("""
            DELETE FROM brand_image i
            WHERE i.account_id = :account
              AND NOT EXISTS (
                  SELECT FROM brand b
                  WHERE b.account_id = i.account_id
                    AND i.digest IN (b.logo, b.favicon))
            """);

    private static final Sql FIND = Sql.of("""
            SELECT media_type, content
            FROM brand_image
            WHERE account_id = :account
              AND digest = :digest
            """);

    boolean isThere(Tx tx) {
        return tx.sql(IS_THERE).first(row -> row.flag("there")).orElseThrow();
    }

    /** Keeps others from changing the brand until the transaction ends. Payments do not notice. */
    void lock(Tx tx, AccountId account) {
        tx.sql(LOCK).bind("account", account.value()).list(row -> row);
    }

    void keep(Tx tx, AccountId account, BrandImage image) {
        tx.sql(KEEP)
                .bind("account", account.value())
                .bind("digest", image.digest())
                .bind("media_type", image.type().name())
                .bind("content", image.content())
                .run();
    }

    void put(Tx tx, AccountId account, Brand brand) {
        tx.sql(PUT)
                .bind("account", account.value())
                .bind("colour", brand.colour())
                .bind("logo", brand.logo())
                .bind("favicon", brand.favicon())
                .runOne();
    }

    void deleteUnshown(Tx tx, AccountId account) {
        tx.sql(DELETE_UNSHOWN).bind("account", account.value()).run();
    }

    Optional<BrandImage> find(Tx tx, AccountId account, String digest) {
        return tx.sql(FIND)
                .bind("account", account.value())
                .bind("digest", digest)
                .first(row -> new BrandImage(row.name("media_type", MediaType.class), row.bytes("content")));
    }
}
