package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.JsonNode;

/** One token, many at once, over real HTTP on real PostgreSQL. What moves is counted in both books. */
class WalletRaceTest {

    private static final int CROWD = 100;

    private static Gateway gateway;
    private static Gateway beside;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        beside = Gateway.beside(gateway);
        beside.clock().set(gateway.clock().instant());
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        beside.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneTokenAHundredTimesAtOnceOnTwoIntentsBuysOnce(boolean apple) {
        var intents = List.of(gateway.createForWallets(), gateway.createForWallets());
        var token = apple
                ? gateway.appleToken("5200000000001005")
                : gateway.googleToken("5200000000001005", AuthMethod.CRYPTOGRAM_3DS);

        var answers = Crowd.atOnce(CROWD, i -> () -> {
            var at = i % 4 < 2 ? gateway : beside;
            return apple ? at.payWithApple(intents.get(i % 2), token) : at.payWithGoogle(intents.get(i % 2), token);
        });

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .filteredOn(answer -> answer.json().path("statusCode").asInt() == 0)
                .hasSize(1);
        assertThat(intents.stream().mapToLong(WalletRaceTest::captured).sum()).isEqualTo(1000);
    }

    private static long captured(JsonNode intent) {
        return books.captured(intent.path("id").asString());
    }
}
