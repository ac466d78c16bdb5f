package tatami;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import tatami.accounts.ApiKeys;
import tatami.accounts.Environment;
import tatami.kit.Secret;

/** Keys that are made at the first start and kept in the data directory, readable by their owner alone. */
final class Keys {

    private static final String MASTER_KEY = "master-key";
    private static final String SANDBOX_SECRET_KEY = "sandbox-secret-key";

    private final Path directory;

    Keys(Path dataDirectory) {
        directory = dataDirectory.resolve("keys");
    }

    Secret masterKey() {
        return Secret.ofBase64(kept(MASTER_KEY, () -> Secret.random(32).toBase64()));
    }

    String sandboxSecretKey() {
        return kept(SANDBOX_SECRET_KEY, () -> ApiKeys.fresh(Environment.Sandbox));
    }

    /** The key that a start has made; empty before the first. Makes none. */
    Optional<String> keptSandboxSecretKey() {
        return found(SANDBOX_SECRET_KEY);
    }

    /** The key that a start has made; empty before the first. Makes none. */
    Optional<Secret> keptMasterKey() {
        return found(MASTER_KEY).map(Secret::ofBase64);
    }

    private Optional<String> found(String name) {
        var file = directory.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    Path directory() {
        return directory;
    }

    private String kept(String name, Supplier<String> fresh) {
        var file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            if (Files.notExists(file)) {
                write(file, fresh.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep keys in " + directory + ".", e);
        }
    }

    /** Whole or not at all: a key cut short by a crash would lock its owner out. */
    private void write(Path file, String key) throws IOException {
        var draft = Files.createTempFile(
                directory,
                "",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, key + "\n", StandardCharsets.US_ASCII, StandardOpenOption.SYNC);
        try {
            Files.createLink(file, draft); // unlike a move, this never replaces another gateway's
        } catch (FileAlreadyExistsException _) {
            // another start was quicker, and its key is the one
        } finally {
            Files.delete(draft);
        }
    }
}
