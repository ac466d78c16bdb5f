package tatami.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import tatami.cards.PresentedCard;
import tatami.kit.Money;
import tatami.wallets.AppleCipher;
import tools.jackson.databind.json.JsonMapper;

/** A pretend iPhone: makes the tokens that a real one would, for a card and an amount that its owner agreed to. */
final class AppleDevice {

    /** How long the schemes' own cryptograms are. */
    private static final int CRYPTOGRAM_BYTES = 20;

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT);
    private static final SecureRandom RANDOM = new SecureRandom();

    private AppleDevice() {}

    /** {@code PKPaymentToken} as Apple's JavaScript gives it. */
    static String token(
            AppleCertificates apple,
            ECPublicKey processing,
            String merchantIdentifier,
            PresentedCard card,
            Money agreed,
            Instant at) {
        var method = Map.of("displayName", name(card), "network", network(card), "type", "debit");
        return token(apple, processing, merchantIdentifier, method, data(card, agreed), at);
    }

    static String token(
            AppleCertificates apple,
            ECPublicKey processing,
            String merchantIdentifier,
            Map<String, String> method,
            Map<String, Object> content,
            Instant at) {
        var ephemeral = AppleCertificates.keyPair();
        var transaction = random(32);
        var data = AppleCipher.encrypt(
                MAPPER.writeValueAsBytes(content), WalletKeyring.privateKey(ephemeral), processing, merchantIdentifier);
        var header = Map.of(
                "publicKeyHash", base64(SandboxWallets.sha256(processing.getEncoded())),
                "ephemeralPublicKey", base64(ephemeral.getPublic().getEncoded()),
                "transactionId", HexFormat.of().formatHex(transaction));
        var paymentData = Map.of(
                "version",
                "EC_v1",
                "data",
                base64(data),
                "signature",
                base64(sign(apple, signed(ephemeral, data, transaction), at)),
                "header",
                header);
        return MAPPER.writeValueAsString(Map.of(
                "paymentData",
                paymentData,
                "paymentMethod",
                method,
                "transactionIdentifier",
                HexFormat.of().withUpperCase().formatHex(transaction)));
    }

    static Map<String, Object> data(PresentedCard card, Money agreed) {
        return Map.of(
                "applicationPrimaryAccountNumber",
                card.pan().reveal(),
                "applicationExpirationDate",
                EXPIRY.format(card.expiry().lastDay()),
                "currencyCode",
                agreed.currency().getNumericCodeAsString(),
                "transactionAmount",
                agreed.minor(),
                "deviceManufacturerIdentifier",
                "040010030273",
                "paymentDataType",
                "3DSecure",
                "paymentData",
                Map.of("onlinePaymentCryptogram", base64(random(CRYPTOGRAM_BYTES)), "eciIndicator", "7"));
    }

    private static byte[] signed(KeyPair ephemeral, byte[] data, byte[] transaction) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes(ephemeral.getPublic().getEncoded());
        signed.writeBytes(data);
        signed.writeBytes(transaction);
        return signed.toByteArray();
    }

    private static byte[] sign(AppleCertificates apple, byte[] content, Instant at) {
        try {
            var attributes = new ASN1EncodableVector();
            attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))));
            var signer = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(apple.leafKey()), apple.leaf());
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(signer);
            generator.addCertificates(new JcaCertStore(List.of(apple.leaf(), apple.intermediate())));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded();
        } catch (OperatorCreationException | CMSException | GeneralSecurityException | IOException _) {
            throw new IllegalStateException("The pretend iPhone could not sign."); // no cause: it may quote its input
        }
    }

    private static String name(PresentedCard card) {
        var mask = card.pan().mask();
        return network(card) + " " + mask.substring(mask.length() - 4);
    }

    /** As Apple spells the schemes. */
    private static String network(PresentedCard card) {
        return switch (card.pan().scheme()) {
            case VISA -> "Visa";
            case MASTERCARD -> "MasterCard";
            case MAESTRO -> "Maestro";
            case DISCOVER, DCI -> "Discover";
            case AMEX -> "AmEx";
        };
    }

    private static byte[] random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
