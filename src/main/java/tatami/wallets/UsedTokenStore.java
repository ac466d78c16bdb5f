package tatami.wallets;

import java.time.Instant;
import tatami.db.Sql;
import tatami.db.Tx;

final class UsedTokenStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO used_wallet_token (id, usable_until)
            VALUES (:id, :usable_until)
            ON CONFLICT (id) DO NOTHING
            """);

    private static final Sql DELETE_OLD = Sql.of("""
            DELETE FROM used_wallet_token
            WHERE usable_until < :before
            """);

    /** False when it is there already. Of many at once, one gets true. */
    boolean insert(Tx tx, byte[] id, Instant usableUntil) {
        return tx.sql(INSERT).bind("id", id).bind("usable_until", usableUntil).run() == 1;
    }

    int deleteOld(Tx tx, Instant before) {
        return tx.sql(DELETE_OLD).bind("before", before).run();
    }
}
