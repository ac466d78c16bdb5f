package tatami.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.kit.Secret;

class CardVaultTest {

    private static final Pan PAN = Pan.parse("4456530000001096").orElseThrow();
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private static Database database;

    private final CardVault vault = new CardVault(Secret.random(32));
    private final UUID id = UUID.randomUUID();

    @BeforeAll
    static void start() {
        database = new Database(TestDatabase.newDatabase(), 2);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aNumberComesBackForItsOwnerOnly() {
        keep();

        assertThat(opened(vault, "owner")).map(Pan::reveal).contains(PAN.reveal());
        assertThatIllegalStateException().isThrownBy(() -> opened(vault, "thief"));
    }

    @Test
    void anotherKeyOpensNothing() {
        keep();

        var other = new CardVault(Secret.random(32));

        assertThatIllegalStateException()
                .isThrownBy(() -> opened(other, "owner"))
                .withMessageNotContaining(PAN.reveal());
    }

    @Test
    void aDestroyedNumberIsGone() {
        keep();

        database.once(tx -> {
            vault.destroy(tx, id);
            return id;
        });

        assertThat(opened(vault, "owner")).isEmpty();
    }

    @Test
    void numbersThatNobodyCameBackForAreDestroyed() {
        keep();

        assertThat(destroyed(NOW)).isZero();
        assertThat(destroyed(NOW.plusSeconds(1))).isPositive();
        assertThat(opened(vault, "owner")).isEmpty();
    }

    @Test
    void aSealedSecurityCodeOpensForItsAttemptOnly() {
        var sealed = vault.seal(Cvv.parse("020", Scheme.VISA).orElseThrow(), id);

        assertThat(vault.unseal(sealed, id, Scheme.VISA)).map(Cvv::reveal).contains("020");
        assertThat(vault.unseal(sealed, UUID.randomUUID(), Scheme.VISA)).isEmpty();
        assertThat(vault.unseal("no base64!", id, Scheme.VISA)).isEmpty();
        assertThat(vault.unseal("", id, Scheme.VISA)).isEmpty();
    }

    private Optional<Pan> opened(CardVault by, String owner) {
        return database.once(tx -> by.open(tx, id, owner));
    }

    private int destroyed(Instant limit) {
        return database.once(tx -> vault.destroyOlderThan(tx, limit));
    }

    private void keep() {
        database.once(tx -> {
            vault.keep(tx, id, "owner", PAN, NOW);
            return id;
        });
    }
}
