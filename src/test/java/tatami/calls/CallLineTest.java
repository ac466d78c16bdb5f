package tatami.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.accounts.AccountId;

/** What is kept of a call, and what is not. */
class CallLineTest {

    private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4456530000001005",
                "4456 5300 0000 1005",
                "4456-5300-0000-1005",
                "4 4 5 6 5 3 0 0 0 0 0 0 1 0 0 5",
                "4456:5300|0000~1005",
                "4456\u200b5300\u00000000\n1005",
                "374245455400126",
                "sk_sandbox_c8oLGaI__msxsXbpBDpdtwJEz_eIhfQoKHmedqgZPCdBx59zpKZLSk8OPLT0cZolbeuYJSBvzDVVsYvtpo5RkQ",
                "YWxhZGRpbjpvcGVuc2VzYW1l",
            })
    void noCardNumberAndNoSecretIsKeptWhateverItStandsIn(String secret) {
        var line = line("/payment-intents/" + secret, "Shop (" + secret + ")", secret + " is wrong", secret);

        assertThat(line.agent()).isEqualTo("Shop (•••)");
        assertThat(line.problem()).isEqualTo("••• is wrong");
        assertThat(line.fields()).isEqualTo("•••");
        assertThat(line.subject()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36",
                "python-requests/2.32.3",
                "Java-http-client/25.0.1",
            })
    void ordinaryAgentsStayAsTheyAre(String agent) {
        assertThat(line("/", agent, null, "amount").agent()).isEqualTo(agent);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /payment-intents/pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA/refunds   | pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA
            /payment-intents/pi_AAAAAAAAAAAAAAAAAAAAAA                   | pi_AAAAAAAAAAAAAAAAAAAAAA
            /customers/cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA/              | cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA
            /customers/public/cs_sandbox_AAAAAAAAAAAAAAAAAAAAAA          |
            /api/payments/pi_sandbox_AAAAAAAAAAAAAAAAAAAAAAA             |
            /payment-intents/4456530000001005                            |
            /payment-intents/pi_4456530000001005AAAAAA                   |
            """)
    void aPathsIdIsKeptWhenItIsTheNameOfSomething(String path, @Nullable String subject) {
        assertThat(line(path, null, null, "x").subject()).isEqualTo(subject);
    }

    @Test
    void whatIsLongIsCut() {
        var many = IntStream.range(0, 100).mapToObj(i -> "field" + (100 + i)).toList();
        var line = CallLine.of(call("/", "a ".repeat(5_000), "b ".repeat(5_000), "2022-04-07", many), "req_" + ID);

        assertThat(line.agent()).hasSize(200).endsWith("…");
        assertThat(line.problem()).hasSize(400);
        assertThat(line.fields())
                .isEqualTo("field100, field101, field102, field103, field104, field105, field106, field107");
    }

    @ParameterizedTest
    @CsvSource({"2022-04-07,2022-04-07", "' 2022-04-07 ',2022-04-07", "4456530000001005,", "today,"})
    void aVersionIsADate(String sent, @Nullable String kept) {
        assertThat(CallLine.of(call("/", null, null, sent, List.of()), "req_" + ID)
                        .version())
                .isEqualTo(kept);
    }

    private static CallLine line(String path, @Nullable String agent, @Nullable String problem, String field) {
        return CallLine.of(call(path, agent, problem, null, List.of(field)), "req_" + ID);
    }

    private static Call call(
            String path,
            @Nullable String agent,
            @Nullable String problem,
            @Nullable String version,
            List<String> fields) {
        return new Call(
                new AccountId("acc_sandbox_" + ID),
                Instant.EPOCH,
                "GET",
                "/x",
                path,
                400,
                1,
                "0".repeat(32),
                version,
                agent,
                problem,
                fields);
    }
}
