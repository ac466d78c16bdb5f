package tatami.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Await;
import tatami.db.Database;
import tatami.db.Sql;
import tatami.db.TestDatabase;
import tatami.kit.Secret;

class VaultRotationTest {

    private static final Pan PAN = Pan.parse("4456530000001096").orElseThrow();

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** More than two batches. */
    private static final int MANY = 1_200;

    private final String jdbcUrl = TestDatabase.newDatabase();
    private final Database database = new Database(jdbcUrl, 16);
    private final Secret masterKey = Secret.random(32);
    private final CardVault vault = new CardVault(database, masterKey);
    private final VaultRotation rotation = new VaultRotation(database, masterKey, _ -> {});

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyNumberOpensAfterwardsAndTheOldKeyIsGone() {
        keepMany();
        var oldKey = primary();
        var before = sealed();

        var report = rotation.rotate();

        assertThat(report).isEqualTo(new VaultRotation.Report(MANY, List.of(), true));
        assertThat(sealed()).hasSize(MANY).doesNotContainAnyElementsOf(before);
        assertThat(primary()).isNotEqualTo(oldKey);
        onlyThePrimaryIsLeft();
        everythingOpens(new CardVault(database, masterKey));
        everythingOpens(vault);
    }

    @Test
    void whatIsToBeDestroyedIsDestroyedAtItsTimeAllTheSame() {
        var now = Instant.parse("2026-03-02T10:00:00Z");
        var id = UUID.randomUUID();
        database.transaction(tx -> {
            vault.keep(tx, id, owner(id), PAN, now);
            return id;
        });

        rotation.rotate();

        int destroyed = database.once(tx -> vault.destroyDue(tx, now.plusSeconds(1)));
        assertThat(destroyed).isEqualTo(1);
    }

    @Test
    void anEmptyVaultIsRotatedToo() {
        var oldKey = primary();

        assertThat(rotation.rotate().finished()).isTrue();

        assertThat(primary()).isNotEqualTo(oldKey);
        onlyThePrimaryIsLeft();
    }

    @Test
    void progressIsToldAfterEachBatch() {
        keepMany();
        var told = new ArrayList<Integer>();

        new VaultRotation(database, masterKey, told::add).rotate();

        assertThat(told).contains(500, 1_000, MANY).isSorted();
    }

    @Test
    void gatewaysThatKnowTheOldKeysetAloneReadAndWriteDuringAndAfter() {
        var old = keep(vault);
        // Each looks once after one phase, since it knows the new keyset from then on.
        var gateways = new ArrayList<CardVault>();
        for (int i = 0; i < 6; i++) {
            gateways.add(new CardVault(database, masterKey));
        }
        var news = new CardVault(database, masterKey);

        rotation.begin();
        assertThat(opens(gateways.get(0), old)).as("sealed with the old key").isTrue();
        var during = keep(news);
        assertThat(opens(gateways.get(1), during)).as("sealed with the new key").isTrue();
        assertThat(opens(gateways.get(2), keep(gateways.get(2)))).isTrue();

        rotation.reseal(0);
        assertThat(opens(gateways.get(3), old)).as("sealed anew").isTrue();

        assertThat(rotation.finish()).isTrue();
        assertThat(opens(gateways.get(4), old)).isTrue();
        assertThat(opens(gateways.get(5), keep(gateways.get(5)))).isTrue();
        onlyThePrimaryIsLeft();
        everythingOpens(vault);
    }

    @Test
    void aGatewayThatSleptThroughSeveralRotationsGoesOn() {
        var old = keep(vault);

        for (int i = 0; i < 3; i++) {
            rotation.rotate();
        }

        assertThat(opens(vault, keep(vault))).isTrue();
        assertThat(opens(vault, old)).isTrue();
    }

    @Test
    void twoRotationsAtOnceFinishTogether() throws Exception {
        keepMany();
        try (var operators = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<VaultRotation.Report> rotate = rotation::rotate;
            for (var done : List.of(operators.submit(rotate), operators.submit(rotate), operators.submit(rotate))) {
                assertThat(done.get().finished()).isTrue();
            }
        }

        onlyThePrimaryIsLeft();
        everythingOpens(vault);
    }

    enum Death {
        AfterBegin,
        AfterTwoBegan,
        WithinReseal,
        AfterReseal,
        WithinFinish
    }

    @ParameterizedTest
    @EnumSource
    void aRotationThatDiedIsFinishedByTheNext(Death death) {
        keepMany();
        switch (death) {
            case AfterBegin -> rotation.begin();
            case AfterTwoBegan -> {
                rotation.begin();
                keep(vault);
                rotation.begin();
            }
            case WithinReseal -> dyingAfterItsFirstBatch();
            case AfterReseal -> {
                rotation.begin();
                rotation.reseal(0);
            }
            case WithinFinish -> {
                rotation.begin();
                rotation.reseal(0);
                rolledBack();
            }
        }
        everythingOpens(vault);
        everythingOpens(new CardVault(database, masterKey));

        assertThat(rotation.rotate().finished()).isTrue();

        onlyThePrimaryIsLeft();
        everythingOpens(vault);
    }

