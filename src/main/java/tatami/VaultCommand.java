package tatami;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tatami.cards.VaultRotation;
import tatami.cards.VaultRotation.Report;
import tatami.db.Database;
import tatami.db.MasterKeyCheck;
import tatami.kit.Secret;

/** {@code ./tatami vault rotate}: gives the stored card numbers a fresh key, also while gateways run. */
final class VaultCommand {

    static final String USAGE = """
            ./tatami vault rotate

              Gives the stored card numbers a fresh key: makes one, encrypts every number with it, and
              destroys the old one. Gateways go on serving meanwhile, and need no restart. Give it the
              settings that the gateways have. Should it end before its time, run it again.
            """;

    private static final int WORTH_A_LINE = 50_000;
    private static final int NAMED = 20;

    private final Config config;
    private final Consumer<String> say;
    private int said;

    VaultCommand(Config config, Consumer<String> say) {
        this.config = config;
        this.say = say;
    }

    static boolean isUnderstood(String[] arguments) {
        return Arrays.asList(arguments).equals(List.of("vault", "rotate"));
    }

    /**
     * Rotates in the database that the settings name.
     *
     * @return whether the old key is destroyed
     * @throws IllegalStateException in words for the operator, when there is nothing to rotate
     */
    boolean rotate() {
        return GatewayDatabase.with(config, database -> {
            var masterKey = config.masterKey()
                    .or(new Keys(config.dataDirectory())::keptMasterKey)
                    .orElseThrow(() -> new IllegalStateException("There is no master key in " + config.dataDirectory()
                            + ". Set TATAMI_MASTER_KEY to the one that the gateways have."));
            var began = System.nanoTime();
            if (!VaultRotation.isPossible(database)) {
                throw new IllegalStateException("This database has no card vault yet: start a gateway on it first.");
            }
            MasterKeyCheck.check(database, masterKey.derive("check"));
            var report = rotate(database, masterKey);
            say.accept(words(report, System.nanoTime() - began));
            return report.finished();
        });
    }

    private Report rotate(Database database, Secret masterKey) {
        return new VaultRotation(database, masterKey, this::progress).rotate();
    }

    private void progress(int resealed) {
        if (resealed / WORTH_A_LINE > said / WORTH_A_LINE) {
            say.accept("%,d card numbers so far …".formatted(resealed));
        }
        said = resealed;
    }

    private static String words(Report report, long nanos) {
        var took = "%d.%d s".formatted(nanos / 1_000_000_000, nanos / 100_000_000 % 10);
        var done = switch (report.resealed()) {
            case 0 -> "No card number had to be encrypted anew";
            case 1 -> "1 card number was encrypted anew";
            default -> "%,d card numbers were encrypted anew".formatted(report.resealed());
        };
        if (report.finished()) {
            return done + ", and the old key is destroyed. It took " + took + ".\n"
                    + "Backups from before still hold the old key, which the master key opens.";
        }
        return done + ", in " + took + ". But the old key is not destroyed yet, since some numbers need it.\n"
                + (report.unopened().isEmpty()
                        ? "Somebody had them in hand all the time. Run it again."
                        : unopened(report.unopened()));
    }

    private static String unopened(List<UUID> cards) {
        var named = cards.stream().limit(NAMED).map(id -> "  card " + id).collect(Collectors.joining("\n"));
        var more = cards.size() > NAMED ? "\n  and " + (cards.size() - NAMED) + " more" : "";
        return "They do not open: their rows in the table card were changed, and not by a gateway.\n\n" + named + more
                + "\n\nEverything else opens as before. Put these rows back as they were, or delete them, and run it"
                + " again.";
    }
}
