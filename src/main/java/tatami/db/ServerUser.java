package tatami.db;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who the server runs as: ourselves or, since PostgreSQL refuses to run as root, somebody with fewer
 * rights when we are root.
 *
 * @param prefix goes before every command and makes it run as that user
 * @param owner whom the data must belong to, as {@code uid:gid}; empty when we are not root
 */
record ServerUser(List<String> prefix, String owner) {

    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
    private static final boolean ROOT = new UnixSystem().getUid() == 0;

    /** What a finished command said, and whether it was content. */
    record Result(int code, String output) {}

    /** Data keep the owner they have, so that sudo now and then does no harm; root's become nobody's. */
    static ServerUser of(Path cluster) {
        if (!ROOT) {
            return new ServerUser(List.of(), "");
        }
        var nobody = id("-u") + ":" + id("-g");
        var owner = Files.exists(cluster) ? ownerOf(cluster) : "0:0";
        if (owner.startsWith("0:")) {
            owner = nobody;
        }
        for (var candidate : MAC ? List.of(sudo(owner)) : List.of(setpriv(owner), su(nobody), unshare())) {
            if (candidate.can("true")) {
                return candidate;
            }
        }
        throw new EmbeddedPostgres.Failure("PostgreSQL does not run as root, and becoming another user failed with "
                + (MAC ? "sudo" : "setpriv, su and unshare") + ". Start the gateway as an ordinary user.");
    }

    private static ServerUser setpriv(String owner) {
        var ids = owner.split(":");
        return new ServerUser(
                List.of("setpriv", "--reuid=" + ids[0], "--regid=" + ids[1], "--clear-groups", "--inh-caps=-all", "--"),
                owner);
    }

    /** The shell is named because nobody's own is one that says no. */
    private static ServerUser su(String nobody) {
        return new ServerUser(List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "nobody", "--"), nobody);
    }

    /** For a root that may not change users: in an empty user namespace it has no rights and no name. */
    private static ServerUser unshare() {
        return new ServerUser(List.of("unshare", "-U", "--"), "0:0");
    }

    private static ServerUser sudo(String owner) {
        var ids = owner.split(":");
        return new ServerUser(List.of("sudo", "-n", "-u", "#" + ids[0], "-g", "#" + ids[1], "--"), owner);
    }

    boolean can(String... command) {
        try {
            return run(Path.of("/"), List.of(command)).code() == 0;
        } catch (EmbeddedPostgres.Failure notInstalled) {
            return false;
        }
    }

    /**
     * How to name the working directory on a command line.
     *
     * <p>The data may lie where their user cannot walk to: below /root, say. A process that was put
     * there can stay, though, and /proc/self/cwd leads to where it stands without walking. "." would
     * not do for root, since PostgreSQL turns it into the full path and walks that.
     */
    String here() {
        return ROOT && !MAC ? "/proc/self/cwd" : ".";
    }

    /** Hands the directory to this user: a new one, or one that was copied back by root. */
    void own(Path directory) {
        if (!owner.isEmpty() && !ownerOf(directory).equals(owner)) {
            var result = new ServerUser(List.of(), "")
                    .run(directory, List.of("chown", "-R", "-h", owner, directory.toString()));
            if (result.code() != 0) {
                throw new EmbeddedPostgres.Failure("Could not give " + directory + " to user " + owner
                        + ", who is to run PostgreSQL: " + result.output());
            }
        }
    }

    Result run(Path directory, List<String> command) {
        var process = start(directory, command);
        try (var output = process.inputReader()) {
            var said = output.readAllAsString().strip();
            return new Result(process.waitFor(), said);
        } catch (IOException e) {
            throw new EmbeddedPostgres.Failure("Lost touch with " + command.getFirst() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgres.Failure("Interrupted while waiting for " + command.getFirst() + ".", e);
        }
    }

    Process start(Path directory, List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        var builder = new ProcessBuilder(whole).directory(directory.toFile()).redirectErrorStream(true);
        // Nothing from the caller's environment: PGDATA, PGOPTIONS or a language would change what we start.
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C", "TZ", "UTC"));
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new EmbeddedPostgres.Failure("Could not run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private static String id(String option) {
        return new ServerUser(List.of(), "")
                .run(Path.of("/"), List.of("id", option, "nobody"))
                .output();
    }

    private static String ownerOf(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid") + ":" + Files.getAttribute(path, "unix:gid");
        } catch (IOException e) {
            throw new EmbeddedPostgres.Failure("Could not see whom " + path + " belongs to.", e);
        }
    }
}
