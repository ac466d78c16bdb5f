package tatami.wallets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import tatami.kit.Refusal;

/** Apple's signature beside a token: CMS, detached, with its certificates. */
final class AppleSignature {

    /** What Apple marks the certificates with that sign tokens, and those that sign these. Only presence counts. */
    static final String LEAF = "1.2.840.113635.100.6.29";

    static final String INTERMEDIATE = "1.2.840.113635.100.6.2.14";

    /** Longer than a network takes, and short enough that nobody can keep tokens in stock. */
    static final Duration LONGEST_AGO = Duration.ofMinutes(5);

    private AppleSignature() {}

    /**
     * When it was signed, if it is Apple's.
     *
     * @param content what should have been signed
     * @param root that the signer must lead back to
     * @throws Refusal INVALID, saying which check failed
     */
    static Instant verify(byte[] signature, byte[] content, X509Certificate root, Instant now) {
        try {
            var cms = new CMSSignedData(new CMSProcessableByteArray(content), signature);
            var signers = cms.getSignerInfos().getSigners();
            if (signers.size() != 1) {
                throw TokenJson.refusal("The Apple Pay token's signature has " + signers.size() + " signers, not one.");
            }
            var signer = signers.iterator().next();
            var leaf = leaf(cms, signer);
            refuseUnlessTrusted(leaf, intermediate(cms), root, now);
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(leaf))) {
                throw notItsSignature();
            }
            return signedAt(signer, now);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (CMSSignerDigestMismatchException _) {
            throw notItsSignature();
        } catch (CMSException | OperatorCreationException | GeneralSecurityException | RuntimeException _) {
            // it is made of whatever somebody sent
            throw TokenJson.refusal("The Apple Pay token's signature cannot be read as CMS.");
        }
    }

    private static X509Certificate leaf(CMSSignedData cms, SignerInformation signer) throws CertificateException {
        var leaf = certificates(cms, signer.getSID()::match).stream()
                .findFirst()
                .orElseThrow(() -> TokenJson.refusal("The Apple Pay token's signature lacks its own certificate."));
        if (leaf.getExtensionValue(LEAF) == null) {
            throw TokenJson.refusal(
                    "The certificate that signed the Apple Pay token is not one for tokens: it lacks " + LEAF + ".");
        }
        return leaf;
    }

    private static X509Certificate intermediate(CMSSignedData cms) throws CertificateException {
        return certificates(cms, _ -> true).stream()
                .filter(certificate -> certificate.getExtensionValue(INTERMEDIATE) != null)
                .findFirst()
                .orElseThrow(() -> TokenJson.refusal("No certificate in the Apple Pay token's signature is the"
                        + " intermediate one: none has " + INTERMEDIATE + "."));
    }

    /** Whether it was revoked is not asked: Apple's tokens do not wait for a third party, and live five minutes. */
    private static void refuseUnlessTrusted(
            X509Certificate leaf, X509Certificate intermediate, X509Certificate root, Instant now)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf, intermediate));
        try {
            var _ = CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException _) {
            throw TokenJson.refusal("The Apple Pay token's certificates do not lead back to the trusted root.");
        }
    }

    private static Instant signedAt(SignerInformation signer, Instant now) {
        var attributes = signer.getSignedAttributes();
        var time = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (time == null) {
            throw TokenJson.refusal("The Apple Pay token's signature does not say when it was made.");
        }
        var at = Time.getInstance(time.getAttrValues().getObjectAt(0)).getDate().toInstant();
        if (Duration.between(at, now).abs().compareTo(LONGEST_AGO) > 0) {
            throw TokenJson.refusal("The Apple Pay token was signed more than five minutes away from now.");
        }
        return at;
    }

    private static List<X509Certificate> certificates(CMSSignedData cms, Predicate<X509CertificateHolder> which)
            throws CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<X509Certificate>();
        for (var held : cms.getCertificates().getMatches(null)) {
            if (which.test(held)) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(held))));
            }
        }
        return certificates;
    }

    private static byte[] bytes(X509CertificateHolder certificate) {
        try {
            return certificate.getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal notItsSignature() {
        return TokenJson.refusal("The Apple Pay token's signature is not that of its content.");
    }
}
