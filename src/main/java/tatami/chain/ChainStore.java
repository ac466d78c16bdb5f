package tatami.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;

final class ChainStore {

    private static final Sql LEDGER_HORIZON = Sql.of("""
            SELECT coalesce((SELECT max(id) FROM ledger_entry), 0) AS last,
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS begun,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS ended
            """);

    private static final Sql AUDIT_HORIZON = Sql.of("""
            SELECT coalesce((SELECT max(seq) FROM audit), 0) AS last,
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS begun,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS ended
            """);

    /** Times as whole microseconds, which no setting of a connection spells in another way. */
    private static final Sql LEDGER_ROWS = Sql.of("""
            SELECT id AS seq, operation_id::text AS c1, account_id AS c2, debit AS c3, credit AS c4, currency AS c5,
                amount::text AS c6, (extract(epoch FROM created_at) * 1000000)::bigint::text AS c7
            FROM ledger_entry
            WHERE id > :behind
              AND id <= :last
            ORDER BY id
            LIMIT :limit
            """);

    private static final Sql AUDIT_ROWS = Sql.of("""
            SELECT seq, id AS c1, account_id AS c2, who AS c3, what AS c4, subject AS c5, detail::text AS c6,
                (extract(epoch FROM at) * 1000000)::bigint::text AS c7
            FROM audit
            WHERE seq > :behind
              AND seq <= :last
            ORDER BY seq
            LIMIT :limit
            """);

    private static final List<String> COLUMNS = List.of("c1", "c2", "c3", "c4", "c5", "c6", "c7");

    private static final Sql NEWEST = Sql.of("""
            SELECT book, number, behind, last, row_count, hash, made_at
            FROM chain_block
            WHERE book = :book
            ORDER BY number DESC
            LIMIT 1
            """);

    private static final Sql BLOCKS = Sql.of("""
            SELECT book, number, behind, last, row_count, hash, made_at
            FROM chain_block
            WHERE book = :book
              AND number > :behind
            ORDER BY number
            LIMIT :limit
            """);

    private static final Sql INSERT = Sql.of("""
            INSERT INTO chain_block (book, number, behind, last, row_count, hash, made_at)
            VALUES (:book, :number, :behind, :last, :row_count, :hash, :made_at)
            ON CONFLICT ON CONSTRAINT chain_block_once DO NOTHING
            """);

    Horizon horizon(Tx tx, Book book) {
        var sql = switch (book) {
            case Ledger -> LEDGER_HORIZON;
            case AuditLog -> AUDIT_HORIZON;
        };
        return tx.sql(sql)
                .first(row -> new Horizon(row.number("last"), row.number("begun"), row.number("ended")))
                .orElseThrow();
    }

    Optional<Block> newest(Tx tx, Book book) {
        return tx.sql(NEWEST).bind("book", book).first(ChainStore::read);
    }

    /** In order. */
    List<Block> blocks(Tx tx, Book book, long behind, int limit) {
        return tx.sql(BLOCKS)
                .bind("book", book)
                .bind("behind", behind)
                .bind("limit", limit)
                .list(ChainStore::read);
    }

    /** Feeds rows to a digest, each text with its length in front, so that no two rows look like others. */
    Extent digest(Tx tx, Book book, long behind, long last, int limit, MessageDigest digest) {
        var sql = switch (book) {
            case Ledger -> LEDGER_ROWS;
            case AuditLog -> AUDIT_ROWS;
        };
        var numbers = tx.sql(sql)
                .bind("behind", behind)
                .bind("last", last)
                .bind("limit", limit)
                .list(row -> {
                    digest.update(ByteBuffer.allocate(Long.BYTES)
                            .putLong(row.number("seq"))
                            .flip());
                    COLUMNS.forEach(column -> feed(digest, row, column));
                    return row.number("seq");
                });
        return new Extent(numbers.size(), numbers.isEmpty() ? behind : numbers.getLast());
    }

    /** False when another gateway was quicker. */
    boolean insert(Tx tx, Block block) {
        return tx.sql(INSERT)
                        .bind("book", block.book())
                        .bind("number", block.number())
                        .bind("behind", block.behind())
                        .bind("last", block.last())
                        .bind("row_count", block.rows())
                        .bind("hash", block.hash())
                        .bind("made_at", block.madeAt())
                        .run()
                == 1;
    }

    private static void feed(MessageDigest digest, Row row, String column) {
        var text = row.textOrNull(column);
        var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(text == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }

    private static Block read(Row row) {
        return new Block(
                row.name("book", Book.class),
                row.number("number"),
                row.number("behind"),
                row.number("last"),
                (int) row.number("row_count"),
                row.bytes("hash"),
                row.time("made_at"));
    }

    /** How many rows there were, and the number of the last. */
    record Extent(int rows, long last) {}
}
