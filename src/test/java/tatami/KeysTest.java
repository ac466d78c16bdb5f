package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tatami.kit.Secret;

class KeysTest {

    @TempDir
    private Path directory;

    @Test
    void lookingForAKeyMakesNone() {
        var keys = new Keys(directory);

        assertThat(keys.keptSandboxSecretKey()).isEmpty();
        assertThat(keys.keptMasterKey()).isEmpty();
        assertThat(directory).isEmptyDirectory();

        var made = keys.sandboxSecretKey();
        assertThat(keys.keptSandboxSecretKey()).contains(made);
        var masterKey = keys.masterKey().toBase64();
        assertThat(keys.keptMasterKey()).map(Secret::toBase64).contains(masterKey);
    }
}
