package tatami;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for one name, and for no address, that nobody trusts; and what a client needs to trust it. */
public final class TestTls {

    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "test";

    private final Path store;
    private final Path pem;
    private final Path key;
    private final SSLContext context;

    private TestTls(Path store, Path pem, Path key, SSLContext context) {
        this.store = store;
        this.pem = pem;
        this.key = key;
        this.context = context;
    }

    /** Made anew, in files of {@code directory}. */
    public static TestTls of(String name, Path directory) {
        try {
            var store = directory.resolve(name + ".p12");
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD,
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:" + name,
                            "-validity",
                            "30")
                    .redirectErrorStream(true)
                    .start();
            var said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            var keys = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new TestTls(
                    store,
                    pem(
                            directory.resolve(name + ".pem"),
                            "CERTIFICATE",
                            keys.getCertificate(ALIAS).getEncoded()),
                    pem(
                            directory.resolve(name + ".key"),
                            "PRIVATE KEY",
                            keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()),
                    context(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path store() {
        return store;
    }

    /** The certificate's key, for a server's setting. */
    public Path key() {
        return key;
    }

    /** The certificate alone, for a client's setting. */
    public Path pem() {
        return pem;
    }

    /** What a server wraps its sockets with. */
    public SSLContext server() {
        return context;
    }

    /** A client's, that trusts the certificate. */
    public SSLSocketFactory trusting() {
        return context.getSocketFactory();
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        var encoded = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, encoded, label));
    }

    private static SSLContext context(KeyStore keys) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        var others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
