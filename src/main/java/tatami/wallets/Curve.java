package tatami.wallets;

import com.google.crypto.tink.subtle.EcdsaVerifyJce;
import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.EcdsaEncoding;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import com.google.crypto.tink.subtle.Enums.HashType;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import tatami.kit.Refusal;

/** P-256, the one curve that both wallets use. Nothing that is no point of it is let in. */
final class Curve {

    private Curve() {}

    /**
     * Reads a public key as certificates hold it (X.509).
     *
     * @param whose for the refusal
     * @throws Refusal INVALID when it is none, or of another curve
     */
    static ECPublicKey publicKey(byte[] x509, String whose) {
        try {
            var key = EllipticCurves.getEcPublicKey(x509);
            var curve = EllipticCurves.getCurveSpec(CurveType.NIST_P256);
            if (EllipticCurves.isSameEcParameterSpec(key.getParams(), curve)) {
                // Java takes any two numbers for a point; this refuses what does not lie on the curve.
                var _ = EllipticCurves.pointEncode(curve.getCurve(), PointFormatType.UNCOMPRESSED, key.getW());
                return key;
            }
        } catch (GeneralSecurityException | RuntimeException _) {
            // whatever it is, it is no key
        }
        throw TokenJson.refusal(whose + " is not a public key of the curve P-256.");
    }

    /** Reads a point as Google sends it: uncompressed, its two coordinates. @throws Refusal INVALID */
    static ECPublicKey point(byte[] uncompressed, String whose) {
        try {
            return EllipticCurves.getEcPublicKey(CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, uncompressed);
        } catch (GeneralSecurityException | RuntimeException _) {
            throw TokenJson.refusal(whose + " is not a point of the curve P-256.");
        }
    }

    /** What two sides, each with a key of its own, both know (ECDH). */
    static byte[] agree(ECPrivateKey own, ECPublicKey other) {
        try {
            return EllipticCurves.computeSharedSecret(own, other);
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("A wallet's key is not one of the curve P-256.");
        }
    }

    /** Whether {@code key} signed this (ECDSA with SHA-256). */
    static boolean isSigned(ECPublicKey key, byte[] signature, byte[] signed) {
        try {
            new EcdsaVerifyJce(key, HashType.SHA256, EcdsaEncoding.DER).verify(signature, signed);
            return true;
        } catch (GeneralSecurityException | RuntimeException _) {
            return false;
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
