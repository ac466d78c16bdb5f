package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.db.TestDatabase;
import tatami.kit.Secret;

/** The command as an operator types it: a process of its own. */
class VaultCommandTest {

    private static final String[] ROTATE = {"vault", "rotate"};

    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        gateway = new GatewayProcess(directory.resolve("data"));
        gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.terminate();
    }

    @Test
    void theKeyIsRotatedBesideARunningGatewayAndWithoutOne() throws SQLException {
        var customer = saved();
        var before = key();

        var beside = gateway.run(Map.of(), ROTATE);

        assertThat(beside.text()).contains("1 card number was encrypted anew, and the old key is destroyed.");
        assertThat(beside.code()).isZero();
        assertThat(key()).isNotEqualTo(before);
        assertThat(gateway.get("/health/ready")).isPresent();
        payAgain(customer);

        gateway.terminate();
        var alone = gateway.run(Map.of(), ROTATE);

        assertThat(alone.text()).contains("1 card number was encrypted anew, and the old key is destroyed.");
        assertThat(alone.code()).isZero();
        assertThat(directory.resolve("data/postgres/cluster/postmaster.pid")).doesNotExist();
        gateway.start();
        payAgain(customer);
    }

    @Test
    void anotherMasterKeyIsRefused() throws SQLException {
        var before = key();

        var said = gateway.run(Map.of("TATAMI_MASTER_KEY", Secret.random(32).toBase64()), ROTATE);

        assertThat(said.text()).contains("made with another master key").doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
        assertThat(key()).isEqualTo(before);
    }

    @Test
    void whereNoGatewayWasEverStartedNothingIsMade() {
        var nowhere = directory.resolve("nowhere");

        var said = gateway.run(Map.of("TATAMI_DATA_DIR", nowhere.toString()), ROTATE);

        assertThat(said.text()).contains("There is no database in " + nowhere).doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void withoutAMasterKeyNoneIsMade() {
        var nowhere = directory.resolve("keyless");

        var said = gateway.run(
                Map.of("TATAMI_DATA_DIR", nowhere.toString(), "TATAMI_DATABASE_URL", TestDatabase.newDatabase()),
                ROTATE);

        assertThat(said.text()).contains("There is no master key").doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
        assertThat(Files.exists(nowhere)).isFalse();
    }

    @Test
    void aDatabaseThatNoGatewayHasSeenIsRefused() {
        var said = gateway.run(
                Map.of(
                        "TATAMI_MASTER_KEY",
                        Secret.random(32).toBase64(),
                        "TATAMI_DATABASE_URL",
                        TestDatabase.newDatabase()),
                ROTATE);

        assertThat(said.text()).contains("This database has no card vault yet").doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "vault turn", "vault rotate now"})
    void whateverElseIsAskedOfItIsAnsweredWithItsUse(String line) {
        var said = gateway.run(Map.of(), line.split(" "));

        assertThat(said.text()).startsWith("./tatami vault rotate\n");
        assertThat(said.code()).isEqualTo(2);
    }

    /** A customer who has saved a card. */
    private static String saved() {
        var customer = gateway.post("/customers", "{}").orElseThrow().path("id").asString();
        var card = Gateway.card("5200000000001005").replace("{\"cV2\"", "{\"savePaymentMethod\":true,\"cV2\"");
        var paid = gateway.post("/api/payments/" + secretOf(customer), card).orElseThrow();
        assertThat(paid.path("statusCode").asInt()).isZero();
        return customer;
    }

    private static void payAgain(String customer) throws SQLException {
        var method = ask("SELECT id FROM payment_method WHERE customer_id = '" + customer + "'");
        var paid = gateway.post("/api/payments/recurring/" + secretOf(customer), """
                        {"cV2":"020","paymentMethodId":"%s"}""".formatted(method))
                .orElseThrow();
        assertThat(paid.path("statusCode").asInt()).isZero();
    }

    private static String secretOf(String customer) {
        return gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 9","customer":{"id":"%s"}}
                        """.formatted(customer))
                .orElseThrow()
                .path("clientSessionSecret")
                .asString();
    }

    private static String key() throws SQLException {
        return ask("SELECT primary_key_id FROM vault_keyset");
    }

    private static String ask(String question) throws SQLException {
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
