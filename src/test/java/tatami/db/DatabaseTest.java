package tatami.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.kit.Secret;

class DatabaseTest {

    private static final Sql COUNT = Sql.of("SELECT count(*) AS n FROM gateway");
    private static final Sql INSERT = Sql.of("INSERT INTO gateway (master_key_check) VALUES (:mark)");
    private static final Sql CLEAR = Sql.of("DELETE FROM gateway");

    private static Database database;

    @BeforeAll
    static void start() {
        database = new Database(TestDatabase.newDatabase(), 2);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aUnitOpenedForOneStatementRefusesASecond() {
        assertThatIllegalStateException().isThrownBy(() -> database.once(tx -> count(tx) + count(tx)));
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        assertThatThrownBy(() -> database.transaction(tx -> {
                    tx.sql(INSERT).bind("mark", new byte[] {1}).runOne();
                    throw new IllegalArgumentException();
                }))
                .isInstanceOf(IllegalArgumentException.class);

        long rows = database.once(DatabaseTest::count);
        assertThat(rows).isZero();
    }

    @Test
    void aRowThatIsThereAlreadyIsToldApartFromOtherFailures() {
        assertThatThrownBy(() -> database.transaction(tx -> {
                    tx.sql(CLEAR).run();
                    tx.sql(INSERT).bind("mark", new byte[] {1}).runOne();
                    return tx.sql(INSERT).bind("mark", new byte[] {2}).run();
                }))
                .isInstanceOfSatisfying(DatabaseFailure.class, failure -> {
                    assertThat(failure.violatesUnique("gateway_pkey")).isTrue();
                    assertThat(failure.violatesUnique("another")).isFalse();
                    assertThat(failure.isUnavailable()).isFalse();
                });
    }

    @Test
    void aNameThatIsNotBoundOrNotThereIsAMistakeOfOurs() {
        assertThatIllegalStateException()
                .isThrownBy(() -> database.once(tx -> tx.sql(INSERT).run()));
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> database.once(tx -> tx.sql(COUNT).bind("no", 1).run()));
    }

    @Test
    void onlyNamesAreParameters() {
        var sql = Sql.of("SELECT ':no', a::text, :yes -- :neither\n FROM t WHERE b = :yes AND c = :more");

        assertThat(sql.text()).isEqualTo("SELECT ':no', a::text, ? -- :neither\n FROM t WHERE b = ? AND c = ?");
        assertThat(sql.names()).containsExactly("yes", "yes", "more");
    }

    @Test
    void aGatewayWithAnotherMasterKeyDoesNotStart() {
        var own = new Database(TestDatabase.newDatabase(), 2);
        try (own) {
            var key = Secret.random(32);
            MasterKeyCheck.check(own, key);
            MasterKeyCheck.check(own, key);

            assertThatIllegalStateException().isThrownBy(() -> MasterKeyCheck.check(own, Secret.random(32)));
        }
    }

    private static long count(Tx tx) {
        return tx.sql(COUNT).first(row -> row.number("n")).orElseThrow();
    }
}
