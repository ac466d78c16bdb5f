package tatami.users;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Paging;
import tatami.kit.Paging.Direction;

final class AuditStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO audit (id, account_id, at, who, what, subject, detail)
            VALUES (:id, :account, :at, :who, :what, :subject, :detail::json)
            """);

    private static final Sql OLDER = Sql.of("""
            SELECT id, at, who, what, subject, detail
            FROM audit
            WHERE account_id = :account
              AND (at, id) < (:cursor_time, :cursor_id)
            ORDER BY at DESC, id DESC
            LIMIT :limit
            """);

    private static final Sql NEWER = Sql.of("""
            SELECT id, at, who, what, subject, detail
            FROM audit
            WHERE account_id = :account
              AND (at, id) > (:cursor_time, :cursor_id)
            ORDER BY at, id
            LIMIT :limit
            """);

    void insert(Tx tx, AccountId account, AuditLine line) {
        tx.sql(INSERT)
                .bind("id", line.id())
                .bind("account", account.value())
                .bind("at", line.at())
                .bind("who", line.who())
                .bind("what", line.what())
                .bind("subject", line.subject())
                .bindJson("detail", line.detail())
                .runOne();
    }

    /** Newest first. */
    List<AuditLine> list(Tx tx, AccountId account, Paging page) {
        var newer = page.direction() == Direction.Newer;
        var found = tx.sql(newer ? NEWER : OLDER)
                .bind("account", account.value())
                .bind("cursor_time", page.cursor().createdAt())
                .bind("cursor_id", page.cursor().id())
                .bind("limit", page.limit())
                .list(AuditStore::read);
        return newer ? found.reversed() : found;
    }

    private static AuditLine read(Row row) {
        var detail = new TreeMap<String, String>();
        Map<?, ?> kept = row.document("detail", Map.class);
        kept.forEach((name, value) -> detail.put(String.valueOf(name), String.valueOf(value)));
        return new AuditLine(
                row.text("id"), row.time("at"), row.text("who"), row.text("what"), row.textOrNull("subject"), detail);
    }
}
