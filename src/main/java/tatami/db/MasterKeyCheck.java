package tatami.db;

import java.nio.charset.StandardCharsets;
import tatami.kit.Secret;

/**
 * Keeps a gateway from serving a database with another master key than the one its hashes and
 * ciphertexts were made with: every key would be refused and no card would open.
 */
public final class MasterKeyCheck {

    private static final byte[] NOTHING_IN_PARTICULAR = "tatami".getBytes(StandardCharsets.UTF_8);

    private MasterKeyCheck() {}

    /**
     * The first gateway of a database leaves its mark; later ones must match it.
     *
     * @throws IllegalStateException when this is another master key
     */
    public static void check(Database database, Secret key) {
        var mark = key.hmacSha256(NOTHING_IN_PARTICULAR);
        var kept = database.transaction(tx -> new MasterKeyStore().keepFirst(tx, mark));
        if (!Secret.same(mark, kept)) {
            throw new IllegalStateException(
                    "This database was made with another master key. Set TATAMI_MASTER_KEY to the one it was made"
                            + " with, or use the data directory that keeps it.");
        }
    }
}
