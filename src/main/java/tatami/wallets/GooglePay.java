package tatami.wallets;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Optional;
import tatami.cards.Cryptogram;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.kit.Refusal;
import tatami.wallets.WalletPayment.AuthMethod;

/**
 * Opens Google Pay's tokens, as Google's "Payment data cryptography for merchants" says: {@code ECv2}, the only version
 * that is still made. Pure: keys and time are given.
 */
public final class GooglePay {

    static final String VERSION = "ECv2";
    static final String SENDER = "Google";

    private static final String WHAT = "Google Pay token";

    /** One for each root that Google signs with, of which there are two at a time. Each takes time to check. */
    private static final int MOST_SIGNATURES = 10;

    private GooglePay() {}

    /**
     * Opens a token.
     *
     * @param token {@code paymentMethodData.tokenizationData.token}, itself JSON, as Google's API gives it
     * @throws Refusal INVALID, saying which check failed
     */
    public static WalletPayment.Google open(String token, WalletKeys.Google keys, Instant now) {
        var envelope = TokenJson.parse(token, WHAT);
        if (!envelope.text("protocolVersion").equals(VERSION)) {
            throw TokenJson.refusal(
                    "The Google Pay token's protocolVersion is not supported: only " + VERSION + " is.");
        }
        var signer = intermediateKey(envelope.object("intermediateSigningKey"), keys, now);
        var message = envelope.text("signedMessage");
        var signed = GoogleCipher.signed(SENDER, keys.recipientId(), VERSION, message);
        if (!Curve.isSigned(signer, envelope.base64("signature"), signed)) {
            throw TokenJson.refusal("The Google Pay token's signature is not that of its signedMessage for "
                    + keys.recipientId() + ".");
        }
        return read(decrypt(TokenJson.parse(message, WHAT + "'s signedMessage"), keys), keys, now);
    }

    /** Roots sign intermediate keys, several of which live at any time, and these sign messages. */
    private static ECPublicKey intermediateKey(TokenJson intermediate, WalletKeys.Google keys, Instant now) {
        var signedKey = intermediate.text("signedKey");
        var signed = GoogleCipher.signed(SENDER, VERSION, signedKey);
        var signatures = intermediate.base64List("signatures", MOST_SIGNATURES);
        var isSigned = keys.roots().stream()
                .filter(root -> now.isBefore(root.expiration()))
                .anyMatch(root -> signatures.stream().anyMatch(one -> Curve.isSigned(root.key(), one, signed)));
        if (!isSigned) {
            throw TokenJson.refusal("The Google Pay token's intermediateSigningKey is not signed by a root signing key"
                    + " that is trusted.");
        }
        var key = TokenJson.parse(signedKey, WHAT + "'s signedKey");
        if (!now.isBefore(key.millis("keyExpiration"))) {
            throw TokenJson.refusal("The Google Pay token's intermediateSigningKey has expired.");
        }
        return Curve.publicKey(key.base64("keyValue"), "The Google Pay token's keyValue");
    }

    private static TokenJson decrypt(TokenJson message, WalletKeys.Google keys) {
        var point = message.base64("ephemeralPublicKey");
        var ephemeral = Curve.point(point, "The Google Pay token's ephemeralPublicKey");
        var sealed = new GoogleCipher.Sealed(message.base64("encryptedMessage"), message.base64("tag"));
        var plain = keys.privateKeys().stream()
                .flatMap(own -> GoogleCipher.decrypt(sealed, point, own, ephemeral).stream())
                .findFirst()
                .orElseThrow(() -> TokenJson.refusal("The Google Pay token's message cannot be decrypted: it was made"
                        + " for another encryption key, or altered."));
        return TokenJson.parse(new String(plain, StandardCharsets.UTF_8), WHAT + "'s message");
    }

    private static WalletPayment.Google read(TokenJson message, WalletKeys.Google keys, Instant now) {
        var expiration = message.millis("messageExpiration");
        if (!now.isBefore(expiration)) {
            throw TokenJson.refusal("The Google Pay token has expired.");
        }
        var merchant = message.text("gatewayMerchantId");
        if (!merchant.equals(keys.gatewayMerchantId())) {
            throw TokenJson.refusal("The Google Pay token was made for another gatewayMerchantId.");
        }
        if (!message.text("paymentMethod").equals("CARD")) {
            throw TokenJson.refusal("The Google Pay token's paymentMethod is not supported: only CARD is.");
        }
        var details = message.object("paymentMethodDetails");
        var method = details.parsed("authMethod", GooglePay::authMethod, "PAN_ONLY or CRYPTOGRAM_3DS");
        return new WalletPayment.Google(card(details, method), method, merchant, message.text("messageId"), expiration);
    }

    private static PresentedCard card(TokenJson details, AuthMethod method) {
        var pan = details.parsed("pan", Pan::parse, "a card number of a known scheme");
        var cryptogram = switch (method) {
            case PAN_ONLY -> Optional.<Cryptogram>empty();
            case CRYPTOGRAM_3DS -> Optional.of(details.parsed("cryptogram", Cryptogram::parse, "base64"));
        };
        return new PresentedCard(pan, expiry(details), Optional.empty(), cryptogram, "");
    }

    private static Expiry expiry(TokenJson details) {
        var month = details.number("expirationMonth");
        var year = details.number("expirationYear");
        if (month < 1 || month > 12 || year < 2000 || year > 2099) {
            throw details.complaint("expirationMonth and expirationYear", "a month of this century");
        }
        return new Expiry(YearMonth.of((int) year, (int) month));
    }

    private static Optional<AuthMethod> authMethod(String name) {
        return Arrays.stream(AuthMethod.values())
                .filter(method -> method.name().equals(name))
                .findFirst();
    }
}
