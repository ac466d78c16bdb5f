package tatami.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second gateway off a data directory. Falls away by itself when the process dies. */
final class DirectoryLock implements AutoCloseable {

    /** Closing any channel to a file drops the whole process's lock on it: a second try may not even open one. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The directory by its real path, so that two ways to it are not two directories. */
    static DirectoryLock take(Path directory, Path file) throws IOException {
        if (!HELD_HERE.add(file)) {
            throw taken(directory, "in this process");
        }
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw taken(directory, "process " + Files.readString(file).strip());
            }
            var name = ProcessHandle.current().pid() + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
            return new DirectoryLock(file, channel);
        } catch (Throwable e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static EmbeddedPostgres.Failure taken(Path directory, String who) {
        return new EmbeddedPostgres.InUse("Another gateway (" + who + ") is using " + directory
                + ". Stop it first, or give this one a data directory of its own.");
    }

    boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (isHeld()) {
            channel.close();
            HELD_HERE.remove(file);
        }
    }
}
