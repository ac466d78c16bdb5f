package tatami.wallets;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tatami.cards.Cryptogram;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.kit.Money;
import tatami.kit.Refusal;

/**
 * Opens Apple Pay's tokens, as Apple's "Payment token format reference" says: {@code EC_v1}, which Apple uses
 * everywhere but in China. Pure: keys, time and what is to be paid are given.
 */
public final class ApplePay {

    static final String VERSION = "EC_v1";

    private static final String WHAT = "Apple Pay token";

    /** Year, month and day, of which the month counts. */
    private static final Pattern EXPIRY = Pattern.compile("([0-9]{2})(0[1-9]|1[0-2])[0-9]{2}");

    private ApplePay() {}

    /**
     * Opens a token.
     *
     * @param json {@code PKPaymentToken} as Apple's JavaScript and the mobile SDK give it: {@code paymentData}, {@code
     *     paymentMethod}, {@code transactionIdentifier}
     * @param toPay what the shopper must have agreed to
     * @throws Refusal INVALID, saying which check failed
     */
    public static WalletPayment.Apple open(String json, WalletKeys.Apple keys, Money toPay, Instant now) {
        var data = TokenJson.parse(json, WHAT).object("paymentData");
        var version = data.text("version");
        if (!version.equals(VERSION)) {
            throw TokenJson.refusal("The Apple Pay token's version is not supported: only " + VERSION + " is.");
        }
        var header = data.object("header");
        var transaction = header.hex("transactionId");
        var signedAt =
                AppleSignature.verify(data.base64("signature"), signed(data, header, transaction), keys.root(), now);
        var opened = decrypt(data.base64("data"), header, keys);
        refuseUnlessAgreed(opened, toPay);
        return new WalletPayment.Apple(
                card(opened), toPay, HexFormat.of().formatHex(transaction), signedAt.plus(AppleSignature.LONGEST_AGO));
    }

    /** In this order, with nothing in between. */
    private static byte[] signed(TokenJson data, TokenJson header, byte[] transaction) {
        return join(List.of(
                header.base64("ephemeralPublicKey"),
                data.base64("data"),
                transaction,
                header.has("applicationData") ? header.hex("applicationData") : new byte[0]));
    }

    private static TokenJson decrypt(byte[] sealed, TokenJson header, WalletKeys.Apple keys) {
        var own = processingKey(header, keys);
        var ephemeral =
                Curve.publicKey(header.base64("ephemeralPublicKey"), "The Apple Pay token's ephemeralPublicKey");
        var plain = AppleCipher.decrypt(sealed, own, ephemeral, keys.merchantIdentifier())
                .orElseThrow(() -> TokenJson.refusal("The Apple Pay token's data cannot be decrypted: it was made for"
                        + " another merchant identifier, or altered."));
        return TokenJson.parse(new String(plain, StandardCharsets.UTF_8), WHAT + "'s data");
    }

    private static ECPrivateKey processingKey(TokenJson header, WalletKeys.Apple keys) {
        var key = keys.processingKeys().get(header.text("publicKeyHash"));
        if (key == null) {
            throw TokenJson.refusal("The Apple Pay token was made for another payment processing certificate: its"
                    + " publicKeyHash is unknown.");
        }
        return key;
    }

    private static void refuseUnlessAgreed(TokenJson opened, Money toPay) {
        var isCurrency = opened.text("currencyCode").equals(toPay.currency().getNumericCodeAsString());
        if (!isCurrency || opened.number("transactionAmount") != toPay.minor()) {
            throw TokenJson.refusal(
                    "In Apple Pay the shopper agreed to another amount or currency than " + toPay + ".");
        }
    }

    private static PresentedCard card(TokenJson opened) {
        if (!opened.text("paymentDataType").equals("3DSecure")) {
            throw TokenJson.refusal("The Apple Pay token's paymentDataType is not supported: only 3DSecure is."
                    + " Leave supportsEMV out of the merchant's capabilities.");
        }
        var pan = opened.parsed("applicationPrimaryAccountNumber", Pan::parse, "a card number of a known scheme");
        var expiry = opened.parsed("applicationExpirationDate", ApplePay::expiry, "a date, YYMMDD");
        var cryptogram = opened.object("paymentData").parsed("onlinePaymentCryptogram", Cryptogram::parse, "base64");
        // Whoever wrote it: nobody's name is a card number.
        var name = opened.has("cardholderName") ? opened.text("cardholderName") : "";
        return new PresentedCard(
                pan, expiry, Optional.empty(), Optional.of(cryptogram), Pan.mayBeIn(name) ? "" : name.strip());
    }

    private static Optional<Expiry> expiry(String text) {
        var parts = EXPIRY.matcher(text);
        return parts.matches()
                ? Optional.of(new Expiry(
                        YearMonth.of(2000 + Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))))
                : Optional.empty();
    }

    private static byte[] join(List<byte[]> parts) {
        var joined = new ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }
}
