package tatami.sandbox;

import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root, an intermediate and a leaf certificate that look as Apple's do, and the key of the leaf. The keys of the
 * other two have signed once and are nowhere any more.
 */
record AppleCertificates(
        X509Certificate root, X509Certificate intermediate, X509Certificate leaf, ECPrivateKey leafKey) {

    /** By which Apple's own are told apart. */
    static final String INTERMEDIATE_MARK = "1.2.840.113635.100.6.2.14";

    static final String LEAF_MARK = "1.2.840.113635.100.6.29";

    /** No clock that a test may set is outside of this. */
    private static final Date FROM = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

    private static final Date UNTIL = Date.from(Instant.parse("2100-01-01T00:00:00Z"));

    static AppleCertificates make() {
        return make(INTERMEDIATE_MARK, LEAF_MARK);
    }

    static AppleCertificates make(String intermediateMark, String leafMark) {
        var rootKeys = keyPair();
        var intermediateKeys = keyPair();
        var leafKeys = keyPair();
        var root = certificate("Sandbox Root CA", rootKeys.getPublic(), "Sandbox Root CA", rootKeys, "", true);
        var intermediate = certificate(
                "Sandbox Integration CA",
                intermediateKeys.getPublic(),
                "Sandbox Root CA",
                rootKeys,
                intermediateMark,
                true);
        var leaf = certificate(
                "sandbox-broker-sign",
                leafKeys.getPublic(),
                "Sandbox Integration CA",
                intermediateKeys,
                leafMark,
                false);
        return new AppleCertificates(root, intermediate, leaf, (ECPrivateKey) leafKeys.getPrivate());
    }

    static KeyPair keyPair() {
        try {
            return EllipticCurves.generateKeyPair(CurveType.NIST_P256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has the curve P-256.", e);
        }
    }

    private static X509Certificate certificate(
            String subject, PublicKey key, String issuer, KeyPair signer, String mark, boolean mayIssue) {
        try {
            var serial = new BigInteger(1, key.getEncoded()).mod(BigInteger.ONE.shiftLeft(64));
            var builder = new JcaX509v3CertificateBuilder(name(issuer), serial, FROM, UNTIL, name(subject), key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(mayIssue));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(mayIssue ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            if (!mark.isEmpty()) {
                builder.addExtension(new ASN1ObjectIdentifier(mark), false, DERNull.INSTANCE);
            }
            var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
            return new JcaX509CertificateConverter().getCertificate(signed);
        } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A test certificate could not be made.", e);
        }
    }

    private static X500Principal name(String common) {
        return new X500Principal("CN=" + common + ", O=Tatami");
    }

    @Override
    public String toString() {
        return "AppleCertificates";
    }
}
