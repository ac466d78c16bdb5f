package tatami.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    private final Ids ids = new Ids(InstantSource.system());

    @Test
    void anIdIsAPrefixAnd22Characters() {
        assertThat(ids.next("pi_sandbox_")).matches("pi_sandbox_[A-Za-z0-9_-]{22}");
    }

    @Test
    void noTwoAreEqual() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(ids.next(""))).isTrue();
        }
    }

    @Test
    void theTimeStandsInFront() {
        var early = new Ids(InstantSource.fixed(Instant.ofEpochMilli(0x0123456789abL)));

        assertThat(early.nextUuid().toString()).startsWith("01234567-89ab-7");
        assertThat(early.next("")).startsWith("ASNFZ4mr");
    }

    @Test
    void everyIdOfAMomentIsAtLeastTheLeastOfIt() {
        var moment = Instant.parse("2026-11-23T10:00:00.123456Z");
        var id = new Ids(InstantSource.fixed(moment)).nextUuid().toString();

        assertThat(id).isGreaterThan(Ids.leastUuid(moment).toString());
        assertThat(id).isLessThan(Ids.leastUuid(moment.plusMillis(1)).toString());
    }

    @Test
    void anOperationsIdIsReadBackFromItsSpelling() {
        var id = ids.nextUuid();

        assertThat(id.version()).isEqualTo(7);
        assertThat(Ids.read("cp_", Ids.spell("cp_", id))).contains(id);
        assertThat(Ids.read("cp_", "cp_short")).isEmpty();
        assertThat(Ids.read("cp_", "rf_" + Ids.spell("", UUID.randomUUID()))).isEmpty();
        assertThat(Ids.read("cp_", "cp_ätherische-öle-22-zeich")).isEmpty();
    }
}
