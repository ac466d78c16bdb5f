package tatami.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the gateway shows to browsers, and its key: two files, read anew when they change, as those
 * who renew certificates every few weeks write them.
 */
public final class ServerCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);

    /**
     * What current browsers and clients speak, and no more: forward secrecy and authenticated encryption only, as
     * Mozilla's intermediate profile has it.
     */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final byte[] PROBE = "one and the same key".getBytes(StandardCharsets.US_ASCII);

    private final Path chain;
    private final Path key;
    private final RenewableKeys shown = new RenewableKeys();

    /** The digest of what was read last. */
    private byte[] known = {};

    /**
     * @param chain PEM: the certificate, then those that vouch for it
     * @param key PEM: the private key, as PKCS#8, not encrypted
     */
    public ServerCertificate(Path chain, Path key) {
        this.chain = chain;
        this.key = key;
    }

    /** What a server needs to show it. @throws IllegalStateException when the files will not do, in words to act on */
    public Tls tls() {
        renew();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {shown}, null, null);
            return Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(PROTOCOLS)
                    .enabledCipherSuites(CIPHERS)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Shows another certificate from now on, if the files have changed. Open connections keep the one they were shown.
     *
     * @return whether they have
     * @throws IllegalStateException when the files will not do; once for each change, and the old one stays
     */
    public boolean renew() {
        var chainText = content(chain);
        var keyText = content(key);
        var digest = digest(chainText, keyText);
        if (Arrays.equals(digest, known)) {
            return false;
        }
        known = digest;
        var keys = keys(chainText, keyText);
        var certificates = keys.certChain();
        var privateKey = keys.privateKey().orElseThrow();
        if (certificates.isEmpty() || !belongs(certificates.getFirst(), privateKey)) {
            throw new IllegalStateException("The key does not belong to the first certificate: " + chain + ", " + key);
        }
        shown.show(certificates, privateKey);
        LOG.atInfo()
                .addKeyValue("until", certificates.getFirst().getNotAfter().toInstant())
                .log("This certificate is shown from now on");
        return true;
    }

    private Keys keys(byte[] chainText, byte[] keyText) {
        try {
            return Keys.builder()
                    .pem(pem -> pem.key(Resource.create(key.toString(), keyText))
                            .certChain(Resource.create(chain.toString(), chainText)))
                    .build();
        } catch (RuntimeException _) { // its message may quote what it read
            throw new IllegalStateException("The certificate's chain or its key cannot be read as PEM; the key must be"
                    + " PKCS#8, and not encrypted: " + chain + ", " + key);
        }
    }

    /** Whether what the key signs is what the certificate vouches for. */
    private static boolean belongs(X509Certificate certificate, PrivateKey key) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // Ed25519 and its like
        };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException _) {
            throw new IllegalStateException("This file cannot be read: " + file);
        }
    }

    private static byte[] digest(byte[] one, byte[] other) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(one);
            return digest.digest(other);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
