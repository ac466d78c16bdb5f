package tatami.bench;

/** Counts durations in buckets that grow with them, so that a quantile is at most 2 % off. */
final class Histogram {

    /** Each doubling of the duration has this many buckets. */
    private static final int STEPS = 64;

    private static final int DOUBLINGS = 40;

    private final long[] counts = new long[STEPS * DOUBLINGS];
    private long total;

    void add(long nanos) {
        counts[bucket(Math.max(nanos, 0))]++;
        total++;
    }

    /** The duration that this share of all stayed within, in milliseconds. */
    double millis(double share) {
        var left = (long) Math.ceil(share * total);
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left <= 0) {
                return upperEnd(i) / 1e6;
            }
        }
        return Double.NaN;
    }

    private static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        var doublings = 63 - Long.numberOfLeadingZeros(nanos) - 6;
        return Math.min(DOUBLINGS - 1, doublings + 1) * STEPS + (int) (nanos >>> doublings) - STEPS;
    }

    private static double upperEnd(int bucket) {
        var doublings = bucket / STEPS;
        return doublings == 0 ? bucket + 1 : (bucket % STEPS + STEPS + 1) * Math.pow(2, doublings - 1);
    }
}
