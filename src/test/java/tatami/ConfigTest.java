package tatami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

    @Test
    void nothingNeedsToBeSet() throws Config.Wrong {
        var config = Config.read(Map.of());

        assertThat(config.listen().port()).isEqualTo(8080);
        assertThat(config.listen().publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(config.storage().databaseUrl()).isEmpty();
    }

    @Test
    void thePublicAddressFollowsThePort() throws Config.Wrong {
        assertThat(Config.read(Map.of("TATAMI_PORT", "9090")).listen().publicUrl())
                .isEqualTo("http://localhost:9090");
    }

    @Test
    void nobodyReadsTheNumbersUnlessAPortIsNamedAndThenThisMachineAlone() throws Config.Wrong {
        assertThat(Config.read(Map.of()).metrics()).isEmpty();
        assertThat(Config.read(Map.of("TATAMI_METRICS_PORT", "9464")).metrics())
                .contains(new Config.MetricsDoor("127.0.0.1", 9464));
        assertThat(Config.read(Map.of("TATAMI_METRICS_PORT", "9464", "TATAMI_METRICS_HOST", "0.0.0.0"))
                        .metrics())
                .contains(new Config.MetricsDoor("0.0.0.0", 9464));
    }

    @Test
    void everyWrongSettingIsNamedAtOnceAndItsValueIsNotRepeated() {
        var wrong = Map.of(
                "TATAMI_PORT", "eighty",
                "TATAMI_PUBLIC_URL", "pay.example",
                "TATAMI_DATABASE_URL", "mysql://u:hunter2@db/x",
                "TATAMI_SANDBOX_SECRET_KEY", "sk_prod_hunter2",
                "TATAMI_MASTER_KEY", "hunter2",
                "TATAMI_SMTP_URL", "http://hunter2",
                "TATAMI_TIME_ZONE", "Mars/Olympus",
                "TATAMI_LOG_FORMAT", "xml",
                "TATAMI_METRICS_PORT", "70000",
                "TATAMI_PROT", "8080");

        var refused = catchThrowableOfType(Config.Wrong.class, () -> Config.read(wrong));

        assertThat(refused.faults()).hasSize(wrong.size());
        assertThat(refused.faults().stream().map(fault -> fault.split(" ")[0]).collect(Collectors.toSet()))
                .isEqualTo(wrong.keySet());
        assertThat(refused).hasMessageNotContaining("hunter2");
    }

    @Test
    void aCertificateNeedsItsKeyAndMakesThePublicAddressHttps(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("pem"), "").toString();

        var refused = catchThrowableOfType(
                Config.Wrong.class, () -> Config.read(Map.of("TATAMI_TLS_CERTIFICATE_FILE", file)));

        assertThat(refused.faults())
                .containsExactly("TATAMI_TLS_CERTIFICATE_FILE and TATAMI_TLS_KEY_FILE need each other.");
        assertThat(Config.read(Map.of("TATAMI_TLS_CERTIFICATE_FILE", file, "TATAMI_TLS_KEY_FILE", file))
                        .listen()
                        .publicUrl())
                .isEqualTo("https://localhost:8080");
    }

    @Test
    void aSecretCanStandInAFileAndItsLineBreakIsNoPartOfIt(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("key"), "sk_sandbox_aaaaaaaaaaaaaaaaaaaa\n");

        assertThat(Config.read(Map.of("TATAMI_SANDBOX_SECRET_KEY_FILE", file.toString()))
                        .sandboxSecretKey())
                .contains("sk_sandbox_aaaaaaaaaaaaaaaaaaaa");
    }

    @Test
    void aFileThatWillNotDoIsAFaultOfItsSettingAndNothingOfItIsRepeated(@TempDir Path directory) throws Exception {
        var bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 'h', 'u'});
        var large = Files.writeString(directory.resolve("large"), "hunter2".repeat(10_000));
        var wrong = Files.writeString(directory.resolve("wrong"), "hunter2");
        var settings = Map.of(
                "TATAMI_MASTER_KEY_FILE", wrong.toString(),
                "TATAMI_SMTP_URL_FILE", directory.resolve("absent").toString(),
                "TATAMI_DATABASE_URL_FILE", large.toString(),
                "TATAMI_SANDBOX_SECRET_KEY_FILE", bytes.toString(),
                "TATAMI_PORT_FILE", "\0",
                "TATAMI_TRADING_NAME", "hunter2",
                "TATAMI_TRADING_NAME_FILE", wrong.toString(),
                "TATAMI_HUNTER_FILE", wrong.toString());

        var refused = catchThrowableOfType(Config.Wrong.class, () -> Config.read(settings));

        assertThat(refused.faults())
                .containsExactlyInAnyOrder(
                        "TATAMI_MASTER_KEY cannot be used as it is. 32 random bytes in base64; every other key comes of it."
                                + " The same on all gateways of one database.",
                        "TATAMI_SMTP_URL_FILE names a file that cannot be read as text.",
                        "TATAMI_DATABASE_URL_FILE names a file that is too large for a setting.",
                        "TATAMI_SANDBOX_SECRET_KEY_FILE names a file that cannot be read as text.",
                        "TATAMI_PORT_FILE names a file that cannot be read as text.",
                        "TATAMI_TRADING_NAME_FILE and TATAMI_TRADING_NAME exclude each other.",
                        "TATAMI_HUNTER_FILE is not a setting. ./tatami help lists them.");
    }

    @Test
    void anEmptySettingIsNotSet() throws Config.Wrong {
        var empty = new HashMap<String, String>();
        Config.describe().forEach(setting -> empty.put(setting.name(), " "));

        assertThat(Config.read(empty)).isEqualTo(Config.read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p%40ss@db.example:5433/shop?sslmode=require, "
                + "jdbc:postgresql://db.example:5433/shop?user=u&password=p%40ss&sslmode=require",
        "postgres://db/shop,                  jdbc:postgresql://db/shop",
        "'postgresql://u@a,b:5433/shop',      'jdbc:postgresql://a,b:5433/shop?user=u&targetServerType=primary'",
        "'postgresql://a,[::1]/x?targetServerType=any', 'jdbc:postgresql://a,[::1]/x?targetServerType=any'",
        "jdbc:postgresql://db/shop?user=u,    jdbc:postgresql://db/shop?user=u"
    })
    void aDatabaseAddressIsTakenAsPeopleWriteIt(String written, String jdbc) throws Config.Wrong {
        assertThat(Config.read(Map.of("TATAMI_DATABASE_URL", written)).storage().databaseUrl())
                .contains(jdbc);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/shop,                     jdbc:postgresql://db/shop?prepareThreshold=0",
        "jdbc:postgresql://db/shop,                jdbc:postgresql://db/shop?prepareThreshold=0",
        "postgresql://u@db/shop,                   jdbc:postgresql://db/shop?user=u&prepareThreshold=0",
        "postgresql://db/shop?prepareThreshold=5,  jdbc:postgresql://db/shop?prepareThreshold=5"
    })
    void nothingIsPreparedBehindAPoolerUnlessTheAddressSaysSo(String written, String jdbc) throws Config.Wrong {
        var settings = Map.of("TATAMI_DATABASE_URL", written, "TATAMI_DATABASE_POOLER", "transaction");

        assertThat(Config.read(settings).storage().databaseUrl()).contains(jdbc);
    }

    @Test
    void secretsAreNotPrinted() throws Config.Wrong {
        var config = Config.read(Map.of(
                "TATAMI_DATABASE_URL", "postgresql://u:hunter2@db/shop",
                "TATAMI_SANDBOX_SECRET_KEY", "sk_sandbox_hunter2hunter2hunter2",
                "TATAMI_MASTER_KEY",
                        Base64.getEncoder().encodeToString("hunter2hunter2hunter2hunter2hunt".getBytes())));

        assertThat(config.toString()).doesNotContain("hunter2");
    }
}
