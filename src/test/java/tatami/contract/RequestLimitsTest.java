package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** Whoever asks too often is told when to come again, and nobody else notices. */
class RequestLimitsTest {

    private static final int OF_A_KEY = 3;
    private static final int OF_AN_ADDRESS = 5;

    /** A bucket holds so many seconds' worth. */
    private static final int SECONDS = 10;

    private static final String HERE = "203.0.113.7";
    private static final String THERE = "203.0.113.8";

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.start(Map.of(
                "TATAMI_PROXIES",
                "1",
                "TATAMI_REQUESTS_PER_KEY",
                "" + OF_A_KEY,
                "TATAMI_REQUESTS_PER_ADDRESS",
                "" + OF_AN_ADDRESS));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aKeyThatComesTooOftenWaitsAndAnotherDoesNot() {
        var other = gateway.openAccount("Another");
        for (int i = 0; i < OF_A_KEY * SECONDS; i++) {
            assertThat(signed(gateway.secretKey(), HERE).status()).isEqualTo(200);
        }

        var refused = signed(gateway.secretKey(), THERE);

        Wire.refused(refused, 429, "More requests of this secret key than 3 a second. Try again in 1 second.");
        assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(signed(other, HERE).status()).isEqualTo(200);
        gateway.clock().advance(Duration.ofSeconds(1));
        assertThat(signed(gateway.secretKey(), HERE).status()).isEqualTo(200);
    }

    @Test
    void whatIsRefusedDoesNothing() {
        for (int i = 0; i < OF_A_KEY * SECONDS; i++) {
            signed(gateway.secretKey(), HERE);
        }
        var before = new Rows(gateway).counts();

        Wire.problem(gateway.post("/payment-intents", Wire.body("")), 429);

        assertThat(new Rows(gateway).counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payment-intents/public/x", "/checkout/x", "/portal/sign-in", "/docs", "/nowhere"})
    void anAddressWithoutAKeyThatComesTooOftenWaits(String path) {
        for (int i = 0; i < OF_AN_ADDRESS * SECONDS; i++) {
            assertThat(open(path, HERE).status()).isNotEqualTo(429);
        }

        var refused = open(path, HERE);

        Wire.refused(refused, 429, "More requests of this address than 5 a second.");
        assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(open(path, THERE).status()).isNotEqualTo(429);
        assertThat(signed(gateway.secretKey(), HERE).status())
                .as("a valid key that is new to the gateway waits, too: looking it up is what costs")
                .isEqualTo(429);
        gateway.clock().advance(Duration.ofSeconds(1));
        assertThat(open(path, HERE).status()).isNotEqualTo(429);
    }

    @Test
    void whoHasAValidKeyDoesNotPayForOthersAtTheirAddress() {
        signed(gateway.secretKey(), HERE);
        exhaust(HERE);

        assertThat(signed(gateway.secretKey(), HERE).status()).isEqualTo(200);
    }

    @Test
    void requestsWithAValidKeyCostTheirAddressNothing() {
        for (int i = 0; i < 2 * OF_AN_ADDRESS * SECONDS / (OF_A_KEY * SECONDS) + 1; i++) {
            var key = gateway.openAccount("Shop " + i);
            IntStream.range(0, OF_A_KEY * SECONDS).forEach(_ -> signed(key, HERE));
        }

        assertThat(open("/docs", HERE).status()).isEqualTo(200);
    }

    /** Each costs twenty-five requests. */
    @Test
    void whoTriesKeysIsStoppedSoon() {
        for (int i = 0; i < OF_AN_ADDRESS * SECONDS / 25; i++) {
            Wire.problem(signed("sk_sandbox_nobodys" + i, HERE), 401);
        }

        Wire.problem(signed("sk_sandbox_nobodys", HERE), 429);
        Wire.problem(open("/docs", HERE), 429);
        Wire.problem(signed("sk_sandbox_nobodys", THERE), 401);
    }

    /** What only looks like a key must not be a way around the limit. */
    @Test
    void aKeyThatNobodyAsksForIsNoWayAround() {
        var allowed = 0;
        for (int i = 0; i < 2 * OF_AN_ADDRESS * SECONDS; i++) {
            var answer = gateway.send(gateway.open("/docs")
                    .header("X-Forwarded-For", HERE)
                    .header("Authorization", "Basic sk_sandbox_nobodys"));
            allowed += answer.status() == 200 ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(OF_AN_ADDRESS * SECONDS);
    }

    @Test
    void healthIsToldHoweverOftenSomebodyAsks() {
        exhaust(HERE);

        assertThat(open("/health/live", HERE).status()).isEqualTo(200);
        assertThat(open("/health/ready", HERE).status()).isEqualTo(200);
    }

    @Test
    void thisMachineAndThoseBehindAnUnknownProxyAreNotLimited() {
        for (int i = 0; i < 2 * OF_AN_ADDRESS * SECONDS; i++) {
            assertThat(gateway.send(gateway.open("/docs")).status()).isEqualTo(200);
        }
    }

    @Test
    void ofManyAtOnceNoMorePassThanTheBucketHolds() {
        var passed = new AtomicInteger();
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3 * OF_AN_ADDRESS * SECONDS; i++) {
                crowd.execute(() -> {
                    if (open("/payment-intents/public/x", HERE).status() != 429) {
                        passed.incrementAndGet();
                    }
                });
            }
        }

        assertThat(passed).hasValue(OF_AN_ADDRESS * SECONDS);
    }

    private void exhaust(String address) {
        for (int i = 0; i <= OF_AN_ADDRESS * SECONDS; i++) {
            open("/nowhere", address);
        }
    }

    private Answer open(String path, String address) {
        return gateway.send(gateway.open(path).header("X-Forwarded-For", address));
    }

    private Answer signed(String key, String address) {
        return gateway.send(gateway.requestAs(key, "/customers/none")
                .header("X-Forwarded-For", address)
                .method("GET", BodyPublishers.noBody()));
    }
}
