package tatami.calls;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.kit.Paging;
import tatami.kit.Paging.Direction;

final class CallStore {

    private static final Sql INSERT = Sql.of("""
            INSERT INTO api_call (
                id, account_id, at, method, route, subject, status, milliseconds, trace, version, agent, problem,
                fields)
            SELECT id, account, at, method, route, subject, status, milliseconds, trace, version, agent, problem, fields
            FROM json_to_recordset(:calls::json) AS c (
                id text, account text, at timestamptz, method text, route text, subject text, status integer,
                milliseconds integer, trace text, version text, agent text, problem text, fields text)
            """);

    private static final Sql OLDER = Sql.of("""
            SELECT id, at, method, route, subject, status, milliseconds, trace, version, agent, problem, fields
            FROM api_call
            WHERE account_id = :account
              AND (at, id) < (:cursor_time, :cursor_id)
              AND (NOT :failed OR status >= 400)
              AND (:method::text IS NULL OR method = :method)
              AND (:route::text IS NULL OR strpos(route, :route) > 0)
              AND (:trace::text IS NULL OR trace = :trace)
            ORDER BY at DESC, id DESC
            LIMIT :limit
            """);

    private static final Sql NEWER = Sql.of("""
            SELECT id, at, method, route, subject, status, milliseconds, trace, version, agent, problem, fields
            FROM api_call
            WHERE account_id = :account
              AND (at, id) > (:cursor_time, :cursor_id)
              AND (NOT :failed OR status >= 400)
              AND (:method::text IS NULL OR method = :method)
              AND (:route::text IS NULL OR strpos(route, :route) > 0)
              AND (:trace::text IS NULL OR trace = :trace)
            ORDER BY at, id
            LIMIT :limit
            """);

    private static final Sql FORGET_OLD = Sql.of("""
            DELETE FROM api_call
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM api_call WHERE at < :before LIMIT :most))
              AND at < :before
            """);

    /** Of each of these accounts, what comes after the newest so many of its kind. */
    private static final Sql FORGET_REST = Sql.of("""
            DELETE FROM api_call
            WHERE ctid = ANY (ARRAY(
                SELECT rest.place
                FROM unnest(:accounts::text[]) AS a (id)
                CROSS JOIN LATERAL (
                    SELECT c.ctid AS place
                    FROM api_call c
                    WHERE c.account_id = a.id
                      AND (c.status >= 400) = :failed
                    ORDER BY c.at DESC, c.id DESC
                    OFFSET :kept
                    LIMIT :most
                ) AS rest
                LIMIT :most
            ))
            """);

    void insert(Tx tx, List<Call> calls, Supplier<String> ids) {
        tx.sql(INSERT)
                .bindJson(
                        "calls",
                        calls.stream().map(call -> Written.of(call, ids.get())).toList())
                .run();
    }

    /** Newest first. */
    List<CallLine> list(Tx tx, AccountId account, CallFilter filter, Paging page) {
        var newer = page.direction() == Direction.Newer;
        var found = tx.sql(newer ? NEWER : OLDER)
                .bind("account", account.value())
                .bind("cursor_time", page.cursor().createdAt())
                .bind("cursor_id", page.cursor().id())
                .bind("failed", filter.failed())
                .bind("method", filter.method())
                .bind("route", filter.route())
                .bind("trace", filter.trace())
                .bind("limit", page.limit())
                .list(CallStore::read);
        return newer ? found.reversed() : found;
    }

    int forgetOld(Tx tx, Instant before, int most) {
        return tx.sql(FORGET_OLD).bind("before", before).bind("most", most).run();
    }

    int forgetRest(Tx tx, List<AccountId> accounts, boolean failed, int kept, int most) {
        return tx.sql(FORGET_REST)
                .bind("accounts", accounts.stream().map(AccountId::value).toList())
                .bind("failed", failed)
                .bind("kept", kept)
                .bind("most", most)
                .run();
    }

    private static CallLine read(Row row) {
        return new CallLine(
                row.text("id"),
                row.time("at"),
                row.text("method"),
                row.text("route"),
                row.textOrNull("subject"),
                Math.toIntExact(row.number("status")),
                row.number("milliseconds"),
                row.text("trace"),
                row.textOrNull("version"),
                row.textOrNull("agent"),
                row.textOrNull("problem"),
                row.textOrNull("fields"));
    }

    /** A line as {@link #INSERT} reads it. */
    private record Written(
            String id,
            String account,
            String at,
            String method,
            String route,
            @Nullable String subject,
            int status,
            long milliseconds,
            String trace,
            @Nullable String version,
            @Nullable String agent,
            @Nullable String problem,
            @Nullable String fields) {

        static Written of(Call call, String id) {
            var line = CallLine.of(call, id);
            return new Written(
                    line.id(),
                    call.account().value(),
                    line.at().toString(),
                    line.method(),
                    line.route(),
                    line.subject(),
                    line.status(),
                    line.milliseconds(),
                    line.trace(),
                    line.version(),
                    line.agent(),
                    line.problem(),
                    line.fields());
        }
    }
}
