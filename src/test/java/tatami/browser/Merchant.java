package tatami.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A merchant's web server, of another origin than the gateway's: shows the pages that a test writes. */
final class Merchant implements AutoCloseable {

    private record Shown(String html, String policy) {}

    private final HttpServer server;
    private final Map<String, Shown> pages = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    private Merchant(HttpServer server) {
        this.server = server;
    }

    static Merchant open() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var merchant = new Merchant(server);
            server.createContext("/", exchange -> {
                var page = merchant.pages.getOrDefault(exchange.getRequestURI().getPath(), new Shown("", ""));
                var body = page.html().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
                if (!page.policy().isEmpty()) {
                    exchange.getResponseHeaders().add("Content-Security-Policy", page.policy());
                }
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return merchant;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Gives the address of a new page. */
    String show(String html) {
        return show(html, "");
    }

    /** @param policy the page's content security policy */
    String show(String html, String policy) {
        var path = "/" + count.incrementAndGet();
        pages.put(path, new Shown(html, policy));
        return origin() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
