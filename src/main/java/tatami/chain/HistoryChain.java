package tatami.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tatami.chain.Verdict.Fault;
import tatami.db.Database;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * Chains the ledger and the audit log, in the background: what was written stays out of the way of payments, and is in
 * a block some minutes later.
 *
 * <p>Rows get their numbers before they are committed, and not in the same order. So a row is put into a block only
 * when no row with a lower number can still come: a minute after its number was seen, when also every transaction of
 * that moment has ended.
 */
public final class HistoryChain {

    /** Longer than any statement of ours may take, by far: nothing that had its number then is still on its way. */
    private static final Duration REST = Duration.ofMinutes(1);

    /** Few enough to name where something was changed; many enough that blocks cost next to nothing. */
    private static final int ROWS = 1_000;

    /** A round of some seconds at most, and half a million rows a minute. */
    private static final int BLOCKS_AT_ONCE = 500;

    private static final byte[] BEGINNING = new byte[32];

    private final Database database;
    private final Secret key;
    private final InstantSource clock;
    private final ChainStore store = new ChainStore();
    private final Map<Book, Seen> seen = new EnumMap<>(Book.class);

    /** @param key without it nobody can make a block, nor check one */
    public HistoryChain(Database database, Secret key, InstantSource clock) {
        this.database = database;
        this.key = key;
        this.clock = clock;
    }

    private record Seen(Horizon horizon, Instant at) {}

    /** Makes blocks of what has come to rest. Gives how many. For one thread. */
    public int runOnce() {
        var made = 0;
        for (var book : Book.values()) {
            made += runOnce(book);
        }
        return made;
    }

    private int runOnce(Book book) {
        var now = Times.now(clock);
        var horizon = database.once(tx -> store.horizon(tx, book));
        var then = seen.computeIfAbsent(book, _ -> new Seen(horizon, now));
        if (now.isBefore(then.at().plus(REST))
                || horizon.ended() < then.horizon().begun()) {
            return 0;
        }
        var made = 0;
        while (made < BLOCKS_AT_ONCE && append(book, then.horizon().last(), now)) {
            made++;
        }
        if (made < BLOCKS_AT_ONCE) {
            seen.put(book, new Seen(horizon, now));
        }
        return made;
    }

    /** Makes the next block of what lies behind the newest. False when there is nothing, or another gateway made it. */
    private boolean append(Book book, long last, Instant now) {
        return database.transaction(tx -> {
            var newest = store.newest(tx, book);
            var behind = newest.map(Block::last).orElse(0L);
            var digest = sha256();
            var extent = store.digest(tx, book, behind, last, ROWS, digest);
            if (extent.rows() == 0) {
                return false;
            }
            var number = newest.map(Block::number).orElse(0L) + 1;
            var before = newest.map(Block::hash).orElse(BEGINNING);
            var hash = hash(book, number, behind, extent.last(), extent.rows(), before, digest.digest());
            return store.insert(tx, new Block(book, number, behind, extent.last(), extent.rows(), hash, now));
        });
    }

    /** Reads a whole book and says what is not as it was written. */
    public Verdict verify(Book book) {
        var faults = new ArrayList<Fault>();
        var hashes = new ArrayList<String>();
        var rows = 0L;
        var before = Optional.<Block>empty();
        for (var block = next(book, 0L);
                block.isPresent();
                block = next(book, block.get().number())) {
            fault(before, block.get()).ifPresent(faults::add);
            hashes.add(HexFormat.of().formatHex(block.get().hash()));
            rows += block.get().rows();
            before = block;
        }
        var last = before.map(Block::last).orElse(0L);
        var end = database.once(tx -> store.horizon(tx, book)).last();
        var loose = database.once(tx -> store.digest(tx, book, last, end, Integer.MAX_VALUE, sha256()))
                .rows();
        return new Verdict(book, rows, hashes.size(), faults, hashes, loose);
    }

    private Optional<Block> next(Book book, long behind) {
        return database.once(tx -> store.blocks(tx, book, behind, 1)).stream().findFirst();
    }

    private Optional<Fault> fault(Optional<Block> before, Block block) {
        var number = before.map(Block::number).orElse(0L) + 1;
        if (block.number() != number
                || block.behind() != before.map(Block::last).orElse(0L)) {
            return Optional.of(new Fault(block.number(), "does not follow the block before it: blocks are missing"));
        }
        var digest = sha256();
        var extent = database.once(
                tx -> store.digest(tx, block.book(), block.behind(), block.last(), block.rows() + 1, digest));
        var named = "rows %d to %d".formatted(block.behind() + 1, block.last());
        if (extent.rows() != block.rows()) {
            return Optional.of(new Fault(
                    block.number(),
                    named + ": there are " + (extent.rows() < block.rows() ? "fewer" : "more") + " than there were"));
        }
        var hash = hash(
                block.book(),
                block.number(),
                block.behind(),
                block.last(),
                block.rows(),
                before.map(Block::hash).orElse(BEGINNING),
                digest.digest());
        return Secret.same(hash, block.hash())
                ? Optional.empty()
                : Optional.of(new Fault(block.number(), named + ": something in them, or in the block, was changed"));
    }

    private byte[] hash(Book book, long number, long behind, long last, int rows, byte[] before, byte[] content) {
        var name = book.name().getBytes(StandardCharsets.US_ASCII);
        var message = ByteBuffer.allocate(before.length + content.length + name.length + 3 * Long.BYTES + Integer.BYTES)
                .put(before)
                .put(content)
                .putLong(number)
                .putLong(behind)
                .putLong(last)
                .putInt(rows)
                .put(name);
        return key.hmacSha256(message.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
