package tatami.wallets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encryption of Apple Pay's {@code EC_v1}: AES-256-GCM, its key derived from what the device and the merchant both
 * know and from the merchant identifier. Each token has a key of its own, so the initial vector may be nought.
 */
public final class AppleCipher {

    /** With its length, thirteen, in front. */
    private static final byte[] ALGORITHM = ascii("\rid-aes256-GCM");

    private static final byte[] PARTY_U = ascii("Apple");
    private static final GCMParameterSpec NOUGHT = new GCMParameterSpec(128, new byte[16]);

    private AppleCipher() {}

    /** As a device does it. */
    public static byte[] encrypt(byte[] plain, ECPrivateKey own, ECPublicKey other, String merchantIdentifier) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, own, other, merchantIdentifier).doFinal(plain);
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("A wallet's token could not be encrypted.");
        }
    }

    /** Empty when it was encrypted for another merchant, or was changed. */
    static Optional<byte[]> decrypt(byte[] sealed, ECPrivateKey own, ECPublicKey other, String merchantIdentifier) {
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, own, other, merchantIdentifier).doFinal(sealed));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, ECPrivateKey own, ECPublicKey other, String merchantIdentifier)
            throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(new byte[] {0, 0, 0, 1}); // the first round of the derivation, and the only one
        digest.update(Curve.agree(own, other));
        digest.update(ALGORITHM);
        digest.update(PARTY_U);
        digest.update(Curve.sha256(merchantIdentifier.getBytes(StandardCharsets.UTF_8)));
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(digest.digest(), "AES"), NOUGHT);
        return cipher;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
