package tatami.db;

import org.flywaydb.core.Flyway;

/** Brings a database to the shape that this version expects. Safe when several gateways start at once. */
public final class Migrations {

    private Migrations() {}

    public static void migrate(String jdbcUrl) {
        Flyway.configure()
                .dataSource(jdbcUrl, null, null)
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .connectRetries(3)
                .load()
                .migrate();
    }
}
