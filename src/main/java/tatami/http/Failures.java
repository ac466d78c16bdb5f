package tatami.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often each of many has failed within ten minutes. Each gateway counts for itself, and forgets when it ends:
 * several of them let through so many times as many.
 */
public final class Failures {

    public static final Duration WITHIN = Duration.ofMinutes(10);

    /** What a crowd may cost us in memory. */
    private static final int REMEMBERED = 100_000;

    private final InstantSource clock;
    private final Cache<String, Deque<Instant>> times = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(WITHIN)
            .build();

    public Failures(InstantSource clock) {
        this.clock = clock;
    }

    public int of(String whose) {
        var known = times.getIfPresent(whose);
        return known == null ? 0 : recent(known);
    }

    /** One more; gives how many there are then. */
    public int note(String whose) {
        var count = new int[1];
        times.asMap().compute(whose, (_, known) -> {
            var mine = known == null ? new ArrayDeque<Instant>() : known;
            synchronized (mine) {
                mine.addLast(clock.instant());
                count[0] = recent(mine);
            }
            return mine;
        });
        return count[0];
    }

    /** Takes the last one back: it was none. */
    public void forgive(String whose) {
        var known = times.getIfPresent(whose);
        if (known != null) {
            synchronized (known) {
                known.pollLast();
            }
        }
    }

    private int recent(Deque<Instant> mine) {
        var since = clock.instant().minus(WITHIN);
        synchronized (mine) {
            while (!mine.isEmpty() && mine.peekFirst().isBefore(since)) {
                mine.removeFirst();
            }
            return mine.size();
        }
    }
}
