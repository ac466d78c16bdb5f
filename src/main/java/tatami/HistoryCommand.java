package tatami;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tatami.chain.Book;
import tatami.chain.HistoryChain;
import tatami.chain.Verdict;
import tatami.db.MasterKeyCheck;

/** {@code ./tatami history verify}: whether the ledger and the audit log are as they were written. */
final class HistoryCommand {

    /** What the chain's key is derived for. */
    static final String KEY = "history chain";

    static final String USAGE = """
            ./tatami history verify [noted hash …]

              Reads the whole ledger and the whole audit log, and says which rows were changed, added or taken
              away since they were written. Gateways go on serving meanwhile. Give it the settings that the
              gateways have: without their master key nobody can make a block, nor check one.

              It prints the newest block's hash of each. Keep these somewhere else: given to a later run, they
              also show whether the end of history was cut off.
            """;

    private static final int NAMED = 20;

    private final Config config;
    private final Consumer<String> say;

    HistoryCommand(Config config, Consumer<String> say) {
        this.config = config;
        this.say = say;
    }

    /** The hashes that somebody has noted; empty when the arguments are not understood. */
    static Optional<List<String>> read(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("verify")) {
            return Optional.empty();
        }
        var noted = arguments.stream()
                .skip(1)
                .map(hash -> hash.toLowerCase(Locale.ROOT))
                .toList();
        return noted.stream().allMatch(hash -> hash.matches("[0-9a-f]{64}")) ? Optional.of(noted) : Optional.empty();
    }

    /**
     * @param noted hashes that must be in a chain
     * @return whether all is as it was written
     */
    boolean verify(List<String> noted) {
        return GatewayDatabase.with(config, database -> {
            var masterKey = config.masterKey()
                    .or(new Keys(config.dataDirectory())::keptMasterKey)
                    .orElseThrow(() -> new IllegalStateException("There is no master key in " + config.dataDirectory()
                            + ". Set TATAMI_MASTER_KEY to the one that the gateways have."));
            MasterKeyCheck.check(database, masterKey.derive("check"));
            var chain = new HistoryChain(database, masterKey.derive(KEY), InstantSource.system());
            var missing = new ArrayList<>(noted);
            var isSound = true;
            for (var book : Book.values()) {
                var verdict = chain.verify(book);
                say.accept(words(verdict));
                missing.removeAll(verdict.hashes());
                isSound &= verdict.faults().isEmpty();
            }
            missing.forEach(
                    hash -> say.accept("No block has the hash " + hash + ": history was cut off, or replaced."));
            return isSound && missing.isEmpty();
        });
    }

    private static String words(Verdict verdict) {
        var name = switch (verdict.book()) {
            case Ledger -> "Ledger";
            case AuditLog -> "Audit log";
        };
        var words = new StringBuilder("%s: %,d rows in %,d blocks, %,d not in a block yet."
                .formatted(name, verdict.rows(), verdict.blocks(), verdict.loose()));
        if (verdict.faults().isEmpty()) {
            words.append(" All as they were written.");
        }
        verdict.faults().stream()
                .limit(NAMED)
                .forEach(fault -> words.append("\n  Block %d, %s.".formatted(fault.block(), fault.words())));
        if (verdict.faults().size() > NAMED) {
            words.append("\n  And %,d more.".formatted(verdict.faults().size() - NAMED));
        }
        if (!verdict.hashes().isEmpty()) {
            words.append("\n  Newest block: ").append(verdict.hashes().getLast());
        }
        return words.toString();
    }
}