    @Test
    void nothingIsLostWhileManyKeepOpenAndDestroy() throws Exception {
        var opened = new AtomicInteger();
        var left = new AtomicInteger();
        var stopping = new AtomicBoolean();
        var gateways = List.of(vault, new CardVault(database, masterKey), new CardVault(database, masterKey));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var busy = new ArrayList<Future<?>>();
            for (int i = 0; i < 60; i++) {
                busy.add(threads.submit(() -> {
                    while (!stopping.get()) {
                        left.addAndGet(live(gateways, opened));
                    }
                }));
            }
            var before = primary();
            for (int i = 0; i < 5; i++) {
                assertThat(rotation.rotate().finished()).isTrue();
                assertThat(primary()).isNotEqualTo(before);
                before = primary();
            }
            stopping.set(true);
            for (var one : busy) {
                one.get();
            }
        }

        assertThat(opened.get()).isGreaterThan(100);
        assertThat(count()).isEqualTo(left.get()).isPositive();
        onlyThePrimaryIsLeft();
        everythingOpens(vault);
    }

    /** So that the number is found by whoever encrypts anew, and no statement is overtaken by a whole rotation. */
    @Test
    void aRotationBeginsOnlyWhenWhoeverIsKeepingANumberIsDone() throws Exception {
        var kept = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var keeping = threads.submit(() -> keep(vault, () -> {
                kept.countDown();
                Await.until("the rotation waits", PATIENCE, () -> waiting() == 1);
            }));
            kept.await();
            rotation.begin();
            keeping.get();
        }

        assertThat(rotation.rotate()).isEqualTo(new VaultRotation.Report(1, List.of(), true));
        everythingOpens(vault);
    }

    /** Else there might be somebody keeping one at any time of a busy day. Nobody who reads waits. */
    @Test
    void whoeverComesToKeepANumberQueuesBehindARotationThatWaits() throws Exception {
        var old = keep(vault);
        var oldKey = primary();
        var kept = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var keeping = threads.submit(() -> keep(vault, () -> {
                kept.countDown();
                done.await();
            }));
            kept.await();
            var beginning = threads.submit(rotation::begin);
            try {
                Await.until("the rotation and somebody behind it wait", PATIENCE, () -> {
                    threads.submit(() -> keep(vault)); // again, should the rotation just take breath
                    return waiting() >= 2;
                });
                assertThat(opens(vault, old)).isTrue();
            } finally {
                done.countDown();
            }
            keeping.get();
            beginning.get();
        }

        assertThat(primary()).isNotEqualTo(oldKey);
        assertThat(rotation.rotate().finished()).isTrue();
        everythingOpens(vault);
    }

    @Test
    void aKeyThatANumberNeedsIsKeptHoweverItCameThere() throws SQLException {
        var keyset = new Keysets(masterKey).first(database);
        rotation.begin();
        rotation.reseal(0);
        plant(keyset);

        assertThat(rotation.finish()).isFalse();
        assertThat(rotation.rotate().resealed()).isEqualTo(1);
        everythingOpens(vault);
    }

    @Test
    void aNumberThatNobodyCanSeeYetKeepsItsKeyToo() throws Exception {
        var keyset = new Keysets(masterKey).first(database);
        rotation.begin();
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            plant(connection, keyset);
            var finishing = threads.submit(rotation::finish);
            Await.until("the rotation waits", PATIENCE, () -> waiting() == 1);
            connection.commit();
            assertThat(finishing.get()).isFalse();
        }

        assertThat(rotation.rotate().resealed()).isEqualTo(1);
        everythingOpens(vault);
    }

    @Test
    void nothingIsEverSealedWithAKeyThatIsGone() {
        var keyset = new Keysets(masterKey).first(database);
        rotation.rotate();

        assertThatThrownBy(() -> plant(keyset)).hasMessageContaining("foreign key");
    }

    @Test
    void aChangedOwnerIsReportedKeepsTheOldKeyAndSpoilsNothingElse() {
        keepMany();
        var changed = keep(vault);
        sql("UPDATE card SET owner = 'thief' WHERE id = '" + changed + "'");
        var oldKey = primary();

        var report = rotation.rotate();

        assertThat(report).isEqualTo(new VaultRotation.Report(MANY, List.of(changed), false));
        assertThat(ids("SELECT key_id AS id FROM card WHERE id = '" + changed + "'"))
                .containsExactly(oldKey);
        assertThat(ids("SELECT id FROM vault_key")).containsExactlyInAnyOrder(oldKey, primary());
        assertThat(opens(vault, changed)).as("for whom it was sealed").isTrue();

        sql("UPDATE card SET owner = '" + owner(changed) + "' WHERE id = '" + changed + "'");
        assertThat(rotation.rotate().finished()).as("put right").isTrue();
        onlyThePrimaryIsLeft();
        everythingOpens(vault);
    }

    @Test
    void keysThatNobodyNeedsGoThoughAnotherHasToStay() {
        var changed = keep(vault);
        sql("UPDATE card SET owner = 'thief'");
        var oldKey = primary();

        rotation.rotate();
        rotation.rotate();

        assertThat(ids("SELECT id FROM vault_key")).containsExactlyInAnyOrder(oldKey, primary());
        assertThat(opens(vault, changed)).isTrue();
    }

    @Test
    void aDatabaseWithoutAVaultSaysSo() {
        assertThat(VaultRotation.isPossible(database)).isTrue();
        try (var untouched = new Database(TestDatabase.newDatabase(), 1)) {
            assertThat(VaultRotation.isPossible(untouched)).as("migrated").isFalse();
            untouched.once(tx -> tx.sql(Sql.of("DROP TABLE vault_keyset")).run());
            assertThat(VaultRotation.isPossible(untouched)).as("not migrated").isFalse();
        }
    }

    /** Keeps three numbers by one gateway, reads them by others, and leaves one of them. Gives how many it left. */
    private int live(List<CardVault> gateways, AtomicInteger opened) {
        var random = ThreadLocalRandom.current();
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 3; i++) {
            ids.add(keep(gateways.get(random.nextInt(gateways.size()))));
        }
        for (var id : ids) {
            assertThat(opens(gateways.get(random.nextInt(gateways.size())), id)).isTrue();
            opened.incrementAndGet();
        }
        for (var id : ids.subList(0, 2)) {
            database.once(tx -> {
                vault.destroy(tx, id);
                return id;
            });
        }
        return 1;
    }

    private void dyingAfterItsFirstBatch() {
        assertThatThrownBy(() -> new VaultRotation(database, masterKey, _ -> {
                            throw new IllegalStateException("died");
                        })
                        .rotate())
                .hasMessage("died");
    }

    /** What finishing does, and then the connection breaks. */
    private void rolledBack() {
        var keysets = new Keysets(masterKey);
        assertThatThrownBy(() -> database.transaction(tx -> {
                    keysets.shorten(tx, keysets.lock(tx));
                    throw new IllegalStateException("died");
                }))
                .hasMessage("died");
    }

    private void keepMany() {
        database.transaction(tx -> {
            for (int i = 0; i < MANY; i++) {
                var id = UUID.randomUUID();
                vault.keep(tx, id, owner(id), PAN, null);
            }
            return MANY;
        });
    }

    private UUID keep(CardVault by) {
        return keep(by, () -> {});
    }

    /** @param before what is done before the transaction ends */
    private UUID keep(CardVault by, Pause before) {
        return database.transaction(tx -> {
            var id = UUID.randomUUID();
            by.keep(tx, id, owner(id), PAN, null);
            try {
                before.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return id;
        });
    }

    private interface Pause {
        void run() throws InterruptedException;
    }

    /** A number sealed with the primary of an older keyset, past the vault. */
    private void plant(Keyset keyset) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl)) {
            plant(connection, keyset);
        }
    }

    private static void plant(Connection connection, Keyset keyset) throws SQLException {
        var id = UUID.randomUUID();
        try (var statement =
                connection.prepareStatement("INSERT INTO card (id, owner, key_id, sealed) VALUES (?, ?, ?, ?)")) {
            statement.setObject(1, id);
            statement.setString(2, owner(id));
            statement.setLong(3, keyset.primary());
            statement.setBytes(4, keyset.encrypt(PAN.reveal().getBytes(StandardCharsets.UTF_8), id, owner(id)));
            statement.executeUpdate();
        }
    }

    private static String owner(UUID id) {
        return "owner of " + id;
    }

    private boolean opens(CardVault by, UUID id) {
        return database.once(tx -> by.open(tx, id, owner(id))).map(Pan::reveal).equals(Optional.of(PAN.reveal()));
    }

    private void everythingOpens(CardVault by) {
        List<UUID> ids =
                database.once(tx -> tx.sql(Sql.of("SELECT id FROM card")).list(row -> row.uuid("id")));
        assertThat(ids).allMatch(id -> opens(by, id));
    }

    /** In the keyset, beside it, and in every row. */
    private void onlyThePrimaryIsLeft() {
        var keyset = new Keysets(masterKey).first(database);
        assertThat(keyset.ids()).containsExactly(primary());
        assertThat(keyset.primary()).isEqualTo(primary());
        assertThat(ids("SELECT id FROM vault_key")).containsExactly(primary());
        assertThat(ids("SELECT DISTINCT key_id AS id FROM card")).isSubsetOf(Set.of(primary()));
    }

    private long primary() {
        return ids("SELECT primary_key_id AS id FROM vault_keyset").getFirst();
    }

    private long count() {
        return ids("SELECT count(*) AS id FROM card").getFirst();
    }

    private List<Long> ids(String select) {
        return database.once(tx -> tx.sql(Sql.of(select)).list(row -> row.number("id")));
    }

    private List<String> sealed() {
        return database.once(
                tx -> tx.sql(Sql.of("SELECT sealed::text FROM card")).list(row -> row.text("sealed")));
    }

    /** How many wait for somebody else's lock. */
    private long waiting() {
        return ids("""
                SELECT count(*) AS id FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """).getFirst();
    }

    private void sql(String statement) {
        database.once(tx -> tx.sql(Sql.of(statement)).run());
    }
}
