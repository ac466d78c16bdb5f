package tatami.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** What was found, and what it means, as docs/performance.md. */
record Report(int seconds, int rounds, String postgres, LocalDate date, String fileSystem, String busy) {

    String text(
            List<Cell> pgbench,
            Cell oneStatement,
            List<Cell> cells,
            List<String> open,
            List<String> counts,
            double firstStart,
            double secondStart,
            double idle,
            double loaded) {
        return """
                # Performance

                Written by `./dev bench`; do not edit. Measured on %s with `./dev bench %d`.

                | | |
                |---|---|
                | processor | %s, %d cores |
                | memory | %s |
                | system | %s %s, data on %s |
                | Java | %s |
                | PostgreSQL | %s, embedded, with fsync, synchronous_commit and full_page_writes on |
                | other work | load average %s when it began; on a machine of our own it would be near zero |

                **The load, the gateway and the database share this machine.** On machines of their own each would
                have more room. Figures of another day or machine do not compare with these; ratios within one run do.
                Every figure is the median of %d rounds of %d seconds. Within a round everything is measured once,
                pgbench and create in turn.

                ## PostgreSQL alone

                What pgbench reaches on the same server: an intent and its event, as wide as the gateway's, into copies
                of the two tables with the same constraints and indexes.

                | prepared statements | clients | per second |
                |---|--:|--:|
                %s

                The first lines are the yardstick of the next table: the usual way to write two rows, four messages
                that are answered one by one. The last writes both rows by one message, as the gateway does when a
                creation is alone.

                ## The gateway

                | | clients | per second | of pgbench | in each round | p50 ms | p99 ms | CPU µs: gateway | PostgreSQL | load |
                |---|--:|--:|--:|---|--:|--:|--:|--:|--:|
                %s

                - *Per second* is how often the whole was done over HTTP on kept-alive connections, each of which sends its
                  next request when it has its answer. Such clients slow down with the gateway, so p50 and p99 say how
                  long an answer takes at full load, not what a shopper meets on an ordinary day.
                - *Of pgbench* compares with BEGIN, 2 INSERTs, COMMIT by as many clients in the same round. For create it
                  says how well the gateway uses the database. It can be above 1: creations that wait at the same moment
                  are written by one statement and share its commit, where each of pgbench's clients sends four messages.
                  An answer is still sent only after its commit. For the other lines the ratio is only a scale: they do
                  other work.
                - *CPU* is processor time for each, of Java, of all PostgreSQL processes, and of the load itself. Where the
                  three add up to all cores' time, the processor is the limit; where they do not, something else is: the
                  disk, or other programs on this machine.
                - Pay is a card that needs no challenge, on an intent to be captured by hand. The acquirer is the sandbox,
                  which keeps its books in the same database: a real one is far away, takes its own time, and costs
                  this database nothing.
                - The last line is three requests, counted and timed as one.

                ## At a steady rate

                Creates begin at a fixed rate, whether earlier ones are answered or not, and are timed from when they
                should have begun. This is what callers meet who do not wait for each other.

                | begun per second | done per second | p50 ms | p99 ms | p99.9 ms |
                |--:|--:|--:|--:|--:|
                %s

                ## What one request asks of the database

                Counted by pg_stat_statements in a pass of its own. Each statement is one message and its answer; each
                writing commit waits for the disk, together with others that wait just then. What the sandbox does in
                the acquirer's place is included: one statement, which writes.

                | | statements | writing commits |
                |---|--:|--:|
                %s

                ## Start and memory

                | | |
                |---|--:|
                | first start with an empty data directory, to ready | %s ms |
                | next start with these data, to ready | %s ms |
                | resident memory of Java two seconds after the start | %s MB |
                | the same after all of this load | %s MB |

                Starts count from `./tatami start` to the first 200 of `/health/ready`, with the build done, PostgreSQL's
                programs unpacked, and all files in the page cache. PostgreSQL's own memory is not included.

                ## What was checked

                Every answer was a 200 and every payment approved. Afterwards, and again after a restart, the
                database held exactly what had been acknowledged: intents, events, operations, the ledger, and the
                sandbox's own books.
                """.formatted(
                        date,
                        seconds,
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        memory(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        fileSystem,
                        Runtime.version(),
                        postgres,
                        busy,
                        rounds,
                        seconds,
                        lines(pgbench, oneStatement),
                        String.join("\n", cells.stream().map(Cell::line).toList()),
                        String.join("\n", open),
                        String.join("\n", counts),
                        Cell.number(firstStart, 0),
                        Cell.number(secondStart, 0),
                        Cell.number(idle, 0),
                        Cell.number(loaded, 0));
    }

    /** Which processor this machine has. */
    static String processor() {
        return find("/proc/cpuinfo", "model name", System.getProperty("os.arch"));
    }

    private static String lines(List<Cell> pgbench, Cell oneStatement) {
        var lines = new StringBuilder();
        for (var cell : pgbench) {
            lines.append(line(cell)).append('\n');
        }
        return lines + line(oneStatement);
    }

    private static String line(Cell cell) {
        return Cell.row(cell.what(), cell.clients(), Cell.number(cell.median(Cell.Round::perSecond), 0));
    }

    private static String memory() {
        var kilobytes = find("/proc/meminfo", "MemTotal", "").replaceAll("\\D", "");
        return kilobytes.isEmpty() ? "n/a" : Cell.number(Long.parseLong(kilobytes) / 1e6, 0) + " GB";
    }

    private static String find(String file, String name, String otherwise) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
