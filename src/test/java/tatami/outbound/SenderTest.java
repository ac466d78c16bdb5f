package tatami.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.TestTls;

/** Real receivers on this machine, most of them rude. */
@Timeout(60)
class SenderTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    /** Where an answer has to begin in time, though the machine has other things to do. */
    private static final Duration LONGER = Duration.ofSeconds(1);

    private static final String TOO_LATE = "No answer within 300 milliseconds.";
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(UTF_8);
    private static final Map<String, String> HEADERS = Map.of("webhook-id", "evt_1");

    /** All names lead to this machine; no other DNS knows any of them. */
    private static final Guard.Dns HERE = _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};

    @TempDir
    private static Path directory;

    private static TestTls certificate;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void makeCertificate() {
        certificate = TestTls.of("shop.example", directory);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var closeable : open) {
            closeable.close();
        }
    }

    // What is sent, and what is made of answers

    @Test
    void aDeliveryArrivesAsItWasGiven() {
        var heard = new LinkedBlockingQueue<String>();
        var receiver = receiver((in, out) -> {
            heard.add(request(in));
            out.write(answer(204, ""));
        });

        var reply = sender().post(receiver.url("http", "shop.example", "/hooks/ü?a=b%20c"), HEADERS, BODY);

        assertThat(reply).isEqualTo(new Reply(204, null, "", null));
        assertThat(heard.remove().split("\r\n"))
                .startsWith("POST /hooks/%C3%BC?a=b%20c HTTP/1.1")
                .containsExactlyInAnyOrder(
                        "POST /hooks/%C3%BC?a=b%20c HTTP/1.1",
                        "Host: shop.example:" + receiver.port(),
                        "User-Agent: Tatami-Webhooks/1",
                        "Accept-Encoding: identity",
                        "Content-Type: application/json",
                        "Content-Length: 14",
                        "webhook-id: evt_1",
                        "",
                        "{\"id\":\"evt_1\"}");
    }

    @Test
    void anAddressWithoutAPathMeansTheRoot() {
        var heard = new LinkedBlockingQueue<String>();
        var receiver = receiver((in, out) -> {
            heard.add(request(in));
            out.write(answer(200, ""));
        });

        sender().post(receiver.url("HTTP", "Shop.Example", ""), HEADERS, BODY);

        assertThat(heard.remove()).startsWith("POST / HTTP/1.1\r\nHost: shop.example:");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 299, 400, 401, 407, 410, 429, 500, 503})
    void whateverIsAnsweredIsReturned(int status) {
        var receiver = receiver(always(answer(status, status == 204 ? "" : "so be it")));

        var reply = sender().post(receiver.url(), HEADERS, BODY);

        assertThat(reply).isEqualTo(new Reply(status, null, status == 204 ? "" : "so be it", null));
        assertThat(receiver.requests()).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsReturnedAndNotFollowed(int status) {
        var trap = receiver(always(answer(200, "")));
        var receiver = receiver(always(answer(status, "", "Location: " + trap.url())));

        assertThat(sender().post(receiver.url(), HEADERS, BODY).status()).isEqualTo(status);
        assertThat(trap.connections()).hasValue(0);
    }

    @Test
    void whenToComeBackIsPassedOn() {
        var receiver = receiver(always(answer(503, "", "Retry-After: 120")));

        assertThat(sender().post(receiver.url(), HEADERS, BODY).retryAfter()).isEqualTo("120");
    }

    @Test
    void cookiesAreNotSentBack() {
        var heard = new LinkedBlockingQueue<String>();
        var receiver = receiver((in, out) -> {
            for (var request = request(in); !request.isEmpty(); request = request(in)) {
                heard.add(request);
                out.write(answer(200, "", "Set-Cookie: a=b; Path=/"));
            }
        });
        var sender = sender();

        sender.post(receiver.url(), HEADERS, BODY);
        sender.post(receiver.url(), HEADERS, BODY);

        assertThat(heard).hasSize(2).noneMatch(request -> request.contains("Cookie"));
    }

    @Test
    void answersThatAreNotFinalAreWaitedOut() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n".getBytes(UTF_8));
            out.write(answer(201, "made"));
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY)).isEqualTo(new Reply(201, null, "made", null));
    }

    @Test
    void whatADatabaseCannotStoreIsReplaced() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".getBytes(UTF_8));
            out.write(new byte[] {'a', 0, (byte) 0xff, 'b', (byte) 0xc3});
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY).answer()).isEqualTo("a\ufffd\ufffdb\ufffd");
    }

    @Test
    void aCompressedAnswerIsLeftAsItIs() {
        var bomb = gzip(new byte[10_000_000]);
        var receiver = receiver((in, out) -> {
            request(in);
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(bomb);
        });

        var reply = sender().post(receiver.url(), HEADERS, BODY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.answer()).startsWith("\u001f").hasSizeLessThanOrEqualTo(Sender.ANSWER_BYTES);
    }

    // Bodies without an end

    @ParameterizedTest
    @ValueSource(strings = {"", "Transfer-Encoding: chunked", "Content-Length: 1000000000"})
    void anEndlessBodyIsASuccessAndItsFirstKilobyteIsEnough(String length) {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write(("HTTP/1.1 200 OK\r\n" + (length.isEmpty() ? "" : length + "\r\n") + "\r\n").getBytes(UTF_8));
            while (true) {
                out.write((length.contains("chunked") ? "3\r\nabc\r\n" : "abc").getBytes(UTF_8));
            }
        });

        var reply = sender().post(receiver.url(), HEADERS, BODY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.answer()).hasSize(1024).startsWith("abcabc");
    }

    @Test
    void aBodyThatStopsHalfwayIsASuccessWhenTheTimeIsUp() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(UTF_8));
            hang(in);
        });

        assertThat(sender(LONGER).post(receiver.url(), HEADERS, BODY)).isEqualTo(new Reply(200, null, "half", null));
    }

    @Test
    void aBodyThatTricklesIsASuccessWhenTheTimeIsUp() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 299 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            trickle(out, "x");
        });

        var reply = sender(LONGER).post(receiver.url(), HEADERS, BODY);

        assertThat(reply.status()).isEqualTo(299);
        assertThat(reply.answer()).matches("x+");
    }

    @Test
    void aBodyThatBreaksOffIsASuccess() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(UTF_8));
            throw new Hangup();
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY)).isEqualTo(new Reply(200, null, "half", null));
    }

    // Time

    @Test
    void whoDoesNotAnswerIsGivenUp() {
        var receiver = receiver((in, _) -> hang(in));

        assertThat(sender(SHORT).post(receiver.url(), HEADERS, BODY)).isEqualTo(Reply.failed(TOO_LATE));
    }

    @Test
    void whoAnswersOneByteAfterTheOtherIsGivenUp() {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(UTF_8));
            trickle(out, "x");
        });

        assertThat(sender(SHORT).post(receiver.url(), HEADERS, BODY)).isEqualTo(Reply.failed(TOO_LATE));
    }

    @Test
    void whoOnlyEverPromisesAnAnswerIsGivenUp() {
        var receiver = receiver((in, out) -> {
            request(in);
            trickle(out, "HTTP/1.1 102 Processing\r\n\r\n");
        });

        assertThat(sender(SHORT).post(receiver.url(), HEADERS, BODY)).isEqualTo(Reply.failed(TOO_LATE));
    }

    @Test
    void whoNeverReadsIsGivenUp() {
        var never = new CountDownLatch(1);
        var receiver = receiver((_, _) -> never.await());

        var reply = sender(SHORT).post(receiver.url(), HEADERS, new byte[50_000_000]);

        assertThat(reply).isEqualTo(Reply.failed(TOO_LATE));
        never.countDown();
    }

    @Test
    void whoHangsInTheHandshakeIsGivenUp() {
        var receiver = receiver((in, _) -> hang(in));

        assertThat(sender(SHORT).post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed(TOO_LATE));
    }

    /** The header of a record of the handshake, and then its content in crumbs. */
    @Test
    void whoTricklesTheHandshakeIsGivenUp() {
        var receiver = receiver((_, out) -> {
            out.write(new byte[] {22, 3, 3, 0x30, 0});
            trickle(out, "\u0002");
        });

        assertThat(sender(SHORT).post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed(TOO_LATE));
    }

    @Test
    void whoHangsInTheHandshakeForGoodHoldsNobodyUpAtTheEnd() throws Exception {
        var receiver = receiver((in, _) -> hang(in));
        var sender = sender(SHORT);

        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 100; i++) {
                replies.add(many.submit(() -> sender.post(receiver.url("https", "shop.example", "/"), HEADERS, BODY)));
            }
            for (var reply : replies) {
                assertThat(reply.get()).isEqualTo(Reply.failed(TOO_LATE));
            }
        }
    }

    @Test
    void aDnsThatHangsIsGivenUp() {
        var never = new CountDownLatch(1);
        var guard = new Guard(true, host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return HERE.lookUp(host);
        });

        var reply = sender(guard, SHORT).post(URI.create("https://shop.example/"), HEADERS, BODY);

        assertThat(reply).isEqualTo(Reply.failed("The DNS took too long to say where shop.example is."));
        never.countDown();
    }

    // Connections that fail

    @Test
    void aReceiverThatIsNotThereIsSaidToRefuse() throws IOException {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = gone.getLocalPort();
        }

        assertThat(sender().post(URI.create("http://shop.example:" + port), HEADERS, BODY))
                .isEqualTo(Reply.failed("The connection was refused."));
    }

    @Test
    void aResetIsSaidToBeOne() {
        var receiver = receiver((in, _) -> {
            request(in);
            throw new Hangup();
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY)).isEqualTo(Reply.failed("The connection was reset."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                      | The connection was closed without an answer.
            HTTP/1.1 20               | The answer is not HTTP.
            SSH-2.0-OpenSSH_9.6       | The answer is not HTTP.
            HTTP/2.0 200 OK           | The answer is not HTTP.
            HTTP/1.1 099 Low          | The answer is not HTTP.
            """)
    void anAnswerThatIsNoneIsAFailure(String answer, String failure) {
        var receiver = receiver((in, out) -> {
            request(in);
            if (answer != null) {
                out.write((answer + "\r\n\r\n").getBytes(UTF_8));
            }
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY)).isEqualTo(Reply.failed(failure));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headersWithoutEndAreAFailure(boolean oneLine) {
        var receiver = receiver((in, out) -> {
            request(in);
            out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            while (true) {
                out.write((oneLine ? "xxxxxxx" : "x: y\r\n").getBytes(UTF_8));
            }
        });

        assertThat(sender().post(receiver.url(), HEADERS, BODY))
                .isEqualTo(Reply.failed("The headers of the answer are too long, or too many."));
    }

    @Test
    void theSecondAddressOfANameIsTriedWhenTheFirstRefuses() {
        var receiver = receiver(always(answer(200, "")));
        var guard = new Guard(
                true, _ -> new InetAddress[] {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")});

        assertThat(sender(guard, Sender.LIMIT)
                        .post(receiver.url(), HEADERS, BODY)
                        .status())
                .isEqualTo(200);
    }

    // Where a webhook may not go

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://127.0.0.1:%d/               | 127.0.0.1 does not lead to a public address: it is private, or nobody knows it.
            https://[::ffff:127.0.0.1]:%d/      | ::ffff:127.0.0.1 does not lead to a public address: it is private, or nobody knows it.
            https://[::1]:%d/                   | ::1 does not lead to a public address: it is private, or nobody knows it.
            https://[0:0:0:0:0:ffff:7f00:1]:%d/ | 0:0:0:0:0:ffff:7f00:1 does not lead to a public address: it is private, or nobody knows it.
            https://localhost:%d/               | localhost does not lead to a public address: it is private, or nobody knows it.
            https://LOCALHOST:%d/               | localhost does not lead to a public address: it is private, or nobody knows it.
            https://shop.example:%d/            | shop.example does not lead to a public address: it is private, or nobody knows it.
            https://localhost.:%d/              | localhost. ends in a dot. Leave it away: certificates are made out without it.
            https://0.0.0.0:%d/                 | 0.0.0.0 does not lead to a public address: it is private, or nobody knows it.
            http://127.0.0.1:%d/                | Webhooks are sent by https only.
            http://shop.example:%d/             | Webhooks are sent by https only.
            ftp://shop.example:%d/              | The address of the webhook is not one that begins with https and names a host.
            https://2130706433:%d/              | 2130706433 is not a name, and not an address of four numbers either.
            https://0x7f000001:%d/              | 0x7f000001 is not a name, and not an address of four numbers either.
            https://127.1:%d/                   | The address of the webhook is not one that begins with https and names a host.
            //shop.example:%d/                  | The address of the webhook is not one that begins with https and names a host.
            """)
    void aTrapOnThisMachineIsNeverReached(String url, String failure) {
        var trap = receiver(always(answer(200, "")));

        var reply = sender(new Guard(false, HERE), Sender.LIMIT)
                .post(URI.create(url.formatted(trap.port())), HEADERS, BODY);

        assertThat(reply).isEqualTo(Reply.failed(failure));
        assertThat(trap.connections()).hasValue(0);
    }

    @Test
    void developersReachOnlyTheirOwnMachineByHttp() {
        var guard = new Guard(true, _ -> new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")});

        assertThat(sender(guard, SHORT).post(URI.create("http://shop.example/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("shop.example is not the gateway's own machine,"
                        + " and only that may be sent webhooks by http."));
    }

    @Test
    void aDnsThatChangesItsMindIsAskedOnceForEachConnectionAndJudgedEachTime() throws Exception {
        var asked = new AtomicInteger();
        var time = new AtomicLong();
        var receiver = receiver(once(answer(200, "")));
        var guard = new Guard(
                true,
                _ -> new InetAddress[] {
                    InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
                },
                time::get,
                Runnable::run); // so that an answer is put away before the time moves on
        var sender = sender(guard, Sender.LIMIT);

        assertThat(sender.post(receiver.url(), HEADERS, BODY).status()).isEqualTo(200);
        assertThat(receiver.closed().tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).hasValue(1);

        time.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(sender.post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed(
                        "shop.example does not lead to a public address: it is private, or nobody knows it."));
        assertThat(receiver.connections()).hasValue(1);
    }

    @Test
    void aPortThatCannotBeIsAFailure() {
        assertThat(sender().post(URI.create("https://shop.example:70000/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("The address of the webhook has a port above 65535."));
    }

    // Connections that are used again

    @ParameterizedTest
    @ValueSource(strings = {"", "ok"})
    void aConnectionIsUsedAgain(String body) {
        var receiver = receiver(always(answer(200, body)));
        var sender = sender();

        for (int i = 0; i < 20; i++) {
            assertThat(sender.post(receiver.url(), HEADERS, BODY)).isEqualTo(new Reply(200, null, body, null));
        }

        assertThat(receiver.connections()).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length: 1024       | 1
            Content-Length: 1025       | 2
            Connection: close          | 2
            Keep-Alive: timeout=1      | 2
            Keep-Alive: timeout=0      | 2
            Keep-Alive: timeout=5      | 1
            Keep-Alive: max=3          | 1
            """)
    void aConnectionIsUsedAgainOnlyIfItIsFitForIt(String header, int connections) {
        var body = header.endsWith("1025") ? "x".repeat(1025) : "x".repeat(1024);
        var receiver = receiver(always(answer(200, body, header.startsWith("Content") ? "X: y" : header)));
        var sender = sender();

        sender.post(receiver.url(), HEADERS, BODY);
        sender.post(receiver.url(), HEADERS, BODY);

        assertThat(receiver.connections()).hasValue(connections);
    }

    @Test
    void aConnectionThatTheReceiverClosedMeanwhileIsNotUsedAgain() throws Exception {
        var receiver = receiver(once(answer(200, "")));
        var sender = sender();

        for (int i = 1; i <= 5; i++) {
            assertThat(sender.post(receiver.url(), HEADERS, BODY).status()).isEqualTo(200);
            assertThat(receiver.closed().tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(receiver.connections()).hasValue(5);
    }

    @Test
    void anAnswerThatNobodyAskedForIsNotTakenForTheNext() throws Exception {
        var speak = new Semaphore(0);
        var said = new Semaphore(0);
        var liar = receiver((in, out) -> {
            request(in);
            out.write(answer(500, ""));
            out.flush();
            speak.acquire();
            out.write(answer(200, ""));
            out.flush();
            said.release();
            hang(in);
        });
        var sender = sender();

        assertThat(sender.post(liar.url(), HEADERS, BODY).status()).isEqualTo(500);
        speak.release();
        assertThat(said.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sender.post(liar.url(), HEADERS, BODY).status()).isEqualTo(500);

        assertThat(liar.connections()).hasValue(2);
    }

    @Test
    void aHundredAtOnceAreAllAnsweredAndShareConnectionsAfterwards() throws Exception {
        var receiver = receiver(always(answer(200, "ok")));
        var sender = sender();

        for (int round = 0; round < 5; round++) {
            try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
                var replies = new ArrayList<Future<Reply>>();
                for (int i = 0; i < 100; i++) {
                    replies.add(many.submit(() -> sender.post(receiver.url(), HEADERS, BODY)));
                }
                for (var reply : replies) {
                    assertThat(reply.get()).isEqualTo(new Reply(200, null, "ok", null));
                }
            }
        }

        assertThat(receiver.requests()).hasValue(500);
        assertThat(receiver.connections().get()).isBetween(1, 100);
    }

    @Test
    void connectionsAreClosedWithTheSender() throws Exception {
        var receiver = receiver(always(answer(200, "")));
        var sender = sender();
        sender.post(receiver.url(), HEADERS, BODY);

        sender.sender().close();

        assertThat(receiver.closed().tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sender.post(receiver.url(), HEADERS, BODY))
                .isEqualTo(Reply.failed("The gateway was stopped before there was an answer."));
    }

    @Test
    void whoIsInterruptedStopsAtOnce() throws Exception {
        var asked = new Semaphore(0);
        var receiver = receiver((in, _) -> {
            request(in);
            asked.release();
            hang(in);
        });
        var sender = sender();
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        var poster = Thread.startVirtualThread(() -> replies.add(sender.sender().post(receiver.url(), HEADERS, BODY)));

        assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        poster.interrupt();

        assertThat(replies.poll(5, TimeUnit.SECONDS))
                .isEqualTo(Reply.failed("The gateway was stopped before there was an answer."));
    }

    // TLS

    @Test
    void aCertificateThatIsTrustedBesidesIsEnough() {
        var names = new LinkedBlockingQueue<String>();
        var receiver = secure(names, always(answer(200, "ok")));
        var sender = sender(new Guard(true, HERE), Sender.LIMIT, Optional.of(certificate.pem()));

        for (int i = 0; i < 5; i++) {
            assertThat(sender.post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                    .isEqualTo(new Reply(200, null, "ok", null));
        }

        assertThat(receiver.connections()).hasValue(1);
        assertThat(names).containsExactly("TLSv1.3 shop.example");
    }

    @Test
    void aConnectionByTlsThatTheReceiverClosedMeanwhileIsNotUsedAgain() throws Exception {
        var receiver = secure(new LinkedBlockingQueue<>(), once(answer(200, "")));
        var sender = sender(new Guard(true, HERE), Sender.LIMIT, Optional.of(certificate.pem()));

        for (int i = 1; i <= 3; i++) {
            var url = receiver.url("https", "shop.example", "/");
            assertThat(sender.post(url, HEADERS, BODY).status()).isEqualTo(200);
            assertThat(receiver.closed().tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsNotTrusted() {
        var receiver = secure(new LinkedBlockingQueue<>(), always(answer(200, "")));

        assertThat(sender().post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("The certificate is not trusted:"
                        + " its issuer is not known, or a certificate in between is missing."));
        assertThat(receiver.requests()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "localhost", "127.0.0.1"})
    void aCertificateForAnotherHostIsNotTrusted(String host) {
        var receiver = secure(new LinkedBlockingQueue<>(), always(answer(200, "")));
        var sender = sender(new Guard(true, HERE), Sender.LIMIT, Optional.of(certificate.pem()));

        assertThat(sender.post(receiver.url("https", host, "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("The certificate is not trusted: it is for another host."));
        assertThat(receiver.requests()).hasValue(0);
    }

    @Test
    void aReceiverWithoutTlsIsSaidToHaveNone() {
        var receiver = receiver((in, out) -> {
            in.read();
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            out.flush();
            hang(in);
        });

        assertThat(sender().post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("The receiver does not speak TLS on this port."));
    }

    @Test
    void aHandshakeThatIsClosedIsSaidToBe() {
        var receiver = receiver((in, _) -> in.read(new byte[10_000]));

        assertThat(sender().post(receiver.url("https", "shop.example", "/"), HEADERS, BODY))
                .isEqualTo(Reply.failed("The connection was closed during the TLS handshake."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing.pem |                | The file %s with trusted certificates cannot be read.
            empty.pem   |                | The file %s does not hold certificates in PEM.
            other.pem   | not at all PEM | The file %s does not hold certificates in PEM.
            """)
    void aFileWithoutCertificatesIsRefused(String name, String content, String message) throws IOException {
        var file = directory.resolve(name);
        if (!name.startsWith("missing")) {
            Files.writeString(file, content == null ? "" : content);
        }

        assertThatThrownBy(() -> new Sender(new Guard(true, HERE), Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.formatted(file));
    }

    private Poster sender() {
        return sender(Sender.LIMIT);
    }

    private Poster sender(Duration limit) {
        return sender(new Guard(true, HERE), limit);
    }

    private Poster sender(Guard guard, Duration limit) {
        return sender(guard, limit, Optional.empty());
    }

    private Poster sender(Guard guard, Duration limit, Optional<Path> caFile) {
        var sender = new Sender(guard, caFile, limit);
        open.add(sender);
        return new Poster(sender);
    }

    private RudeReceiver receiver(Talk talk) {
        var receiver = new RudeReceiver(talk, socket -> socket);
        open.add(receiver);
        return receiver;
    }

    /** @param names the version of TLS and the name that each handshake asked for */
    private RudeReceiver secure(BlockingQueue<String> names, Talk talk) {
        var receiver = new RudeReceiver(talk, socket -> {
            var tls = (SSLSocket) certificate.server().getSocketFactory().createSocket(socket, null, true);
            tls.startHandshake();
            var session = (ExtendedSSLSession) tls.getSession();
            session.getRequestedServerNames()
                    .forEach(name -> names.add(session.getProtocol() + " " + new String(name.getEncoded(), UTF_8)));
            return tls;
        });
        open.add(receiver);
        return receiver;
    }

    private static Talk always(byte[] answer) {
        return (in, out) -> {
            while (!request(in).isEmpty()) {
                out.write(answer);
                out.flush();
            }
        };
    }

    private static Talk once(byte[] answer) {
        return (in, out) -> {
            request(in);
            out.write(answer);
        };
    }

    private static byte[] answer(int status, String body, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        var length = status == 204 ? "" : "Content-Length: " + body.length() + "\r\n";
        return ("HTTP/1.1 " + status + " So\r\n" + length + more + "\r\n" + body).getBytes(UTF_8);
    }

    /** All of a request; empty when there is none any more. */
    private static String request(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                return "";
            }
            text.append((char) next);
        }
        var length = text.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        var request = text + new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
        ((Heard) in).requests.incrementAndGet();
        return request;
    }

    private static void hang(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void trickle(OutputStream out, String crumb) throws IOException {
        while (true) {
            out.write(crumb.getBytes(UTF_8));
            out.flush();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    /** What a receiver does with a connection, which is closed after that. */
    private interface Talk {
        void with(InputStream in, OutputStream out) throws Exception;
    }

    private interface Wrap {
        Socket around(Socket socket) throws IOException;
    }

    /** Ends a connection with a reset. */
    private static final class Hangup extends RuntimeException {}

    /** Posts from virtual threads, as the gateway does: their sockets wait in ways of their own. */
    private record Poster(Sender sender) {

        Reply post(URI url, Map<String, String> headers, byte[] body) {
            var reply = new FutureTask<>(() -> sender.post(url, headers, body));
            Thread.startVirtualThread(reply);
            try {
                return reply.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Heard extends FilterInputStream {

        private final AtomicInteger requests;

        Heard(InputStream in, AtomicInteger requests) {
            super(in);
            this.requests = requests;
        }
    }

    /** Listens on this machine, and counts who comes. */
    private static final class RudeReceiver implements AutoCloseable {

        private final ServerSocket listener;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger requests = new AtomicInteger();
        private final Semaphore closed = new Semaphore(0);

        RudeReceiver(Talk talk, Wrap wrap) {
            try {
                listener = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofPlatform().daemon().start(() -> listen(talk, wrap));
        }

        int port() {
            return listener.getLocalPort();
        }

        URI url() {
            return url("http", "shop.example", "/hooks");
        }

        URI url(String scheme, String host, String path) {
            return URI.create(scheme + "://" + host + ":" + port() + path);
        }

        AtomicInteger connections() {
            return connections;
        }

        AtomicInteger requests() {
            return requests;
        }

        /** One for each connection that was ended. */
        Semaphore closed() {
            return closed;
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (var socket : sockets) {
                socket.close();
            }
        }

        private void listen(Talk talk, Wrap wrap) {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    sockets.add(socket);
                    connections.incrementAndGet();
                    Thread.ofPlatform().daemon().start(() -> talk(socket, talk, wrap));
                } catch (IOException _) {
                    return; // closed
                }
            }
        }

        private void talk(Socket plain, Talk talk, Wrap wrap) {
            try (plain;
                    var socket = wrap.around(plain)) {
                try {
                    talk.with(new Heard(socket.getInputStream(), requests), socket.getOutputStream());
                } catch (Hangup _) {
                    socket.setSoLinger(true, 0);
                }
            } catch (Exception _) {
                // the sender went away, as it should
            } finally {
                sockets.remove(plain);
                closed.release();
            }
        }
    }
}
