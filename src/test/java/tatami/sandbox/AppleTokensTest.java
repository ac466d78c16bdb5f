package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.cards.PresentedCard;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.wallets.ApplePay;
import tatami.wallets.WalletKeys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Apple Pay's tokens, made as an iPhone makes them and opened as the gateway opens them. */
class AppleTokensTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final Money TEN_POUNDS = Money.of(1000, "GBP");
    private static final String NUMBER = "4456530000001096";
    private static final PresentedCard CARD = Sandbox.card(NUMBER, "");
    private static final String MERCHANT = "merchant.com.example.shop";
    private static final WalletKeyring KEYRING = WalletKeyring.make();
    private static final WalletKeys.Apple KEYS = keys(KEYRING, MERCHANT);

    @Test
    void aTokenBringsACardThatItsDeviceAnswersFor() {
        var payment = ApplePay.open(token(), KEYS, TEN_POUNDS, NOW);

        assertThat(payment.card().pan().reveal()).isEqualTo(NUMBER);
        assertThat(payment.card().expiry()).isEqualTo(CARD.expiry());
        assertThat(payment.card().cvv()).isEmpty();
        assertThat(payment.card().cryptogram().orElseThrow().reveal()).hasSize(28);
        assertThat(payment.agreed()).isEqualTo(TEN_POUNDS);
        assertThat(payment.usableUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        assertThat(payment.toString())
                .doesNotContain(NUMBER)
                .doesNotContain(payment.card().cryptogram().orElseThrow().reveal());
    }

    @Test
    void noTwoTokensAreTheSame() {
        var one = ApplePay.open(token(), KEYS, TEN_POUNDS, NOW);
        var other = ApplePay.open(token(), KEYS, TEN_POUNDS, NOW);

        assertThat(one.identity()).isNotEqualTo(other.identity());
        assertThat(one.card().cryptogram().orElseThrow().reveal())
                .isNotEqualTo(other.card().cryptogram().orElseThrow().reveal());
    }

    @Test
    void theSpellingOfTheTransactionIdMakesNoOtherToken() {
        var token = token();
        var shouted = changed(token, json -> {
            var header = (ObjectNode) json.at("/paymentData/header");
            header.put("transactionId", header.path("transactionId").asString().toUpperCase(Locale.ROOT));
        });

        assertThat(ApplePay.open(shouted, KEYS, TEN_POUNDS, NOW).identity())
                .isEqualTo(ApplePay.open(token, KEYS, TEN_POUNDS, NOW).identity());
    }

    @Test
    void afterARotationTokensForTheKeyBeforeStillOpen() {
        var newer = WalletKeyring.make();
        var both = new HashMap<>(KEYS.processingKeys());
        both.putAll(keys(newer, MERCHANT).processingKeys());

        var payment = ApplePay.open(token(), new WalletKeys.Apple(MERCHANT, both, KEYS.root()), TEN_POUNDS, NOW);

        assertThat(payment.card().pan().reveal()).isEqualTo(NUMBER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            300  |
            -300 |
            301  | The Apple Pay token was signed more than five minutes away from now.
            -301 | The Apple Pay token was signed more than five minutes away from now.
            """)
    void aTokenIsGoodForFiveMinutes(long later, String refusal) {
        var token = token();

        if (refusal == null) {
            assertThat(ApplePay.open(token, KEYS, TEN_POUNDS, NOW.plusSeconds(later))
                            .agreed())
                    .isEqualTo(TEN_POUNDS);
        } else {
            assertThat(refusal(token, KEYS, TEN_POUNDS, NOW.plusSeconds(later))).isEqualTo(refusal);
        }
    }

    @ParameterizedTest
    @CsvSource({"999, GBP", "1001, GBP", "1000, EUR", "1000, JPY"})
    void theShopperMustHaveAgreedToWhatIsToBePaid(long minor, String currency) {
        assertThat(refusal(token(), KEYS, Money.of(minor, currency), NOW))
                .isEqualTo("In Apple Pay the shopper agreed to another amount or currency than "
                        + Money.of(minor, currency) + ".");
    }

    @Test
    void aTokenForAnotherMerchantIsRefused() {
        assertThat(refusal(token(), keys(KEYRING, "merchant.com.example.other"), TEN_POUNDS, NOW))
                .startsWith("The Apple Pay token's data cannot be decrypted: it was made for another merchant");
    }

    @Test
    void aTokenForAnotherProcessingKeyIsRefused() {
        var others = keys(WalletKeyring.make(), MERCHANT);
        var keys = new WalletKeys.Apple(MERCHANT, others.processingKeys(), KEYS.root());

        assertThat(refusal(token(), keys, TEN_POUNDS, NOW)).contains("publicKeyHash is unknown");
    }

    @Test
    void aTokenThatLeadsToAnotherRootIsRefused() {
        var keys = new WalletKeys.Apple(
                MERCHANT, KEYS.processingKeys(), WalletKeyring.make().apple().root());

        assertThat(refusal(token(), keys, TEN_POUNDS, NOW)).contains("do not lead back to the trusted root");
    }

    @Test
    void aLeafThatTheIntermediateDidNotSignIsRefused() {
        var other = AppleCertificates.make();
        var mixed = new AppleCertificates(
                KEYRING.apple().root(), KEYRING.apple().intermediate(), other.leaf(), other.leafKey());

        assertThat(refusal(token(mixed), KEYS, TEN_POUNDS, NOW)).contains("do not lead back to the trusted root");
    }

    @Test
    void aSignatureOfAnotherKeyThanTheLeafsIsRefused() {
        var mixed = new AppleCertificates(
                KEYRING.apple().root(),
                KEYRING.apple().intermediate(),
                KEYRING.apple().leaf(),
                AppleCertificates.make().leafKey());

        assertThat(refusal(token(mixed), KEYS, TEN_POUNDS, NOW)).contains("is not that of its content");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.840.113635.100.6.29   | 1.2.840.113635.100.6.2.14 | not one for tokens: it lacks 1.2.840.113635.100.6.29
            1.2.840.113635.100.6.2.14 | ''                        | not one for tokens: it lacks 1.2.840.113635.100.6.29
            ''                        | 1.2.840.113635.100.6.29   | none has 1.2.840.113635.100.6.2.14
            """)
    void certificatesThatAreNotMarkedAsApplesAreRefused(String intermediate, String leaf, String refusal) {
        var odd = AppleCertificates.make(intermediate, leaf);
        var keys = new WalletKeys.Apple(MERCHANT, KEYS.processingKeys(), odd.root());

        assertThat(refusal(token(odd), keys, TEN_POUNDS, NOW)).contains(refusal);
    }

    /** One line is one field that somebody changed on the way, and what is said to it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data                      | altered    | signature is not that of its content
            header/transactionId      | altered    | signature is not that of its content
            header/ephemeralPublicKey | another    | signature is not that of its content
            header/applicationData    | 0011       | signature is not that of its content
            signature                 | altered    | Apple Pay token
            signature                 | AAAA       | cannot be read as CMS
            signature                 | MIAG       | cannot be read as CMS
            header/publicKeyHash      | altered    | publicKeyHash is unknown
            version                   | RSA_v1     | version is not supported: only EC_v1 is
            version                   |            | paymentData has no version, or it is not a text
            data                      | *          | paymentData has no data, or it is not base64
            header/transactionId      | xyz        | header has no transactionId, or it is not hexadecimal digits
            header                    | text       | paymentData has no header, or it is not an object
            """)
    void aTokenThatWasChangedIsRefused(String field, String change, String refusal) {
        var token = changed(token(), json -> change(json, "/paymentData/" + field, change));

        assertThat(refusal(token, KEYS, TEN_POUNDS, NOW)).contains(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off the curve", "of another curve", "nonsense"})
    void anEphemeralKeyThatIsNoPointOfTheCurveIsRefused(String how) throws Exception {
        var key = KEYRING.recipient().getPublic().getEncoded();
        if (how.equals("off the curve")) {
            key[key.length - 1] ^= 1;
        } else if (how.equals("of another curve")) {
            key = EllipticCurves.generateKeyPair(CurveType.NIST_P384)
                    .getPublic()
                    .getEncoded();
        } else {
            key = new byte[] {1, 2, 3};
        }
        var other = base64(key);
        var unsigned = changed(
                token(), json -> ((ObjectNode) json.at("/paymentData/header")).put("ephemeralPublicKey", other));
        var cms = cms(content(JSON.readTree(unsigned)), 1, true, true);
        var signed = changed(unsigned, json -> ((ObjectNode) json.path("paymentData")).put("signature", base64(cms)));

        assertThat(refusal(signed, KEYS, TEN_POUNDS, NOW))
                .isEqualTo("The Apple Pay token's ephemeralPublicKey is not a public key of the curve P-256.");
    }

    /** Whoever reads such things by calling themselves runs out of stack. */
    @ParameterizedTest
    @ValueSource(strings = {"3080", "a080", "2480", "30821000"})
    void aSignatureThatIsNestedWithoutEndIsRefused(String opening) {
        var nested = HexFormat.of().parseHex(opening.repeat(12_000 / opening.length() * 2));
        var token = changed(token(), json -> ((ObjectNode) json.path("paymentData")).put("signature", base64(nested)));

        assertThat(refusal(token, KEYS, TEN_POUNDS, NOW)).contains("cannot be read as CMS");
    }

    /** Apple's own key, and yet not Apple's way. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | true  | true  |
            0 | true  | true  | has 0 signers, not one
            2 | true  | true  | has 2 signers, not one
            1 | false | true  | lacks its own certificate
            1 | true  | false | does not say when it was made
            """)
    void aSignatureOfAnotherShapeIsRefused(int signers, boolean certificates, boolean time, String refusal)
            throws Exception {
        var token = JSON.readTree(token());
        var cms = cms(content(token), signers, certificates, time);
        var resigned = changed(
                token.toString(), json -> ((ObjectNode) json.path("paymentData")).put("signature", base64(cms)));

        if (refusal == null) {
            assertThat(ApplePay.open(resigned, KEYS, TEN_POUNDS, NOW).agreed()).isEqualTo(TEN_POUNDS);
        } else {
            assertThat(refusal(resigned, KEYS, TEN_POUNDS, NOW)).contains(refusal);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            paymentDataType                 | EMV                 | only 3DSecure is
            applicationPrimaryAccountNumber | 4456530000001097    | not a card number of a known scheme
            applicationPrimaryAccountNumber |                     | not a card number of a known scheme
            applicationExpirationDate       | 291331              | not a date, YYMMDD
            transactionAmount               | ten                 | transactionAmount, or it is not a whole number
            paymentData                     | text                | paymentData, or it is not an object
            """)
    void aContentThatMakesNoSenseIsRefused(String field, String value, String refusal) {
        var content = new HashMap<>(AppleDevice.data(CARD, TEN_POUNDS));
        content.put(field, value == null ? "" : value);
        var token = AppleDevice.token(
                KEYRING.apple(), WalletKeyring.publicKey(KEYRING.processing()), MERCHANT, Map.of(), content, NOW);

        var said = refusal(token, KEYS, TEN_POUNDS, NOW);

        assertThat(said).isNotEmpty();
        if (value != null) {
            assertThat(said).contains(refusal).doesNotContain(value.length() > 10 ? value : NUMBER);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "\"text\"", "{}", "{\"paymentData\":7}", "{\"paymentData\":1e999999999}"})
    void whatIsNoTokenIsRefused(String nonsense) {
        assertThat(refusal(nonsense, KEYS, TEN_POUNDS, NOW)).startsWith("The Apple Pay token");
    }

    @Test
    void aTokenThatIsFarTooLongIsNotRead() {
        var token = changed(token(), json -> json.put("more", "x".repeat(20_000)));

        assertThat(refusal(token, KEYS, TEN_POUNDS, NOW))
                .isEqualTo("The Apple Pay token is longer than 20000 characters.");
    }

    private static byte[] content(JsonNode token) {
        var content = new ByteArrayOutputStream();
        var data = token.path("paymentData");
        content.writeBytes(
                Base64.getDecoder().decode(data.at("/header/ephemeralPublicKey").asString()));
        content.writeBytes(Base64.getDecoder().decode(data.path("data").asString()));
        content.writeBytes(
                HexFormat.of().parseHex(data.at("/header/transactionId").asString()));
        return content.toByteArray();
    }

    private static byte[] cms(byte[] content, int signers, boolean certificates, boolean time) throws Exception {
        var apple = KEYRING.apple();
        var attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(NOW)))));
        var generator = new CMSSignedDataGenerator();
        for (int i = 0; i < signers; i++) {
            var signer = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                    .setDirectSignature(!time);
            generator.addSignerInfoGenerator(
                    signer.build(new JcaContentSignerBuilder("SHA256withECDSA").build(apple.leafKey()), apple.leaf()));
        }
        if (certificates) {
            generator.addCertificates(new JcaCertStore(List.of(apple.intermediate(), apple.leaf(), apple.root())));
        }
        return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String token() {
        return token(KEYRING.apple());
    }

    private static String token(AppleCertificates apple) {
        return AppleDevice.token(apple, WalletKeyring.publicKey(KEYRING.processing()), MERCHANT, CARD, TEN_POUNDS, NOW);
    }

    private static WalletKeys.Apple keys(WalletKeyring keyring, String merchantIdentifier) {
        var hash = SandboxWallets.sha256(keyring.processing().getPublic().getEncoded());
        return new WalletKeys.Apple(
                merchantIdentifier,
                Map.of(Base64.getEncoder().encodeToString(hash), WalletKeyring.privateKey(keyring.processing())),
                keyring.apple().root());
    }

    private static String refusal(String token, WalletKeys.Apple keys, Money toPay, Instant now) {
        var refusal = catchThrowableOfType(Refusal.class, () -> ApplePay.open(token, keys, toPay, now));
        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID);
        assertThat(refusal.detail()).doesNotContain(NUMBER).endsWith(".");
        return refusal.detail();
    }

    private static String changed(String token, Consumer<ObjectNode> change) {
        var json = (ObjectNode) JSON.readTree(token);
        change.accept(json);
        return JSON.writeValueAsString(json);
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
                    case "another" ->
                        Base64.getEncoder()
                                .encodeToString(
                                        AppleCertificates.keyPair().getPublic().getEncoded());
                    default -> change;
                });
    }
}
