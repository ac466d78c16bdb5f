package tatami.sandbox;

import java.util.Optional;
import tatami.db.Sql;
import tatami.db.Tx;

final class SandboxWalletStore {

    private static final Sql INSERT_FIRST = Sql.of("""
            INSERT INTO sandbox.wallet_keys (sealed)
            VALUES (:sealed)
            ON CONFLICT (singleton) DO NOTHING
            """);

    private static final Sql FIND = Sql.of("""
            SELECT sealed
            FROM sandbox.wallet_keys
            """);

    /** Unless another gateway was quicker. */
    int insertFirst(Tx tx, byte[] sealed) {
        return tx.sql(INSERT_FIRST).bind("sealed", sealed).run();
    }

    Optional<byte[]> find(Tx tx) {
        return tx.sql(FIND).first(row -> row.bytes("sealed"));
    }
}
