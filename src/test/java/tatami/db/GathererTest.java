package tatami.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GathererTest {

    private static final Sql CREATE = Sql.of("CREATE TABLE gathered (n integer PRIMARY KEY CHECK (n <> 13))");
    private static final Sql CLEAR = Sql.of("TRUNCATE gathered");
    private static final Sql INSERT = Sql.of("INSERT INTO gathered SELECT unnest(:numbers::integer[])");
    private static final Sql COUNT = Sql.of("SELECT count(*) AS n FROM gathered");

    private static Database database;

    private final ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
    private final Gatherer<Integer> gatherer = new Gatherer<>(this::insert);

    @BeforeAll
    static void start() {
        database = new Database(TestDatabase.newDatabase(), 4);
        database.once(tx -> tx.sql(CREATE).run());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.once(tx -> tx.sql(CLEAR).run());
    }

    @Test
    void whoIsAloneWritesAlone() {
        gatherer.write(1);
        gatherer.write(2);

        assertThat(sizes).containsExactly(1, 1);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aCrowdSharesFewStatementsAndEveryRowIsThereWhenItsWriterReturns() {
        var missing = new AtomicInteger();

        var results = atOnce(1_000, n -> {
            gatherer.write(n + 100);
            if (count() == 0) {
                missing.incrementAndGet();
            }
        });

        assertThat(results).allMatch(result -> result.state() == Future.State.SUCCESS);
        assertThat(missing).hasValue(0);
        assertThat(count()).isEqualTo(1_000);
        assertThat(sizes).hasSizeLessThan(1_000).allMatch(size -> size <= 64);
    }

    @Test
    void aBadRowFailsItsOwnWriterAndNobodyElse() {
        for (int round = 0; round < 20; round++) {
            clear();

            var results = atOnce(50, gatherer::write); // 13 is among them

            assertThat(results)
                    .filteredOn(result -> result.state() == Future.State.FAILED)
                    .hasSize(1);
            assertThat(results.get(13).exceptionNow()).isInstanceOf(DatabaseFailure.class);
            assertThat(count()).isEqualTo(49);
        }
    }

    @Test
    void aMistakeOfOursReachesEveryWriterAndTheNextIsServed() {
        var broken = new Gatherer<Integer>(numbers -> {
            if (numbers.contains(1)) {
                throw new IllegalStateException("a mistake");
            }
            insert(numbers);
        });

        assertThatThrownBy(() -> broken.write(1)).isInstanceOf(IllegalStateException.class);
        broken.write(2);

        assertThat(count()).isEqualTo(1);
    }

    private void insert(List<Integer> numbers) {
        sizes.add(numbers.size());
        database.once(tx -> tx.sql(INSERT)
                .bind("numbers", numbers.stream().map(String::valueOf).toList())
                .run());
    }

    private static long count() {
        return database.once(tx -> tx.sql(COUNT).first(row -> row.number("n")).orElseThrow());
    }

    private static List<Future<?>> atOnce(int crowd, java.util.function.IntConsumer task) {
        var door = new CountDownLatch(crowd);
        var running = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, crowd)
                    .forEach(i -> running.add(threads.submit(() -> {
                        door.countDown();
                        door.await();
                        task.accept(i);
                        return i;
                    })));
        }
        return running;
    }
}
