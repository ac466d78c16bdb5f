package tatami.outbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose word is taken for who a receiver is. */
final class Trust {

    private Trust() {}

    /**
     * Makes TLS connections to those whom this platform trusts.
     *
     * @param caFile certificates, in PEM, that are trusted besides
     * @throws IllegalArgumentException with a sentence for the operator when there are none in it
     */
    static SSLSocketFactory factory(Optional<Path> caFile) {
        var more = caFile.map(Trust::read).orElse(List.of());
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, more.isEmpty() ? managers(null) : managers(platformsAnd(more)), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java's own certificates cannot be read.", e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new CertificateException("empty");
            }
            return certificates;
        } catch (IOException e) {
            throw new IllegalArgumentException("The file " + file + " with trusted certificates cannot be read.", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("The file " + file + " does not hold certificates in PEM.", e);
        }
    }

    private static KeyStore platformsAnd(Collection<? extends Certificate> more)
            throws GeneralSecurityException, IOException {
        var all = new ArrayList<Certificate>(more);
        Stream.of(managers(null))
                .flatMap(manager -> manager instanceof X509TrustManager own
                        ? Stream.of(own.getAcceptedIssuers())
                        : Stream.<X509Certificate>empty())
                .forEach(all::add);
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), all.get(i));
        }
        return store;
    }

    /** @param store null for the platform's own */
    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
