package tatami.db;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own programs, unpacked once per version and shared by all data directories.
 *
 * <p>They are no data: 60 MB that can be had again at any time. So they lie in a cache, named by what
 * is in them; a data directory stays small, and a new one need not wait for the unpacking.
 */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** The folder that holds bin, lib and share, where the given user can run them. */
    static Path unpacked(Path dataDirectory, ServerUser user) {
        var archive = archive();
        var tried = new ArrayList<String>();
        for (var cache : caches(dataDirectory)) {
            var home = cache.resolve(nameOf(archive));
            try {
                if (!Files.isDirectory(home)) {
                    unpack(archive, cache, home);
                }
                if (user.prefix().isEmpty()
                        || user.can("test", "-x", home.resolve("bin/postgres").toString())) {
                    return home;
                }
                tried.add(home + " (its user may not go there)");
            } catch (IOException e) {
                tried.add(home + " (" + e + ")");
            }
        }
        throw new EmbeddedPostgres.Failure("Found no place for PostgreSQL's programs. Tried " + String.join(", ", tried)
                + ". One of these must be writable.");
    }

    private static URL archive() {
        var system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        var machine = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        var name = "/postgres-" + system + "-" + machine + ".txz";
        var found = PostgresBinaries.class.getResource(name);
        if (found == null) {
            throw new EmbeddedPostgres.Failure("This build brings no PostgreSQL for " + system + " on " + machine
                    + " (" + name + " is not on the class path). Build on the machine it is to run on, or give"
                    + " the gateway a PostgreSQL of your own.");
        }
        return found;
    }

    /** The jar already keeps a checksum of the archive, so its name costs no reading. */
    private static String nameOf(URL archive) {
        var file = Path.of(archive.getPath()).getFileName().toString().replace(".txz", "");
        try {
            return archive.openConnection() instanceof JarURLConnection jar
                    ? file + "-" + Long.toHexString(jar.getJarEntry().getCrc())
                    : file + "-" + archive.openConnection().getContentLengthLong();
        } catch (IOException e) {
            throw new EmbeddedPostgres.Failure("Could not read " + archive + ".", e);
        }
    }

    /**
     * Best first. The home directory of root is closed to the user who runs the server, hence the
     * system's cache for root; where nothing else can be written, the data directory can.
     */
    private static List<Path> caches(Path dataDirectory) {
        var mac = System.getProperty("os.name").startsWith("Mac");
        var home = Path.of(System.getProperty("user.home", "/"));
        var chosen = System.getenv("XDG_CACHE_HOME");
        var own = mac ? home.resolve("Library/Caches") : isSet(chosen) ? Path.of(chosen) : home.resolve(".cache");
        var system = Path.of(mac ? "/Library/Caches" : "/var/cache");
        var root = System.getProperty("user.name").equals("root");
        return List.of((root ? system : own).resolve("tatami"), dataDirectory.resolve("postgres/programs"));
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && value.startsWith("/");
    }

    /** Into a folder beside it, then renamed: whoever sees the folder sees all of it. */
    private static void unpack(URL archive, Path cache, Path home) throws IOException {
        if (!Files.exists(cache)) {
            Files.createDirectories(cache);
            allow(cache, true);
        }
        var half = Files.createTempDirectory(cache, "unpacking");
        try (var tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive.openStream())))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var target = half.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                }
                if (!entry.isSymbolicLink()) {
                    var runs = entry.isDirectory() || (entry.getMode() & 0100) != 0;
                    allow(target, runs);
                }
            }
            allow(half, true);
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) { // otherwise another gateway was quicker, which is as good
                throw e;
            }
        } finally {
            delete(half);
        }
    }

    private static void allow(Path path, boolean run) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(run ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Deletes a folder with all that is in it, and is content when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
