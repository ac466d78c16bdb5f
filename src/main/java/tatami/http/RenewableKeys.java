package tatami.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest certificate to whoever connects. A handshake asks for the certificate and for its key one after the
 * other, by a name; each certificate has its own, so that one which is renewed in between goes on with the one before.
 */
final class RenewableKeys extends X509ExtendedKeyManager {

    /** No handshake lasts for so many renewals. */
    private static final int REMEMBERED = 3;

    /** Newest first. */
    private final Deque<Shown> all = new ConcurrentLinkedDeque<>();

    private int made;

    private record Shown(String name, X509Certificate[] chain, PrivateKey key) {

        /** A key is a secret. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** From now on. */
    synchronized void show(List<X509Certificate> chain, PrivateKey key) {
        made++;
        all.addFirst(new Shown("certificate " + made, chain.toArray(X509Certificate[]::new), key));
        if (all.size() > REMEMBERED) {
            all.removeLast();
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        var newest = all.peekFirst();
        return newest != null && newest.key().getAlgorithm().equals(keyType) ? newest.name() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String name) {
        var found = find(name);
        return found == null ? null : found.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String name) {
        var found = find(name);
        return found == null ? null : found.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var name = chooseEngineServerAlias(keyType, issuers, null);
        return name == null ? null : new String[] {name};
    }

    /** We are nobody's client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private @Nullable Shown find(String name) {
        return all.stream()
                .filter(shown -> shown.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
