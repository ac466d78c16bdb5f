package tatami.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Which port the server listens on: the same one for as long as nobody else takes it. */
final class ServerPort {

    private ServerPort() {}

    /** Below the ports that systems give to outgoing connections, one of which could have ours next time. */
    static int any() {
        return ThreadLocalRandom.current().nextInt(20_000, 32_000);
    }

    static int remembered(Path file) throws IOException {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (NoSuchFileException | NumberFormatException e) {
            return any();
        }
    }

    /** The one wished for, or another. */
    static int free(int wish) {
        var port = wish;
        for (var tries = 0; tries < 1_000; tries++) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true); // as PostgreSQL does
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                return port;
            } catch (IOException taken) {
                port = any();
            }
        }
        throw new EmbeddedPostgres.Failure("Found no free port for PostgreSQL on 127.0.0.1.");
    }
}
