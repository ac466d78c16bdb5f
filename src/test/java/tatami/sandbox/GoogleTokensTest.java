package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.crypto.tink.apps.paymentmethodtoken.PaymentMethodTokenRecipient;
import com.google.crypto.tink.apps.paymentmethodtoken.PaymentMethodTokenSender;
import com.google.crypto.tink.apps.paymentmethodtoken.SenderIntermediateCertFactory;
import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.cards.PresentedCard;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.wallets.GooglePay;
import tatami.wallets.WalletKeys;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Google Pay's tokens, made as Google makes them and opened as the gateway opens them. */
class GoogleTokensTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The present: Google's own library, which some tests ask, knows no other. */
    private static final Instant NOW = Instant.now();

    private static final String NUMBER = "4456530000001096";
    private static final PresentedCard CARD = Sandbox.card(NUMBER, "");
    private static final WalletKeyring KEYRING = WalletKeyring.make();
    private static final WalletKeys.Google KEYS = keys(KEYRING, "gateway:dojo", "shop-1");

    @Test
    void aTokenWithACryptogramBringsACardThatItsDeviceAnswersFor() {
        var payment = GooglePay.open(token(AuthMethod.CRYPTOGRAM_3DS), KEYS, NOW);

        assertThat(payment.card().pan().reveal()).isEqualTo(NUMBER);
        assertThat(payment.card().expiry()).isEqualTo(CARD.expiry());
        assertThat(payment.card().cvv()).isEmpty();
        assertThat(payment.card().cryptogram().orElseThrow().reveal()).hasSize(28);
        assertThat(payment.authMethod()).isEqualTo(AuthMethod.CRYPTOGRAM_3DS);
        assertThat(payment.gatewayMerchantId()).isEqualTo("shop-1");
        assertThat(payment.messageExpiration().toEpochMilli())
                .isEqualTo(NOW.plus(Duration.ofDays(7)).toEpochMilli());
        assertThat(payment.toString())
                .doesNotContain(NUMBER)
                .doesNotContain(payment.card().cryptogram().orElseThrow().reveal());
    }

    @Test
    void aCardOnFileBringsNoCryptogram() {
        var payment = GooglePay.open(token(AuthMethod.PAN_ONLY), KEYS, NOW);

        assertThat(payment.card().pan().reveal()).isEqualTo(NUMBER);
        assertThat(payment.card().cryptogram()).isEmpty();
        assertThat(payment.authMethod()).isEqualTo(AuthMethod.PAN_ONLY);
    }

    @ParameterizedTest
    @EnumSource
    void googlesOwnLibraryOpensWhatThePretendTelephoneMakes(AuthMethod method) throws GeneralSecurityException {
        var opened = JSON.readTree(googlesRecipient("gateway:dojo").unseal(token(method)));

        assertThat(opened.at("/paymentMethodDetails/pan").asString()).isEqualTo(NUMBER);
        assertThat(opened.at("/paymentMethodDetails/authMethod").asString()).isEqualTo(method.name());
        assertThatThrownBy(() -> googlesRecipient("gateway:other").unseal(token(method)))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatGooglesOwnLibraryMakesIsOpened(AuthMethod method) throws GeneralSecurityException {
        var token = googlesSender("gateway:dojo")
                .seal(JSON.writeValueAsString(GoogleDevice.message("shop-1", CARD, method, NOW)));

        var payment = GooglePay.open(token, KEYS, NOW);

        assertThat(payment.card().pan().reveal()).isEqualTo(NUMBER);
        assertThat(payment.authMethod()).isEqualTo(method);
    }

    @Test
    void afterARotationTokensForTheKeyBeforeStillOpen() {
        var newer = WalletKeyring.make();
        var both = List.of(WalletKeyring.privateKey(newer.recipient()), WalletKeyring.privateKey(KEYRING.recipient()));
        var keys = new WalletKeys.Google("gateway:dojo", "shop-1", both, KEYS.roots());

        assertThat(GooglePay.open(token(AuthMethod.PAN_ONLY), keys, NOW)
                        .card()
                        .pan()
                        .reveal())
                .isEqualTo(NUMBER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            6  |
            7  | The Google Pay token has expired.
            14 | The Google Pay token's intermediateSigningKey has expired.
            """)
    void aTokenIsGoodUntilGoogleSays(long days, String refusal) {
        var token = token(AuthMethod.CRYPTOGRAM_3DS);
        var later = NOW.plus(Duration.ofDays(days));

        if (refusal == null) {
            assertThat(GooglePay.open(token, KEYS, later).messageId()).isNotEmpty();
        } else {
            assertThat(refusal(token, KEYS, later)).isEqualTo(refusal);
        }
    }

    @Test
    void aTokenForAnotherMerchantOfTheGatewayIsRefused() {
        assertThat(refusal(token(AuthMethod.PAN_ONLY), keys(KEYRING, "gateway:dojo", "shop-2"), NOW))
                .isEqualTo("The Google Pay token was made for another gatewayMerchantId.");
    }

    @Test
    void aTokenForAnotherGatewayIsRefused() {
        assertThat(refusal(token(AuthMethod.PAN_ONLY), keys(KEYRING, "gateway:other", "shop-1"), NOW))
                .contains("not that of its signedMessage for gateway:other");
    }

    @Test
    void aTokenOfAnotherRootIsRefused() {
        var roots = keys(WalletKeyring.make(), "gateway:dojo", "shop-1").roots();
        var keys = new WalletKeys.Google("gateway:dojo", "shop-1", KEYS.privateKeys(), roots);

        assertThat(refusal(token(AuthMethod.PAN_ONLY), keys, NOW)).contains("not signed by a root signing key");
    }

    @Test
    void aRootThatHasExpiredIsNotTrusted() {
        var roots = List.of(new WalletKeys.Root(WalletKeyring.publicKey(KEYRING.googleRoot()), NOW));
        var keys = new WalletKeys.Google("gateway:dojo", "shop-1", KEYS.privateKeys(), roots);

        assertThat(refusal(token(AuthMethod.PAN_ONLY), keys, NOW)).contains("not signed by a root signing key");
    }

    @Test
    void aTokenForAnotherEncryptionKeyIsRefused() {
        var others = List.of(WalletKeyring.privateKey(WalletKeyring.make().recipient()));
        var keys = new WalletKeys.Google("gateway:dojo", "shop-1", others, KEYS.roots());

        assertThat(refusal(token(AuthMethod.PAN_ONLY), keys, NOW)).contains("made for another encryption key");
    }

    /** One line is one field that somebody changed on the way, and what is said to it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /signature                         | altered | not that of its signedMessage
            /signedMessage                     | altered | not that of its signedMessage
            /signedMessage                     | {}      | not that of its signedMessage
            /intermediateSigningKey/signedKey  | altered | not signed by a root signing key
            /intermediateSigningKey/signedKey  | {}      | not signed by a root signing key
            /intermediateSigningKey/signatures | text    | has no signatures, or it is not a list of one to 10 base64 texts
            /intermediateSigningKey            | text    | has no intermediateSigningKey, or it is not an object
            /protocolVersion                   | ECv1    | only ECv2 is
            /protocolVersion                   | ECv2SigningOnly | only ECv2 is
            /protocolVersion                   |         | has no protocolVersion, or it is not a text
            /signature                         | *       | has no signature, or it is not base64
            """)
    void aTokenThatWasChangedIsRefused(String field, String change, String refusal) {
        var json = (ObjectNode) JSON.readTree(token(AuthMethod.CRYPTOGRAM_3DS));
        change(json, field, change);

        assertThat(refusal(JSON.writeValueAsString(json), KEYS, NOW)).contains(refusal);
    }

    /** Even with Google's signature: what is altered must not come so far as to be decrypted. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /encryptedMessage   | altered | cannot be decrypted
            /tag                | altered | cannot be decrypted
            /tag                | AAAA    | cannot be decrypted
            /ephemeralPublicKey | AAAA    | is not a point of the curve P-256
            /ephemeralPublicKey | altered | is not a point of the curve P-256
            """)
    void aMessageThatWasChangedBeforeItWasSignedIsRefused(String field, String change, String refusal)
            throws GeneralSecurityException {
        var json = (ObjectNode) JSON.readTree(token(AuthMethod.CRYPTOGRAM_3DS));
        var message = (ObjectNode) JSON.readTree(json.path("signedMessage").asString());
        change(message, field, change);
        var signed = GoogleDevice.signed(KEYRING, "gateway:dojo", JSON.writeValueAsString(message), NOW);

        assertThat(refusal(signed, KEYS, NOW)).contains(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gatewayMerchantId | shop-2     | another gatewayMerchantId
            gatewayMerchantId | null       | has no gatewayMerchantId
            messageId         | null       | has no messageId
            messageExpiration | soon       | messageExpiration, or it is not a whole number
            messageExpiration | null       | messageExpiration, or it is not a whole number
            paymentMethod     | TOKENIZED_CARD | only CARD is
            pan               | 4456530000001097 | not a card number of a known scheme
            expirationMonth   | 13         | expirationMonth and expirationYear, or it is not a month of this century
            expirationYear    | 29         | expirationMonth and expirationYear, or it is not a month of this century
            expirationYear    | 99999999999 | expirationMonth and expirationYear, or it is not a month of this century
            authMethod        | TRUST_ME   | not PAN_ONLY or CRYPTOGRAM_3DS
            cryptogram        | null       | has no cryptogram
            cryptogram        | <>         | has no cryptogram
            """)
    @SuppressWarnings("unchecked")
    void aContentThatMakesNoSenseIsRefused(String field, String value, String refusal) {
        var content = new HashMap<>(GoogleDevice.message("shop-1", CARD, AuthMethod.CRYPTOGRAM_3DS, NOW));
        var details = (Map<String, Object>) content.get("paymentMethodDetails");
        (content.containsKey(field) ? content : details).put(field, value.equals("null") ? null : value);
        var token = GoogleDevice.token(KEYRING, "gateway:dojo", content, NOW);

        assertThat(refusal(token, KEYS, NOW)).contains(refusal).doesNotContain("4456530000001097");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{}", "{\"protocolVersion\":2}"})
    void whatIsNoTokenIsRefused(String nonsense) {
        assertThat(refusal(nonsense, KEYS, NOW)).startsWith("The Google Pay token");
    }

    @Test
    void aTokenThatIsFarTooLongIsNotRead() {
        var json = (ObjectNode) JSON.readTree(token(AuthMethod.PAN_ONLY));
        json.put("more", "x".repeat(20_000));

        assertThat(refusal(JSON.writeValueAsString(json), KEYS, NOW))
                .isEqualTo("The Google Pay token is longer than 20000 characters.");
    }

    private static String token(AuthMethod method) {
        return GoogleDevice.token(KEYRING, KEYS, CARD, method, NOW);
    }

    private static WalletKeys.Google keys(WalletKeyring keyring, String recipient, String merchant) {
        return new WalletKeys.Google(
                recipient,
                merchant,
                List.of(WalletKeyring.privateKey(keyring.recipient())),
                List.of(new WalletKeys.Root(
                        WalletKeyring.publicKey(keyring.googleRoot()), NOW.plus(Duration.ofDays(1000)))));
    }

    private static String refusal(String token, WalletKeys.Google keys, Instant now) {
        var refusal = catchThrowableOfType(Refusal.class, () -> GooglePay.open(token, keys, now));
        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
        assertThat(refusal.detail()).doesNotContain(NUMBER).endsWith(".");
        return refusal.detail();
    }

    private static void change(ObjectNode json, String pointer, String change) {
        var end = pointer.lastIndexOf('/');
        var parent = (ObjectNode) json.at(pointer.substring(0, end));
        var name = pointer.substring(end + 1);
        var text = parent.path(name).asString("");
        parent.put(
                name,
                switch (change) {
                    case null -> null;
                    case "altered" ->
                        text.substring(0, 24)
                                + (Character.toUpperCase(text.charAt(24)) == 'A' ? 'B' : 'A')
                                + text.substring(25);
                    default -> change;
                });
    }

    private static PaymentMethodTokenSender googlesSender(String recipient) throws GeneralSecurityException {
        var intermediate = KEYRING.googleIntermediate();
        var certificate = new SenderIntermediateCertFactory.Builder()
                .protocolVersion("ECv2")
                .addSenderSigningKey(WalletKeyring.privateKey(KEYRING.googleRoot()))
                .senderIntermediateSigningKey(base64(intermediate.getPublic().getEncoded()))
                .expiration(NOW.plus(Duration.ofDays(1)).toEpochMilli())
                .build()
                .create();
        var point = WalletKeyring.publicKey(KEYRING.recipient());
        return new PaymentMethodTokenSender.Builder()
                .protocolVersion("ECv2")
                .senderId("Google")
                .recipientId(recipient)
                .senderIntermediateSigningKey(WalletKeyring.privateKey(intermediate))
                .senderIntermediateCert(certificate)
                .rawUncompressedRecipientPublicKey(base64(EllipticCurves.pointEncode(
                        point.getParams().getCurve(), PointFormatType.UNCOMPRESSED, point.getW())))
                .build();
    }

    private static PaymentMethodTokenRecipient googlesRecipient(String recipient) throws GeneralSecurityException {
        var keys = "{\"keys\":[{\"keyValue\":\""
                + base64(KEYRING.googleRoot().getPublic().getEncoded())
                + "\",\"protocolVersion\":\"ECv2\",\"keyExpiration\":\""
                + NOW.plus(Duration.ofDays(1)).toEpochMilli() + "\"}]}";
        return new PaymentMethodTokenRecipient.Builder()
                .protocolVersion("ECv2")
                .senderId("Google")
                .recipientId(recipient)
                .senderVerifyingKeys(keys)
                .addRecipientPrivateKey(WalletKeyring.privateKey(KEYRING.recipient()))
                .build();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
