package tatami.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A merchant's own pages, for shoppers to come back to. */
final class Shop implements AutoCloseable {

    private final HttpServer server;

    private Shop(HttpServer server) {
        this.server = server;
    }

    static Shop open() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                var html =
                        "<!doctype html><link rel=icon href=data:,><h1>The shop</h1>".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, html.length);
                exchange.getResponseBody().write(html);
                exchange.close();
            });
            server.start();
            return new Shop(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another origin than the gateway's. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
