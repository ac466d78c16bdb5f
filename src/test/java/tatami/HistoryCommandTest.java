package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.portal.Visitor;
import tatami.users.Role;

/** What an operator is told about history, beside a gateway that has moved money. */
class HistoryCommandTest {

    private static final Pattern NEWEST = Pattern.compile("Newest block: ([0-9a-f]{64})");

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.start();
        gateway.refund(gateway.paid("Auto"), 400, "key").ok();
        Visitor.invited(gateway, "robin@shop.example", Role.Owner);
        gateway.chain();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void whatIsAsItWasWrittenIsSaidToBeSo() throws Config.Wrong {
        var said = verify(true);

        assertThat(said)
                .contains("Ledger: 2 rows in 1 blocks, 0 not in a block yet. All as they were written.")
                .contains("Audit log: ", "All as they were written.");
        var noted = NEWEST.matcher(said).results().map(found -> found.group(1)).toList();
        assertThat(noted).hasSize(2);
        verify(true, noted.toArray(String[]::new));
        assertThat(verify(false, "a".repeat(64))).contains("No block has the hash " + "a".repeat(64));
    }

    @Test
    void aPennyThatSomebodyMovedInTheLedgerIsFound() throws Config.Wrong, SQLException {
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL");
            statement.execute("UPDATE ledger_entry SET amount = amount + 1 WHERE debit = 'MerchantPayable'");
        }

        assertThat(verify(false)).contains("Block 1, rows 1 to 2: something in them, or in the block, was changed.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "verify abc", "verify --head", "mend", "verify " + "g"})
    void whatIsNotUnderstoodIsNotGuessed(String arguments) {
        assertThat(HistoryCommand.read(arguments.isEmpty() ? List.of() : List.of(arguments.split(" "))))
                .isEmpty();
    }

    private String verify(boolean isSound, String... noted) throws Config.Wrong {
        var said = new ArrayList<String>();
        var config = Config.read(Map.of(
                "TATAMI_DATABASE_URL",
                gateway.jdbcUrl(),
                "TATAMI_DATA_DIR",
                gateway.dataDirectory().toString()));

        assertThat(new HistoryCommand(config, said::add).verify(List.of(noted)))
                .as(said.toString())
                .isEqualTo(isSound);

        return String.join("\n", said);
    }
}
