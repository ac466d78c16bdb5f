package tatami.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Over real sockets, as the end of a stream looks different in each of its failures. */
class DownloadTest {

    private static final int LINES = 400_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aFileOfAnyLengthArrivesWhole() throws Exception {
        var file = fetch(out -> {
            for (int i = 0; i < LINES; i++) {
                out.write("line " + i + "\r\n");
            }
        });

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().map())
                .containsEntry("content-type", List.of("text/csv; charset=utf-8"))
                .containsEntry("content-disposition", List.of("attachment; filename=\"a.csv\""));
        assertThat(file.body().lines()).hasSize(LINES).last().isEqualTo("line " + (LINES - 1));
    }

    @Test
    void aFileThatBreaksOffIsSeenToBeBroken() {
        assertThatThrownBy(() -> fetch(out -> {
                    for (int i = 0; i < LINES; i++) {
                        out.write("line " + i + "\r\n");
                    }
                    throw new IllegalStateException("The database has gone.");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsRefusedBeforeItBeginsIsAnsweredAsUsual() throws Exception {
        var answer = fetch(_ -> {
            throw new Refusal(Reason.NOT_FOUND, "Not there.");
        });

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
        assertThat(answer.body()).contains("Not there.");
    }

    @Test
    void aReaderWhoGoesEndsTheWriting() throws Exception {
        var ended = new CountDownLatch(1);
        try (var socket = new Socket("127.0.0.1", serve(out -> {
            try {
                while (true) {
                    out.write("line\r\n");
                }
            } finally {
                ended.countDown();
            }
        }))) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private HttpResponse<String> fetch(Download.Writing writing) throws Exception {
        var port = serve(writing);
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .build(),
                BodyHandlers.ofString());
    }

    private int serve(Download.Writing writing) {
        var routing = HttpRouting.builder().get("/", (_, response) -> Download.csv(response, "a.csv", writing));
        Problems.on(routing);
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .routing(routing)
                .build()
                .start();
        return server.port();
    }
}
