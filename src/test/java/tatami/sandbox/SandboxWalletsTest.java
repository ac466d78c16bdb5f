package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tatami.Crowd;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Brand;
import tatami.accounts.Environment;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.kit.Secret;
import tatami.wallets.ApplePay;
import tatami.wallets.GooglePay;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;

/** The pretend Apple and Google keep their keys, and several gateways have the same. */
class SandboxWalletsTest {

    private static final Account ACCOUNT = account(Environment.Sandbox, "acc_sandbox_one");
    private static final Sandbox SANDBOX = new Sandbox();

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    @Test
    void whatOneGatewayMakesAnotherOpens() {
        var key = Secret.random(32);
        try (var database = new Database(TestDatabase.newDatabase(), 2)) {
            var one = new SandboxWallets(database, key);
            var other = new SandboxWallets(database, key);
            var now = SANDBOX.clock.instant();
            var card = Sandbox.card(Sandbox.GOOD, "");

            var apple = one.appleToken(ACCOUNT, card, Sandbox.gbp(1000), now);
            var google = one.googlePaymentData(ACCOUNT, card, AuthMethod.PAN_ONLY, now);

            assertThat(ApplePay.open(apple, other.apple(ACCOUNT).orElseThrow(), Sandbox.gbp(1000), now)
                            .card()
                            .pan()
                            .reveal())
                    .isEqualTo(Sandbox.GOOD);
            var token = JsonMapper.shared()
                    .readTree(google)
                    .at("/paymentMethodData/tokenizationData/token")
                    .asString();
            assertThat(GooglePay.open(token, other.google(ACCOUNT).orElseThrow(), now)
                            .card()
                            .pan()
                            .reveal())
                    .isEqualTo(Sandbox.GOOD);
        }
    }

    @Test
    void manyGatewaysThatNeedKeysAtOnceHaveTheSame() {
        var key = Secret.random(32);
        try (var database = new Database(TestDatabase.newDatabase(), 10)) {
            var gateways = IntStream.range(0, 20)
                    .mapToObj(_ -> new SandboxWallets(database, key))
                    .toList();

            var roots = Crowd.atOnce(
                    20, i -> () -> gateways.get(i).keyring().recipient().getPublic());

            assertThat(roots.stream().collect(Collectors.toSet())).hasSize(1);
        }
    }

    @Test
    void theKeysAreEncryptedWhereTheyLieAndOpenWithTheirMasterKeyAlone() {
        try (var database = new Database(TestDatabase.newDatabase(), 2)) {
            var keyring = new SandboxWallets(database, Secret.random(32)).keyring();
            var stored = database.once(new SandboxWalletStore()::find).orElseThrow();

            var plain = new String(stored, StandardCharsets.ISO_8859_1);
            assertThat(plain)
                    .doesNotContain("pkcs8")
                    .doesNotContain(Base64.getEncoder()
                            .encodeToString(keyring.recipient().getPrivate().getEncoded()));
            assertThat(keyring.toString()).isEqualTo("WalletKeyring");
            assertThatThrownBy(() -> new SandboxWallets(database, Secret.random(32)).keyring())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("master key");
        }
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        try (var database = new Database(TestDatabase.newDatabase(), 2)) {
            var wallets = new SandboxWallets(database, Secret.random(32));

            assertThat(wallets.apple(account(Environment.Live, "acc_one"))).isEmpty();
            assertThat(wallets.google(account(Environment.Live, "acc_one"))).isEmpty();

            assertThat(database.once(new SandboxWalletStore()::find)).isEmpty();
        }
    }

    @Test
    void noKeyIsPrinted() {
        try (var database = new Database(TestDatabase.newDatabase(), 2)) {
            var wallets = new SandboxWallets(database, Secret.random(32));

            assertThat(wallets.apple(ACCOUNT).orElseThrow()).hasToString("Apple[merchant.sandbox.acc_sandbox_one]");
            assertThat(wallets.google(ACCOUNT).orElseThrow()).hasToString("Google[gateway:dojo, acc_sandbox_one]");
        }
    }

    private static Account account(Environment environment, String id) {
        return new Account(new AccountId(id), environment, "A shop", "1", ZoneId.of("Europe/London"), Brand.NONE);
    }
}
