package tatami;

import java.util.function.Function;
import tatami.db.Database;
import tatami.db.Database.Pooler;
import tatami.db.EmbeddedPostgres;
import tatami.tracing.Tracing;

/** The database of the gateways that have the same settings, for operators' commands. */
final class GatewayDatabase {

    /** Enough for one who works alone; the gateways need the others. */
    private static final int CONNECTIONS = 2;

    private GatewayDatabase() {}

    /**
     * Works in the database that the settings name: their own, or the embedded one, beside the gateway that has
     * started it or on our own.
     *
     * @throws IllegalStateException in words for the operator, when there is none
     */
    static <T> T with(Config config, Function<Database, T> work) {
        var own = config.storage().databaseUrl();
        if (own.isPresent()) {
            return at(own.get(), config.storage().pooler(), work);
        }
        var directory = config.dataDirectory();
        if (!EmbeddedPostgres.exists(directory)) {
            throw new IllegalStateException("There is no database in " + directory
                    + ": no gateway was ever started there. TATAMI_DATA_DIR names another place.");
        }
        try (var embedded = EmbeddedPostgres.start(directory)) {
            return at(embedded.jdbcUrl(), Pooler.None, work);
        } catch (EmbeddedPostgres.InUse _) {
            return at(
                    EmbeddedPostgres.running(directory)
                            .orElseThrow(() -> new IllegalStateException("A gateway is just starting or stopping in "
                                    + directory + ". Try again in a moment.")),
                    Pooler.None,
                    work);
        }
    }

    private static <T> T at(String jdbcUrl, Pooler pooler, Function<Database, T> work) {
        try (var database = new Database(jdbcUrl, CONNECTIONS, pooler, Tracing.OFF)) {
            return work.apply(database);
        }
    }
}
