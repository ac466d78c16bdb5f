package tatami.sandbox;

import com.google.crypto.tink.subtle.EcdsaSignJce;
import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.EcdsaEncoding;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import com.google.crypto.tink.subtle.Enums.HashType;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tatami.cards.PresentedCard;
import tatami.wallets.GoogleCipher;
import tatami.wallets.WalletKeys;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;

/** A pretend Android telephone, and the Google behind it: makes the tokens that they would. */
final class GoogleDevice {

    /** About as long as Google's own. */
    static final Duration MESSAGE_LIFE = Duration.ofDays(7);

    static final Duration INTERMEDIATE_LIFE = Duration.ofDays(14);

    private static final String VERSION = "ECv2";
    private static final String SENDER = "Google";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private GoogleDevice() {}

    /** What stands in {@code paymentMethodData.tokenizationData.token}. */
    static String token(
            WalletKeyring keyring, WalletKeys.Google to, PresentedCard card, AuthMethod method, Instant at) {
        return token(keyring, to.recipientId(), message(to.gatewayMerchantId(), card, method, at), at);
    }

    static String token(WalletKeyring keyring, String recipient, Map<String, Object> content, Instant at) {
        return signed(keyring, recipient, seal(keyring, MAPPER.writeValueAsBytes(content)), at);
    }

    static String signed(WalletKeyring keyring, String recipient, String message, Instant at) {
        var signedKey = MAPPER.writeValueAsString(Map.of(
                "keyValue",
                base64(keyring.googleIntermediate().getPublic().getEncoded()),
                "keyExpiration",
                millis(at.plus(INTERMEDIATE_LIFE))));
        var keySignature = sign(keyring.googleRoot(), SENDER, VERSION, signedKey);
        return MAPPER.writeValueAsString(Map.of(
                "protocolVersion",
                VERSION,
                "signature",
                sign(keyring.googleIntermediate(), SENDER, recipient, VERSION, message),
                "intermediateSigningKey",
                Map.of("signedKey", signedKey, "signatures", List.of(keySignature)),
                "signedMessage",
                message));
    }

    static Map<String, Object> message(String merchant, PresentedCard card, AuthMethod method, Instant at) {
        var details = new HashMap<String, Object>(Map.of(
                "pan",
                card.pan().reveal(),
                "expirationMonth",
                card.expiry().month().getMonthValue(),
                "expirationYear",
                card.expiry().month().getYear(),
                "authMethod",
                method.name()));
        if (method == AuthMethod.CRYPTOGRAM_3DS) {
            var cryptogram = new byte[20];
            new SecureRandom().nextBytes(cryptogram);
            details.put("cryptogram", base64(cryptogram));
            details.put("eciIndicator", "05");
        }
        return Map.of(
                "gatewayMerchantId",
                merchant,
                "messageId",
                UUID.randomUUID().toString(),
                "messageExpiration",
                millis(at.plus(MESSAGE_LIFE)),
                "paymentMethod",
                "CARD",
                "paymentMethodDetails",
                details);
    }

    private static String seal(WalletKeyring keyring, byte[] plain) {
        try {
            var ephemeral = AppleCertificates.keyPair();
            var publicKey = WalletKeyring.publicKey(ephemeral);
            var point = EllipticCurves.pointEncode(
                    publicKey.getParams().getCurve(), PointFormatType.UNCOMPRESSED, publicKey.getW());
            var sealed = GoogleCipher.encrypt(
                    plain, point, WalletKeyring.privateKey(ephemeral), WalletKeyring.publicKey(keyring.recipient()));
            return MAPPER.writeValueAsString(Map.of(
                    "encryptedMessage", base64(sealed.encrypted()),
                    "ephemeralPublicKey", base64(point),
                    "tag", base64(sealed.tag())));
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("The pretend Google could not encrypt.");
        }
    }

    private static String sign(KeyPair key, String... texts) {
        try {
            var signer = new EcdsaSignJce(WalletKeyring.privateKey(key), HashType.SHA256, EcdsaEncoding.DER);
            return base64(signer.sign(GoogleCipher.signed(texts)));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The pretend Google could not sign.");
        }
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
