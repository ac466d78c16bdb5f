package tatami.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a server notes about itself in postmaster.pid while it runs, and leaves there when killed. */
record Postmaster(long pid, int port, String status) {

    /** In the directory of the data. */
    static final String NOTE = "postmaster.pid";

    /** Absent when there is no note, or one that is not written to its end yet. */
    static Optional<Postmaster> read(Path cluster) {
        try {
            var lines = Files.readAllLines(cluster.resolve(NOTE));
            return lines.size() < 8
                    ? Optional.empty()
                    : Optional.of(new Postmaster(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip()),
                            lines.get(7).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isReady() {
        return status.equals("ready");
    }

    /** Whether a PostgreSQL has this number now. The dead whom nobody buried keep theirs, but have no command. */
    boolean mayBeAlive() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains("postgres"))
                .isPresent();
    }
}
