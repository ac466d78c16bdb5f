package tatami;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Brand;
import tatami.accounts.BrandImage;
import tatami.accounts.BrandImage.Use;
import tatami.accounts.Brands;
import tatami.accounts.Change;
import tatami.db.Database;
import tatami.kit.Refusal;

/** {@code ./tatami brand}: what a merchant's pages look like, also while gateways run. */
final class BrandCommand {

    static final String USAGE = """
            ./tatami brand [--logo FILE] [--favicon FILE] [--colour COLOUR] [--account ACCOUNT]

              Puts a merchant's logo, favicon and colour on the pages that shoppers see. What is not named
              stays as it is; "none" instead of a value takes it away. Without options it shows what there is.

              --logo FILE        PNG, JPEG, GIF, WebP or SVG, 30,000 bytes at most. Pages show it at most
                                 48 pixels high and 220 wide.
              --favicon FILE     the same or ICO, 10,000 bytes at most
              --colour COLOUR    such as '#274b7d', with quotation marks, as shells take # for a comment.
                                 Pages make it darker or lighter where it could not be read.
              --account ACCOUNT  such as acc_…; else the one that the gateway made at its first start

              Give it the settings that the gateways have. They show the change within ten seconds.
            """;

    private static final String LOGO = "--logo";
    private static final String FAVICON = "--favicon";
    private static final String COLOUR = "--colour";
    private static final String ACCOUNT = "--account";
    private static final List<String> OPTIONS = List.of(LOGO, FAVICON, COLOUR, ACCOUNT);

    private static final String NONE = "none";

    private final Map<String, String> options;
    private final Config config;
    private final Consumer<String> say;

    /** @param options as {@link #read} gives them */
    BrandCommand(Map<String, String> options, Config config, Consumer<String> say) {
        this.options = options;
        this.config = config;
        this.say = say;
    }

    /** What follows the command's name; empty when that cannot be understood. */
    static Optional<Map<String, String>> read(List<String> arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i);
            if (!OPTIONS.contains(name) || i + 1 == arguments.size()) {
                return Optional.empty();
            }
            if (options.put(name, arguments.get(i + 1)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(options);
    }

    /**
     * Changes what was asked for, and shows what there is then.
     *
     * @throws IllegalStateException in words for the operator, when there is nothing to work on
     * @throws Refusal when what was asked for cannot be; nothing has changed then
     */
    void run() {
        var colour = change(COLOUR, Brand::colour);
        var logo = change(LOGO, file -> image(Use.Logo, file));
        var favicon = change(FAVICON, file -> image(Use.Favicon, file));
        var isChange = Stream.of(COLOUR, LOGO, FAVICON).anyMatch(options::containsKey);
        say.accept(GatewayDatabase.with(config, database -> {
            var brands = brands(database);
            var before = account(brands);
            var account = isChange ? brands.change(before.id(), colour, logo, favicon) : before;
            return words(account, brands) + (isChange ? "\nGateways show it within ten seconds." : "");
        }));
    }

    private static Brands brands(Database database) {
        var brands = new Brands(database);
        if (!brands.isPossible()) {
            throw new IllegalStateException(
                    "This database knows no brands yet: start a gateway of this version on it first.");
        }
        return brands;
    }

    private Account account(Brands brands) {
        var named = options.get(ACCOUNT);
        return named == null
                ? brands.first()
                        .orElseThrow(() -> new IllegalStateException(
                                "There is no account yet: start a gateway on this database first."))
                : brands.account(new AccountId(named));
    }

    private <T> Change<T> change(String option, Function<String, T> read) {
        var value = options.get(option);
        if (value == null) {
            return new Change.Leave<>();
        }
        return value.equals(NONE) ? new Change.TakeAway<>() : new Change.Put<>(read.apply(value));
    }

    private static BrandImage image(Use use, String name) {
        var file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException("There is no file " + name + ".");
        }
        try {
            use.checkSize(Files.size(file)); // before gigabytes are read
            return BrandImage.of(use, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + name + " cannot be read.", e);
        }
    }

    private String words(Account account, Brands brands) {
        var brand = account.brand();
        return account.tradingName() + ", " + account.id() + "\n\n"
                + line(LOGO, image(account, brand.logo(), brands))
                + line(FAVICON, image(account, brand.favicon(), brands))
                + line(COLOUR, brand.colour());
    }

    private String line(String option, @Nullable String value) {
        return "  %-9s %s%s%n"
                .formatted(
                        option.substring(2),
                        value == null ? NONE : value,
                        options.containsKey(option) ? " (changed)" : "");
    }

    /** Null when there is none. */
    private static @Nullable String image(Account account, @Nullable String digest, Brands brands) {
        return digest == null
                ? null
                : brands.image(account.id(), digest)
                        .map(image -> String.format(Locale.ROOT, "%s, %,d bytes", image.type(), image.content().length))
                        .orElse(null);
    }
}
