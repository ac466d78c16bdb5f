package tatami.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the kernel knows of the gateway, the database and ourselves. Linux only; elsewhere not a number. */
record Processes(long gateway, long postmaster) {

    private static final boolean LINUX = Files.isReadable(Path.of("/proc/self/stat"));
    private static final double MICROS_A_TICK = LINUX ? 1e6 / ticksASecond() : Double.NaN;

    /** Microseconds of processor time used so far. */
    record Cpu(double gateway, double database, double load) {

        Cpu since(Cpu before) {
            return new Cpu(gateway - before.gateway, database - before.database, load - before.load);
        }
    }

    Cpu cpu() {
        if (!LINUX) {
            return new Cpu(Double.NaN, Double.NaN, Double.NaN);
        }
        // A backend that ended between two looks is not lost: its time is its parent's then.
        var database = ticks(postmaster, true)
                + ProcessHandle.of(postmaster).stream()
                        .flatMap(ProcessHandle::children)
                        .mapToLong(child -> ticks(child.pid(), false))
                        .sum();
        return new Cpu(
                ticks(gateway, false) * MICROS_A_TICK,
                database * MICROS_A_TICK,
                ticks(ProcessHandle.current().pid(), false) * MICROS_A_TICK);
    }

    /** Resident memory of the gateway's Java in megabytes. */
    double residentMegabytes() {
        if (!LINUX) {
            return Double.NaN;
        }
        try (var lines = Files.lines(Path.of("/proc/" + gateway + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** User and system time; with {@code andDead} also that of children who ended. */
    private static long ticks(long pid, boolean andDead) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // a name may hold anything
            var own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return andDead ? own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : own;
        } catch (IOException e) {
            return 0; // ended since it was listed
        }
    }

    private static long ticksASecond() {
        try {
            var process = new ProcessBuilder("getconf", "CLK_TCK").start();
            process.waitFor(5, TimeUnit.SECONDS);
            return Long.parseLong(new String(process.getInputStream().readAllBytes()).strip());
        } catch (IOException | InterruptedException | NumberFormatException e) {
            return 100; // what every Linux has told programs for decades
        }
    }
}
