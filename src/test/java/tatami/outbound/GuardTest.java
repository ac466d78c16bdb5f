package tatami.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Await;
import tatami.outbound.Guard.Barred;

class GuardTest {

    private static final boolean HTTPS = true;
    private static final boolean HTTP = false;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Nothing here may ask the DNS unless a test says what it answers. */
    private static final Guard.Dns NO_DNS = host -> {
        throw new AssertionError("asked for " + host);
    };

    /** Who may go where: by https and by http, for everybody and for developers. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8.8.8.8                       | 8.8.8.8 |         | 8.8.8.8           |
            127.0.0.1                     |         |         | 127.0.0.1         | 127.0.0.1
            ::1                           |         |         | ::1               | ::1
            10.0.0.1                      |         |         |                   |
            169.254.169.254               |         |         |                   |
            10.0.0.1 8.8.8.8              | 8.8.8.8 |         | 8.8.8.8           |
            8.8.8.8 127.0.0.1 192.168.0.1 | 8.8.8.8 |         | 8.8.8.8 127.0.0.1 | 127.0.0.1
            0.0.0.0                       |         |         |                   |
            """)
    void onlyPermittedAddressesAreLetThrough(
            String dns, String https, String http, String developersHttps, String developersHttp) {
        assertThat(permitted(new Guard(false, answering(dns)), HTTPS)).isEqualTo(https);
        assertThat(permitted(new Guard(false, answering(dns)), HTTP)).isEqualTo(http);
        assertThat(permitted(new Guard(true, answering(dns)), HTTPS)).isEqualTo(developersHttps);
        assertThat(permitted(new Guard(true, answering(dns)), HTTP)).isEqualTo(developersHttp);
    }

    @Test
    void aRefusalDoesNotSayWhereAHostIs() {
        assertThatThrownBy(() -> new Guard(false, answering("10.1.2.3")).addresses(HTTPS, "shop.example", LIMIT))
                .isInstanceOf(Barred.class)
                .hasMessage("shop.example does not lead to a public address: it is private, or nobody knows it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0X7F000001",
                "0x7f.1",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.01",
                "017700000001",
                "127.0.0.1.",
                "127.0.0.1..",
                "256.0.0.1",
                "8.8.8.8.8",
                "shop.0x1",
                "[::ffff:127.0.0.1]",
                "::ffff:127.0.0.1",
                "[::ffff:8.8.8.8]",
                "[fe80::1%eth0]",
                "[::1%1]",
                "[::1%25lo]",
                "[127.0.0.1]",
                "[::1",
                "[]",
                "localhost.",
                "shop.example.",
                "",
                ".",
                "shop example",
                "shop.example#",
                "１２７.0.0.1",
            })
    void disguisesAreRefusedWithoutAskingAnybodyEvenForDevelopers(String host) {
        for (var guard : List.of(new Guard(false, NO_DNS), new Guard(true, NO_DNS))) {
            assertThatThrownBy(() -> guard.addresses(HTTPS, host, LIMIT)).isInstanceOf(Barred.class);
            assertThatThrownBy(() -> guard.addresses(HTTP, host, LIMIT)).isInstanceOf(Barred.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.1", "[::1]", "::1", "[0:0:0:0:0:0:0:1]"})
    void developersMayNameThisMachineByItsAddress(String host) throws Barred {
        assertThat(new Guard(true, NO_DNS).addresses(HTTP, host, LIMIT)).hasSize(1);
        assertThatThrownBy(() -> new Guard(false, NO_DNS).addresses(HTTPS, host, LIMIT))
                .isInstanceOf(Barred.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "[2606:4700:4700::1111]"})
    void aPublicAddressNeedsNoName(String host) throws Barred {
        assertThat(new Guard(false, NO_DNS).addresses(HTTPS, host, LIMIT)).hasSize(1);
    }

    @Test
    void aHostThatNobodyKnowsIsSaidToBeUnknown() {
        var guard = new Guard(false, host -> {
            throw new UnknownHostException(host);
        });

        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT))
                .isInstanceOf(Barred.class)
                .hasMessage("shop.example does not lead to a public address: it is private, or nobody knows it.");
    }

    @Test
    void aNameThatJavaTakesForABadNumberIsUnknown() {
        var guard = new Guard(false, host -> {
            throw new IllegalArgumentException(host);
        });

        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT)).isInstanceOf(Barred.class);
    }

    @Test
    void aDnsThatChangesItsMindIsJudgedAnew() throws Barred {
        var asked = new AtomicInteger();
        var time = new AtomicLong();
        var guard = new Guard(
                false,
                _ -> new InetAddress[] {InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "8.8.8.8" : "127.0.0.1")},
                time::get,
                Runnable::run); // so that an answer is put away before the time moves on

        assertThat(guard.addresses(HTTPS, "shop.example", LIMIT)).containsExactly(InetAddress.ofLiteral("8.8.8.8"));
        time.addAndGet(Duration.ofSeconds(31).toNanos());

        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT)).isInstanceOf(Barred.class);
    }

    @Test
    void anAnswerIsRememberedForHalfAMinuteAndAFailureForFiveSeconds() throws Barred {
        var asked = new AtomicInteger();
        var time = new AtomicLong();
        var guard = new Guard(
                false,
                _ -> answer(asked.getAndIncrement()),
                time::get,
                Runnable::run); // so that an answer is put away before the time moves on

        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT)).isInstanceOf(Barred.class);
        time.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT)).isInstanceOf(Barred.class);
        assertThat(asked).hasValue(1);

        time.addAndGet(Duration.ofSeconds(2).toNanos());
        guard.addresses(HTTPS, "shop.example", LIMIT);
        time.addAndGet(Duration.ofSeconds(29).toNanos());
        guard.addresses(HTTPS, "SHOP.example", LIMIT);
        assertThat(asked).hasValue(2);

        time.addAndGet(Duration.ofSeconds(2).toNanos());
        guard.addresses(HTTPS, "shop.example", LIMIT);
        assertThat(asked).hasValue(3);
    }

    @Test
    void aNameThatHangsHoldsUpNoOther() throws Barred {
        var never = new CountDownLatch(1);
        var guard = new Guard(false, host -> {
            if (host.startsWith("dead")) {
                await(never);
            }
            return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
        });

        for (int i = 0; i < 20; i++) {
            var dead = "dead%d.example".formatted(i);
            assertThatThrownBy(() -> guard.addresses(HTTPS, dead, Duration.ofMillis(10)))
                    .isInstanceOf(Barred.class)
                    .hasMessage("The DNS took too long to say where " + dead + " is.");
        }
        assertThat(guard.addresses(HTTPS, "shop.example", LIMIT)).hasSize(1);
        never.countDown();
    }

    @Test
    void whenHundredsOfNamesHangAnotherIsRefusedAtOnceAndFoundLater() throws Barred {
        var never = new CountDownLatch(1);
        var guard = new Guard(false, host -> {
            if (host.startsWith("dead")) {
                await(never);
            }
            return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
        });
        for (int i = 0; i < 256; i++) {
            var dead = "dead%d.example".formatted(i);
            assertThatThrownBy(() -> guard.addresses(HTTPS, dead, Duration.ofMillis(1)))
                    .isInstanceOf(Barred.class);
        }

        assertThatThrownBy(() -> guard.addresses(HTTPS, "shop.example", LIMIT))
                .isInstanceOf(Barred.class)
                .hasMessage("The gateway is busy looking for other hosts than shop.example.");

        never.countDown();
        Await.until("shop.example is found", LIMIT, () -> permitted(guard, HTTPS) != null);
    }

    @Test
    void aHundredWhoAskForOneNameAskOnce() throws Exception {
        var asked = new AtomicInteger();
        var go = new CountDownLatch(1);
        var guard = new Guard(false, _ -> {
            asked.incrementAndGet();
            await(go);
            return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
        });

        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<List<InetAddress>>>();
            for (int i = 0; i < 100; i++) {
                answers.add(askers.submit(() -> guard.addresses(HTTPS, "shop.example", LIMIT)));
            }
            go.countDown();
            for (var answer : answers) {
                assertThat(answer.get()).hasSize(1);
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void lookupsHoldPlatformThreadsThatNobodyWaitsForAtTheEnd() throws Barred {
        var guard = new Guard(false, _ -> {
            var thread = Thread.currentThread();
            var address = !thread.isVirtual() && thread.isDaemon() ? "8.8.8.8" : "10.0.0.1";
            return new InetAddress[] {InetAddress.ofLiteral(address)};
        });

        assertThat(guard.addresses(HTTPS, "shop.example", LIMIT)).hasSize(1);
    }

    @Test
    void thisMachineIsFoundByTheSystemsOwnDns() throws Barred {
        assertThat(new Guard(true).addresses(HTTP, "localhost", LIMIT)).isNotEmpty();
        assertThatThrownBy(() -> new Guard(false).addresses(HTTPS, "localhost", LIMIT))
                .isInstanceOf(Barred.class);
    }

    private static InetAddress[] answer(int time) throws UnknownHostException {
        if (time == 0) {
            throw new UnknownHostException();
        }
        return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
    }

    private static Guard.Dns answering(String addresses) {
        return _ -> List.of(addresses.split(" ")).stream()
                .map(InetAddress::ofLiteral)
                .toArray(InetAddress[]::new);
    }

    /** Null where the table is empty: nothing is permitted. */
    private static String permitted(Guard guard, boolean secure) {
        try {
            return String.join(
                    " ",
                    guard.addresses(secure, "shop.example", LIMIT).stream()
                            .map(address -> address.getHostAddress().replace("0:0:0:0:0:0:0:1", "::1"))
                            .toList());
        } catch (Barred _) {
            return null;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
