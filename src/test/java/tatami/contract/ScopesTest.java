package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Scope;
import tatami.contract.Reference.Operation;

/** What keys may do: for each operation of the API reference what the reference says, and nothing else. */
class ScopesTest {

    private static final Map<Scope, String> KEYS = new EnumMap<>(Scope.class);

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        for (var scope : Scope.values()) {
            KEYS.put(scope, gateway.keyWith(gateway.secretKey(), scope));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Operation> operations() {
        return Reference.read().operations().filter(operation -> operation.needs("secretKey"));
    }

    /** Without a version nothing goes further than the key: what is let through is refused for that. */
    @ParameterizedTest
    @MethodSource("operations")
    void eachOperationTakesKeysOfItsScopeAndNoOther(Operation operation) {
        var needed = needed(operation);

        for (var scope : Scope.values()) {
            var answer = call(operation, KEYS.get(scope));
            if (scope == needed) {
                assertThat(answer.status())
                        .as("%s with %s: %s", operation, scope, answer)
                        .isEqualTo(400);
                assertThat(answer.text()).contains("version");
            } else {
                Wire.refused(
                        answer,
                        403,
                        "This needs a secret key with the scope " + needed.word() + ". The scopes of this key: "
                                + scope.word() + ".");
            }
        }
    }

    @Test
    void whatAKeyMayNotDoChangesNothing() {
        var intent = gateway.paid("Auto");
        var body = "{\"amount\":100,\"emails\":[\"a@shop.example\"]}";
        var before = new Rows(gateway).counts();

        for (var path : List.of("", "/refunds", "/reversal", "/captures", "/receipt", "/charge")) {
            var answer = gateway.send(
                    Wire.json(gateway.requestAs(KEYS.get(Scope.Read), "/payment-intents/" + intent + path), body)
                            .header("idempotencyKey", "one")
                            .method(path.isEmpty() ? "DELETE" : "POST", BodyPublishers.ofString(body)));
            Wire.problem(answer, 403);
        }

        assertThat(new Rows(gateway).counts()).isEqualTo(before);
    }

    @Test
    void aKeyMayHaveSeveralScopes() {
        var key = gateway.keyWith(gateway.secretKey(), Scope.Refunds, Scope.Read);

        assertThat(send(key, "GET", "/payment-intents/" + gateway.paid("Auto")).status())
                .isEqualTo(200);
        Wire.refused(
                send(key, "POST", "/payment-intents"),
                403,
                "This needs a secret key with the scope write. The scopes of this key: read, refunds.");
    }

    @Test
    void aRefusalDoesNotShowTheKey() {
        var key = KEYS.get(Scope.Webhooks);

        var answer = send(key, "POST", "/payment-intents");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text())
                .doesNotContain(key.substring(key.length() - 4))
                .doesNotContain("sk_");
    }

    @Test
    void whoeverRefundsNeedNotBeAbleToLook() {
        var intent = gateway.paid("Auto");

        var refunded = gateway.send(Wire.json(
                        gateway.requestAs(KEYS.get(Scope.Refunds), "/payment-intents/" + intent + "/refunds"),
                        "{\"amount\":100}")
                .header("idempotencyKey", "one"));

        assertThat(refunded.status()).as(refunded.toString()).isEqualTo(200);
        assertThat(send(KEYS.get(Scope.Refunds), "GET", "/payment-intents/" + intent)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theFirstKeyMayDoEverything() {
        assertThat(operations())
                .allSatisfy(operation -> assertThat(
                                call(operation, gateway.secretKey()).status())
                        .as(operation.toString())
                        .isEqualTo(400));
    }

    private static Scope needed(Operation operation) {
        assertThat(operation.node().at("/security/0/secretKey"))
                .as("%s needs one scope", operation)
                .hasSize(1);
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.word().equals(operation.scope()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(operation + " needs a scope that there is not"));
    }

    private static Answer call(Operation operation, String key) {
        return gateway.send(gateway.open(operation.path().replaceAll("\\{\\w+}", "x"))
                .header("Authorization", "Basic " + key)
                .method(operation.method().toUpperCase(Locale.ROOT), BodyPublishers.noBody()));
    }

    private static Answer send(String key, String method, String path) {
        return gateway.send(gateway.requestAs(key, path).method(method, BodyPublishers.noBody()));
    }
}
