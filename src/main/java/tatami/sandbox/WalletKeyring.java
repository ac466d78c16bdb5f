package tatami.sandbox;

import com.google.crypto.tink.subtle.EllipticCurves;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every key of the pretend wallets.
 *
 * @param apple what the pretend Apple signs with
 * @param processing the merchants' payment processing key, for Apple to encrypt for
 * @param googleRoot signs the pretend Google's intermediate key
 * @param googleIntermediate signs its messages
 * @param recipient the gateway's encryption key, for Google to encrypt for
 */
record WalletKeyring(
        AppleCertificates apple,
        KeyPair processing,
        KeyPair googleRoot,
        KeyPair googleIntermediate,
        KeyPair recipient) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    static WalletKeyring make() {
        return new WalletKeyring(
                AppleCertificates.make(),
                AppleCertificates.keyPair(),
                AppleCertificates.keyPair(),
                AppleCertificates.keyPair(),
                AppleCertificates.keyPair());
    }

    /** To be encrypted before it goes anywhere. */
    byte[] toBytes() {
        try {
            return MAPPER.writeValueAsBytes(new Kept(
                    apple.root().getEncoded(),
                    apple.intermediate().getEncoded(),
                    apple.leaf().getEncoded(),
                    apple.leafKey().getEncoded(),
                    KeptPair.of(processing),
                    KeptPair.of(googleRoot),
                    KeptPair.of(googleIntermediate),
                    KeptPair.of(recipient)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate of ours has no bytes.", e);
        }
    }

    static WalletKeyring ofBytes(byte[] bytes) {
        var kept = MAPPER.readValue(bytes, Kept.class);
        try {
            return new WalletKeyring(
                    new AppleCertificates(
                            certificate(kept.root()),
                            certificate(kept.intermediate()),
                            certificate(kept.leaf()),
                            EllipticCurves.getEcPrivateKey(kept.leafKey())),
                    kept.processing().pair(),
                    kept.googleRoot().pair(),
                    kept.googleIntermediate().pair(),
                    kept.recipient().pair());
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("The sandbox's wallet keys cannot be read.");
        }
    }

    static ECPrivateKey privateKey(KeyPair pair) {
        return (ECPrivateKey) pair.getPrivate();
    }

    static ECPublicKey publicKey(KeyPair pair) {
        return (ECPublicKey) pair.getPublic();
    }

    @Override
    public String toString() {
        return "WalletKeyring";
    }

    private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private record Kept(
            byte[] root,
            byte[] intermediate,
            byte[] leaf,
            byte[] leafKey,
            KeptPair processing,
            KeptPair googleRoot,
            KeptPair googleIntermediate,
            KeptPair recipient) {}

    private record KeptPair(byte[] x509, byte[] pkcs8) {

        static KeptPair of(KeyPair pair) {
            return new KeptPair(pair.getPublic().getEncoded(), pair.getPrivate().getEncoded());
        }

        KeyPair pair() throws GeneralSecurityException {
            return new KeyPair(EllipticCurves.getEcPublicKey(x509), EllipticCurves.getEcPrivateKey(pkcs8));
        }
    }
}
