package tatami.db;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The settings of the embedded server: ours, and on top of them the caller's. */
record ServerSettings(Map<String, String> values) {

    /** Losing one of these is losing payments in a power cut, so the running server is asked for them, too. */
    static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""), // a socket's path may have only about 100 characters
            Map.entry("max_connections", "100"),
            Map.entry("shared_buffers", "256MB"), // taken page by page as they fill: costs a start nothing
            Map.entry("max_wal_size", "2GB"), // checkpoints make commits dearer for a while, so have few
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("jit", "off"), // our statements end before a compiler would begin
            Map.entry("max_parallel_workers_per_gather", "0"), // they share /dev/shm: 64 MB in a container
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("lc_messages", "C"), // we read the log ourselves
            Map.entry("log_error_verbosity", "terse"), // no values of rows in the log,
            Map.entry("log_min_error_statement", "panic")); // nor of statements

    static ServerSettings with(Map<String, String> more) {
        var values = new HashMap<>(DEFAULTS);
        values.putAll(DURABLE);
        values.putAll(more);
        return new ServerSettings(Map.copyOf(values));
    }

    String get(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The whole postgresql.conf. Whatever makes a restart necessary is in it, even which programs run. */
    String file(Object programs, int port) {
        var lines = new StringBuilder("# Written by the gateway at every start of " + programs + "\n");
        lines.append("port = ").append(port).append('\n');
        new TreeMap<>(values)
                .forEach((name, value) -> lines.append(name)
                        .append(" = '")
                        .append(value.replace("'", "''"))
                        .append("'\n"));
        return lines.toString();
    }
}
