package tatami.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Crowd;
import tatami.TestClock;
import tatami.accounts.AccountId;
import tatami.chain.Verdict.Fault;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.kit.Ids;
import tatami.kit.Secret;
import tatami.users.Audit;
import tatami.users.Deed;

/** On the audit log, whose rows need nothing else. A tamperer takes the triggers away first, as one would. */
class HistoryChainTest {

    private static final Secret KEY = Secret.ofText("the master key's daughter");

    private final String jdbcUrl = TestDatabase.newDatabase();
    private final Database database = new Database(jdbcUrl, 8);
    private final TestClock clock = new TestClock();
    private final Audit audit = new Audit(database, new Ids(clock), clock);
    private final HistoryChain chain = new HistoryChain(database, KEY, clock);

    private Connection tamperer;

    @BeforeEach
    void start() throws SQLException {
        tamperer = DriverManager.getConnection(jdbcUrl);
        run("ALTER TABLE audit DISABLE TRIGGER ALL");
        run("ALTER TABLE chain_block DISABLE TRIGGER ALL");
    }

    @AfterEach
    void stop() throws SQLException {
        tamperer.close();
        database.close();
    }

    @Test
    void whatWasWrittenIsInABlockWhenItHasComeToRestAndIsFoundAsItWas() {
        write(3);
        assertThat(chain.runOnce()).isZero();
        clock.advance(Duration.ofSeconds(59));
        assertThat(chain.runOnce()).isZero();
        assertThat(verdict().loose()).isEqualTo(3);

        clock.advance(Duration.ofSeconds(1));
        assertThat(chain.runOnce()).isOne();

        assertThat(verdict().faults()).isEmpty();
        assertThat(verdict().rows()).isEqualTo(3);
        assertThat(verdict().loose()).isZero();
        assertThat(chain.runOnce()).isZero();
    }

    @Test
    void manyRowsMakeSeveralBlocksThatFollowEachOther() {
        write(2_500);
        settle();
        write(10);
        settle();

        assertThat(verdict().blocks()).isEqualTo(4);
        assertThat(verdict().rows()).isEqualTo(2_510);
        assertThat(verdict().faults()).isEmpty();
    }

    /** Whatever is done to whatever is in a block, somebody who looks is told which one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET who = 'n' || substr(who, 2) WHERE seq = 1500",
                "UPDATE audit SET at = at + interval '1 microsecond' WHERE seq = 1500",
                "UPDATE audit SET detail = '{\"amount\":\"GBP 1.01\"}' WHERE seq = 1500",
                "UPDATE audit SET subject = NULL WHERE seq = 1500",
                "UPDATE audit SET who = who || what, what = '' WHERE seq = 1500",
                "UPDATE audit SET account_id = 'acc_sandbox_other' WHERE seq = 1500",
                "UPDATE audit SET id = id || 'x' WHERE seq = 1500",
                "DELETE FROM audit WHERE seq = 1500",
                "UPDATE chain_block SET hash = set_byte(hash, 31, get_byte(hash, 31) # 1) WHERE number = 2",
                "UPDATE chain_block SET row_count = row_count - 1 WHERE number = 2",
                "UPDATE chain_block SET last = last - 1 WHERE number = 2",
                "DELETE FROM chain_block WHERE number = 2"
            })
    void oneChangedByteIsFoundAndItsBlockNamed(String deed) {
        write(2_500);
        settle();
        assertThat(verdict().faults()).isEmpty();

        run(deed);

        assertThat(verdict().faults()).isNotEmpty();
        assertThat(verdict().faults()).extracting(Fault::block).allMatch(block -> block == 2 || block == 3);
    }

    @Test
    void aRowThatWasSlippedInIsFound() {
        write(10);
        run("DELETE FROM audit WHERE seq = 5"); // a gap, as a withdrawn transaction leaves one
        settle();
        assertThat(verdict().faults()).isEmpty();

        run("INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT id || 'x', account_id, at, who, what, subject, detail, 5"
                + " FROM audit WHERE seq = 4");

        assertThat(verdict().faults()).containsExactly(new Fault(1, "rows 1 to 10: there are more than there were"));
    }

    @Test
    void aChainThatWasMadeAnewWithoutTheKeyIsFound() {
        write(10);
        settle();
        run("DELETE FROM chain_block");
        run("UPDATE audit SET who = 'somebody else'");
        var forger = new HistoryChain(database, Secret.ofText("a guess"), clock);
        forger.runOnce();
        clock.advance(Duration.ofMinutes(1));
        forger.runOnce();

        assertThat(verdict().faults()).hasSize(1);
    }

    @Test
    void anEndThatWasCutOffLacksTheHashThatSomebodyNoted() {
        write(2_500);
        settle();
        var noted = verdict().hashes().getLast();

        run("DELETE FROM chain_block WHERE number = 3");
        run("DELETE FROM audit WHERE seq > 2000");

        assertThat(verdict().faults()).isEmpty();
        assertThat(verdict().hashes()).doesNotContain(noted);
    }

    /** A row has its number before it is committed. */
    @Test
    void aRowThatIsCommittedLateIsInTheBlockOfItsNumber() throws SQLException {
        write(1);
        try (var slow = DriverManager.getConnection(jdbcUrl)) {
            slow.setAutoCommit(false);
            slow.createStatement()
                    .execute(
                            "INSERT INTO audit SELECT id || 'late', account_id, at, who, what, subject, detail FROM audit");
            write(1);
            settle();
            assertThat(verdict().blocks())
                    .as("while the number in between may still come")
                    .isZero();
            slow.commit();
        }

        settle();

        assertThat(verdict().rows()).isEqualTo(3);
        assertThat(verdict().loose()).isZero();
        assertThat(verdict().faults()).isEmpty();
    }

    @Test
    void manyGatewaysAtOnceMakeEachBlockOnce() throws Exception {
        write(2_500);
        var gateways = new ArrayList<HistoryChain>();
        for (int i = 0; i < 4; i++) {
            var gateway = new HistoryChain(database, KEY, clock);
            gateway.runOnce();
            gateways.add(gateway);
        }
        clock.advance(Duration.ofMinutes(1));

        Crowd.atOnce(4, i -> () -> gateways.get(i).runOnce());
        gateways.getFirst().runOnce();

        assertThat(verdict().blocks()).isEqualTo(3);
        assertThat(verdict().rows()).isEqualTo(2_500);
        assertThat(verdict().faults()).isEmpty();
    }

    private Verdict verdict() {
        return chain.verify(Book.AuditLog);
    }

    /** Until all that is committed has come to rest, and is in blocks. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            chain.runOnce();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private void write(int lines) {
        var account = new AccountId("acc_sandbox_AAAAAAAAAAAAAAAAAAAAAA");
        audit.write(account, "me@shop.example", Deed.Refund, "pi_1", Map.of("amount", "GBP 1.00"));
        run("INSERT INTO audit SELECT id || n, account_id, at, who, what, subject, detail"
                + " FROM (SELECT * FROM audit ORDER BY seq DESC LIMIT 1) AS one, generate_series(2, " + lines
                + ") AS n");
    }

    private void run(String sql) {
        try (var statement = tamperer.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
