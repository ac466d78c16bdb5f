package tatami.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.db.Database;
import tatami.db.Sql;
import tatami.db.TestDatabase;
import tatami.kit.Secret;

class CardVaultTest {

    private static final Pan PAN = Pan.parse("4456530000001096").orElseThrow();
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final Database database = new Database(TestDatabase.newDatabase(), 8);
    private final Secret masterKey = Secret.random(32);
    private final UUID id = UUID.randomUUID();

    private CardVault vault;

    @BeforeEach
    void open() {
        vault = new CardVault(database, masterKey);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNumberComesBackForItsOwnerOnly() {
        keep(null);

        assertThat(opened(vault, id, "owner")).map(Pan::reveal).contains(PAN.reveal());
        opensForNobody(id, "thief");
        assertThat(opened(vault, UUID.randomUUID(), "owner")).isEmpty();
    }

    @Test
    void theSameNumberLooksDifferentEachTime() {
        keep(null);
        keep(UUID.randomUUID(), null);

        List<String> sealed = database.once(
                tx -> tx.sql(Sql.of("SELECT sealed::text FROM card")).list(row -> row.text("sealed")));
        assertThat(sealed).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aRowThatWasMovedToAnotherIdOrOwnerOpensForNobody() {
        keep(null);
        var moved = UUID.randomUUID();

        sql("UPDATE card SET id = '" + moved + "', owner = 'thief'");

        opensForNobody(moved, "thief");
        opensForNobody(moved, "owner");
    }

    @Test
    void anOwnerThatWasChangedInItsRowGivesNobodyAccess() {
        keep(null);

        sql("UPDATE card SET owner = 'thief'");

        opensForNobody(id, "thief");
        assertThat(opened(vault, id, "owner")).as("whoever it was sealed for").isPresent();
    }

    @Test
    void aChangedCiphertextDoesNotOpen() {
        keep(null);

        sql(
                "UPDATE card SET sealed = set_byte(sealed, length(sealed) - 1, 255 - get_byte(sealed, length(sealed) - 1))");

        opensForNobody(id, "owner");
    }

    @Test
    void anotherMasterKeyOpensNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new CardVault(database, Secret.random(32)))
                .withMessageContaining("do not open with this master key");
    }

    @Test
    void theKeysetLiesInTheDatabaseWrapped() {
        var clear = new Keysets(masterKey).first(database);

        assertThat(clear.ids()).containsExactly(clear.primary());
        Optional<String> wrapped =
                database.once(tx -> tx.sql(Sql.of("SELECT encode(wrapped, 'escape') AS wrapped FROM vault_keyset"))
                        .first(row -> row.text("wrapped")));
        assertThat(wrapped).hasValueSatisfying(text -> assertThat(text).doesNotContain("AesGcmKey"));
    }

    @Test
    void ofManyGatewaysThatStartAtOnceOneMakesTheKeyset() throws Exception {
        try (var fresh = new Database(TestDatabase.newDatabase(), 8);
                var gateways = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Keyset> start = () -> new Keysets(masterKey).first(fresh);
            var starts = new ArrayList<Future<Keyset>>();
            for (int i = 0; i < 30; i++) {
                starts.add(gateways.submit(start));
            }
            var primary = new Keysets(masterKey).first(fresh).primary();
            for (var started : starts) {
                assertThat(started.get().ids()).containsExactly(primary);
            }
            List<Long> keys =
                    fresh.once(tx -> tx.sql(Sql.of("SELECT id FROM vault_key")).list(row -> row.number("id")));
            assertThat(keys).containsExactly(primary);
        }
    }

    @Test
    void aDestroyedNumberIsGone() {
        keep(null);

        destroy();
        destroy();

        assertThat(opened(vault, id, "owner")).isEmpty();
    }

    @Test
    void numbersThatNobodyCameBackForAreDestroyedWhenTheirTimeHasCome() {
        keep(NOW);

        assertThat(destroyedDue(NOW)).isZero();
        assertThat(destroyedDue(NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(opened(vault, id, "owner")).isEmpty();
    }

    @Test
    void aNumberThatIsKeptOnIsNotDestroyedByTime() {
        keep(NOW);

        database.once(tx -> {
            vault.keepOn(tx, id);
            return id;
        });

        assertThat(destroyedDue(NOW.plusSeconds(1_000_000_000))).isZero();
        assertThat(opened(vault, id, "owner")).isPresent();
    }

    @Test
    void keepingAndOpeningTakeOneStatementEach() {
        keep(null); // a second statement would be refused

        assertThat(opened(vault, id, "owner")).isPresent();
    }

    @Test
    void theSameCardIsRecognisedAndAnotherIsNot() {
        var other = Pan.parse("5200000000001005").orElseThrow();

        assertThat(vault.fingerprint(PAN))
                .hasSize(32)
                .isEqualTo(new CardVault(database, masterKey).fingerprint(PAN))
                .isNotEqualTo(vault.fingerprint(other));
        try (var elsewhere = new Database(TestDatabase.newDatabase(), 1)) {
            assertThat(new CardVault(elsewhere, Secret.random(32)).fingerprint(PAN))
                    .as("keyed")
                    .isNotEqualTo(vault.fingerprint(PAN));
        }
    }

    @Test
    void aSealedSecurityCodeOpensForItsAttemptOnly() {
        var sealed = vault.seal(Cvv.parse("020", Scheme.VISA).orElseThrow(), id);

        assertThat(vault.unseal(sealed, id, Scheme.VISA)).map(Cvv::reveal).contains("020");
        assertThat(vault.unseal(sealed, UUID.randomUUID(), Scheme.VISA)).isEmpty();
        assertThat(vault.unseal("no base64!", id, Scheme.VISA)).isEmpty();
        assertThat(vault.unseal("", id, Scheme.VISA)).isEmpty();
    }

    @Test
    void aSealedSecurityCodeSurvivesARotation() {
        var sealed = vault.seal(Cvv.parse("020", Scheme.VISA).orElseThrow(), id);

        new VaultRotation(database, masterKey, _ -> {}).rotate();

        assertThat(vault.unseal(sealed, id, Scheme.VISA)).isPresent();
        assertThat(new CardVault(database, masterKey).unseal(sealed, id, Scheme.VISA))
                .isPresent();
    }

    private void opensForNobody(UUID id, String owner) {
        assertThatIllegalStateException()
                .isThrownBy(() -> opened(vault, id, owner))
                .withMessageContaining(id.toString())
                .withMessageNotContaining(PAN.reveal());
    }

    private Optional<Pan> opened(CardVault by, UUID id, String owner) {
        return database.once(tx -> by.open(tx, id, owner));
    }

    private int destroyedDue(Instant now) {
        return database.once(tx -> vault.destroyDue(tx, now));
    }

    private void destroy() {
        database.once(tx -> {
            vault.destroy(tx, id);
            return id;
        });
    }

    private void keep(Instant destroyAt) {
        keep(id, destroyAt);
    }

    private void keep(UUID id, Instant destroyAt) {
        database.once(tx -> {
            vault.keep(tx, id, "owner", PAN, destroyAt);
            return id;
        });
    }

    private void sql(String statement) {
        database.once(tx -> tx.sql(Sql.of(statement)).run());
    }
}
