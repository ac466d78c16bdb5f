package tatami.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tatami.db.Database;
import tatami.db.Sql;

/**
 * PostgreSQL alone, doing what a create does: an intent and its event into copies of the two tables,
 * with all their constraints and indexes. The copies lie in a schema of their own in the same database.
 */
final class Pgbench {

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial connection time\\)");

    private static final String INTENT = """
            INSERT INTO bench.payment_intent (\
            id, account_id, version, status, capture_mode, currency, amount, tips_amount, \
            secret_serial, secret_used, secret_expires_at, purchase, payment_events, \
            expire_at, auto_expire_ms, auto_expire_action, due_at, created_at, updated_at) \
            VALUES ('pi_sandbox_AaIF' || :id::text, :account, 0, 'Created', 'Auto', 'GBP', 4599, NULL, \
            1, false, now() + interval '30 minutes', :purchase, '[]', \
            now() + interval '30 days', NULL, NULL, now() + interval '30 days', now(), now())""";

    private static final String EVENT = """
            INSERT INTO bench.event (id, account_id, type, data, created_at) \
            %s ('evt_sandbox_AaIF' || :id::text, :account, 'payment_intent.created', :data, now())""";

    /** Ids grow with time, as the gateway's do, so that both write to the right end of their indexes. */
    private static final String IDS = "\\set serial :serial + 1\n\\set id :base + :serial * 1000 + :client_id\n";

    private static final String TRANSACTION =
            IDS + "BEGIN;\n" + INTENT + ";\n" + EVENT.formatted("VALUES") + ";\nCOMMIT;\n";

    private static final String ONE_STATEMENT =
            IDS + "WITH created AS (" + INTENT + ") " + EVENT.formatted("VALUES") + ";\n";

    private final int port;
    private final Path directory;
    private final String purchase;
    private final String data;
    private final String account;
    private int runs;

    private record Row(String account, String purchase, String data) {}

    /** Copies the tables, and takes the documents from a row that the gateway wrote. */
    Pgbench(Database database, int port, Path directory) throws IOException {
        this.port = port;
        this.directory = directory;
        for (var ddl : List.of(
                "CREATE SCHEMA bench",
                "CREATE TABLE bench.payment_intent (LIKE public.payment_intent INCLUDING ALL) WITH (fillfactor = 85)",
                "CREATE TABLE bench.event (LIKE public.event INCLUDING ALL)")) {
            database.once(tx -> tx.sql(Sql.of(ddl)).run());
        }
        var row = database.once(tx -> tx.sql(Sql.of("""
                        SELECT i.account_id, i.purchase, e.data
                        FROM payment_intent i, event e
                        WHERE e.type = 'payment_intent.created'
                          AND e.data ->> 'paymentIntentId' = i.id
                        LIMIT 1
                        """))
                        .first(found -> new Row(found.text("account_id"), found.text("purchase"), found.text("data"))))
                .orElseThrow();
        account = row.account();
        purchase = row.purchase();
        data = row.data();
        Files.writeString(directory.resolve("transaction.sql"), TRANSACTION);
        Files.writeString(directory.resolve("statement.sql"), ONE_STATEMENT);
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("pgbench", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** BEGIN, two INSERTs, COMMIT, each sent by itself: transactions a second. */
    double transactions(int clients, int seconds) throws IOException, InterruptedException {
        return run("transaction.sql", clients, seconds);
    }

    /** The gateway's way: both rows in one statement. */
    double statements(int clients, int seconds) throws IOException, InterruptedException {
        return run("statement.sql", clients, seconds);
    }

    private double run(String script, int clients, int seconds) throws IOException, InterruptedException {
        var threads = Math.min(clients, Runtime.getRuntime().availableProcessors());
        var command = new ArrayList<>(List.of(
                "pgbench",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                "postgres",
                "-n",
                "-M",
                "prepared",
                "-f",
                script,
                "-c",
                "" + clients,
                "-j",
                "" + threads,
                "-T",
                "" + seconds,
                "-D",
                "serial=0",
                "-D",
                "base=" + (100 + runs++) + "000000000000000",
                "-D",
                "account=" + account,
                "-D",
                "purchase=" + purchase,
                "-D",
                "data=" + data,
                "tatami"));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        var rate = RATE.matcher(said);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException("pgbench failed:\n" + said);
        }
        return Double.parseDouble(rate.group(1));
    }
}
