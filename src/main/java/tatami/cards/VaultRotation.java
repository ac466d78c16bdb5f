package tatami.cards;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.db.Tx;
import tatami.kit.Secret;

/**
 * Gives card numbers a fresh key, while gateways go on serving.
 *
 * <pre>
 * begin    a fresh key joins the keyset and is the primary                    → committed
 * reseal   some hundred numbers at a time, from their old key to the primary  → committed, again and again
 * finish   keys that no number needs any more leave the keyset                → committed
 * </pre>
 *
 * <p>In between every number opens: its key is in the keyset. So it may die anywhere, and be run again; two at
 * once do each other's work. Whoever keeps a card waits while another transaction begins or finishes, for some
 * milliseconds; nobody else waits.
 */
public final class VaultRotation {

    /** What one transaction locks: done within some milliseconds. */
    private static final int BATCH = 500;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** For others to let go of what they hold, which nobody does for longer than a statement. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final int PAUSES = 20;

    private final Database database;
    private final Keysets keysets;
    private final IntConsumer progress;
    private final CardStore store = new CardStore();

    /**
     * What came of it.
     *
     * @param resealed how many numbers were encrypted anew
     * @param unopened the numbers that do not open, and so stay with the key they have
     * @param finished whether every old key is destroyed
     */
    public record Report(int resealed, List<UUID> unopened, boolean finished) {}

    /** @param progress hears after each batch how many numbers were encrypted anew so far */
    public VaultRotation(Database database, Secret masterKey, IntConsumer progress) {
        this.database = database;
        this.keysets = new Keysets(masterKey);
        this.progress = progress;
    }

    /** Whether there is something to rotate: a gateway has been started on this database. */
    public static boolean isPossible(Database database) {
        return Keysets.isIn(database);
    }

    public Report rotate() {
        begin();
        var resealed = 0;
        for (int idle = 0; ; ) {
            var pass = reseal(resealed);
            resealed += pass.resealed();
            if (finish()) {
                return new Report(resealed, List.of(), true);
            }
            // What is left does not open, or somebody had it in hand as we passed.
            idle = pass.resealed() == 0 ? idle + 1 : 0;
            if (idle > PAUSES) {
                return new Report(resealed, pass.unopened(), false);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void begin() {
        alone(tx -> {
            keysets.add(tx, keysets.lock(tx).withFreshPrimary());
            return true;
        });
    }

    /** One pass over all that is sealed with another key than the primary. */
    Pass reseal(int before) {
        var resealed = before;
        var unopened = new ArrayList<UUID>();
        var keyset = database.once(keysets::read);
        for (long key : keyset.ids()) {
            for (var after = BEFORE_ALL; key != keyset.primary() && after != null; ) {
                var batch = resealBatch(key, after);
                resealed += batch.resealed();
                unopened.addAll(batch.unopened());
                after = batch.last();
                progress.accept(resealed);
            }
        }
        return new Pass(resealed - before, unopened);
    }

    /** Whether only the primary is left. */
    boolean finish() {
        try {
            return alone(tx -> keysets.shorten(tx, keysets.lock(tx)).ids().size() == 1);
        } catch (DatabaseFailure failure) {
            if (failure.violatesForeignKey()) {
                return false; // PostgreSQL knows of a number that we could not see yet
            }
            throw failure;
        }
    }

    private Batch resealBatch(long key, UUID after) {
        return database.transaction(tx -> {
            var keyset = keysets.readToSeal(tx);
            var found = store.sealedWith(tx, key, after, BATCH);
            var resealed = new ArrayList<CardStore.Sealed>();
            var unopened = new ArrayList<UUID>();
            for (var card : found) {
                keyset.decrypt(card.sealed(), card.id(), card.owner())
                        .map(plain -> new CardStore.Sealed(
                                card.id(), card.owner(), keyset.encrypt(plain, card.id(), card.owner())))
                        .ifPresentOrElse(resealed::add, () -> unopened.add(card.id()));
            }
            store.reseal(tx, keyset.primary(), resealed);
            return new Batch(
                    resealed.size(),
                    unopened,
                    found.isEmpty() ? null : found.getLast().id());
        });
    }

    /** Tries again where somebody who seals did not make way soon enough. */
    private <T> T alone(Function<Tx, T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return database.transaction(work);
            } catch (DatabaseFailure failure) {
                if (!failure.isUnavailable() || tries > PAUSES) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    record Pass(int resealed, List<UUID> unopened) {}

    /** @param last the last number that was looked at; null when there was none */
    private record Batch(
            int resealed, List<UUID> unopened, @Nullable UUID last) {}
}
