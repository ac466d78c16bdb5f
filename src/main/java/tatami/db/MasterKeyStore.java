package tatami.db;

final class MasterKeyStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO gateway (master_key_check)
            VALUES (:mark)
            ON CONFLICT (singleton) DO NOTHING
            """);

    private static final Sql FIND = Sql.of("""
            SELECT master_key_check
            FROM gateway
            """);

    /** @return the mark that was there first, perhaps this one */
    byte[] keepFirst(Tx tx, byte[] mark) {
        tx.sql(INSERT).bind("mark", mark).run();
        return tx.sql(FIND).first(row -> row.bytes("master_key_check")).orElseThrow();
    }
}
