package tatami.wallets;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tatami.accounts.Account;

/**
 * The keys that open wallets' tokens, and the roots that these must come from. Here live wallets begin: the sandbox
 * makes keys of its own and plays the devices; whoever takes real payments brings what follows.
 *
 * <p><b>Apple Pay</b>, for each merchant: the merchant identifier ({@code merchant.com.example.shop}), registered with
 * Apple; the private key of its payment processing certificate (elliptic curve, P-256), the key pair of which was made
 * here or with the merchant's processor; and, the same for all, the certificate "Apple Root CA - G3" from
 * apple.com/certificateauthority. The merchant identity certificate, for starting sessions in Safari, is another thing
 * and opens nothing.
 *
 * <p><b>Google Pay</b>: the gateway's recipient id, agreed with Google ({@code gateway:dojo}), and the private key of
 * the encryption key pair (P-256) that was registered with it; and the root signing keys that Google publishes at
 * payments.developers.google.com/paymentmethodtoken/keys.json, those for {@code ECv2} alone. They change: whoever
 * brings them reads them anew when the file's lifetime, its cache-control, has passed.
 */
public interface WalletKeys {

    /** Empty when this merchant does not take Apple Pay. */
    Optional<Apple> apple(Account account);

    /** Empty when this merchant does not take Google Pay. */
    Optional<Google> google(Account account);

    /**
     * One merchant's, for Apple Pay.
     *
     * @param merchantIdentifier as registered with Apple
     * @param processingKeys of the payment processing certificate, and of the one before while devices still use it;
     *     each by the SHA-256 of its public key (X.509), in base64
     * @param root which every signature must lead back to
     */
    record Apple(String merchantIdentifier, Map<String, ECPrivateKey> processingKeys, X509Certificate root) {

        public Apple {
            processingKeys = Map.copyOf(processingKeys);
        }

        @Override
        public String toString() {
            return "Apple[" + merchantIdentifier + "]";
        }
    }

    /**
     * One merchant's, for Google Pay.
     *
     * @param recipientId whom Google encrypts for: {@code gateway:…}
     * @param gatewayMerchantId which of the gateway's merchants this is; their pages and apps tell Google
     * @param privateKeys of the registered encryption key, and of the one before while Google still uses it
     * @param roots Google's root signing keys
     */
    record Google(String recipientId, String gatewayMerchantId, List<ECPrivateKey> privateKeys, List<Root> roots) {

        public Google {
            privateKeys = List.copyOf(privateKeys);
            roots = List.copyOf(roots);
        }

        @Override
        public String toString() {
            return "Google[" + recipientId + ", " + gatewayMerchantId + "]";
        }
    }

    /** One of Google's root signing keys. */
    record Root(ECPublicKey key, Instant expiration) {}
}
