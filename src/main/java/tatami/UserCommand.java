package tatami;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Brands;
import tatami.db.Database;
import tatami.db.MasterKeyCheck;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.PortalRoutes;
import tatami.users.Member;
import tatami.users.People;
import tatami.users.Person;
import tatami.users.Role;

/** {@code ./tatami user}: who may sign in to the portal, also while gateways run. */
final class UserCommand {

    static final String USAGE = """
            ./tatami user add EMAIL --name NAME --role ROLE [--account ACCOUNT]
            ./tatami user list
            ./tatami user invite EMAIL
            ./tatami user disable EMAIL
            ./tatami user reset-totp EMAIL

              Says who may sign in to the merchant's portal.

              add                lets somebody into an account, and prints a link with which they choose a password
              list               shows everybody, with their accounts and roles
              invite             prints another link, for who has lost the first or forgotten the password. Also lets
                                 in again who was disabled
              disable            ends what somebody has open, at once, and keeps them out of every account
              reset-totp         turns off the two-step sign-in of who has lost the app and the recovery codes

              --name NAME        what pages call them
              --role ROLE        Owner (everything), Developer, Support (moves money) or Viewer (looks)
              --account ACCOUNT  such as acc_…; else the one that the gateway made at its first start

              A link opens once, within seven days. Give the command the settings that the gateways have.
            """;

    private static final String NAME = "--name";
    private static final String ROLE = "--role";
    private static final String ACCOUNT = "--account";
    private static final List<String> OPTIONS = List.of(NAME, ROLE, ACCOUNT);

    private final Asked asked;
    private final Config config;
    private final Consumer<String> say;

    /** What was typed. @param email null for the list */
    record Asked(String verb, @Nullable String email, Map<String, String> options) {}

    /** @param asked as {@link #read} gives it */
    UserCommand(Asked asked, Config config, Consumer<String> say) {
        this.asked = asked;
        this.config = config;
        this.say = say;
    }

    /** What follows the command's name; empty when that cannot be understood. */
    static Optional<Asked> read(List<String> arguments) {
        if (arguments.equals(List.of("list"))) {
            return Optional.of(new Asked("list", null, Map.of()));
        }
        if (arguments.size() < 2 || arguments.get(1).startsWith("-")) {
            return Optional.empty();
        }
        var verb = arguments.getFirst();
        var options = options(arguments.subList(2, arguments.size()));
        var isUnderstood = switch (verb) {
            case "add" -> options.containsKey(NAME) && options.containsKey(ROLE);
            case "invite", "disable", "reset-totp" -> arguments.size() == 2;
            default -> false;
        };
        return isUnderstood ? Optional.of(new Asked(verb, arguments.get(1), options)) : Optional.empty();
    }

    /** Nothing when one of them cannot be understood. */
    private static Map<String, String> options(List<String> arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i);
            if (!OPTIONS.contains(name)
                    || i + 1 == arguments.size()
                    || options.put(name, arguments.get(i + 1)) != null) {
                return Map.of();
            }
        }
        return options;
    }

    /**
     * Does what was asked for.
     *
     * @throws IllegalStateException in words for the operator, when there is nothing to work on
     * @throws Refusal when what was asked for cannot be; nothing has changed then
     */
    void run() {
        say.accept(GatewayDatabase.with(config, database -> {
            var people = people(database);
            var email = asked.email();
            if (email == null) {
                return list(people);
            }
            return switch (asked.verb()) {
                case "add" -> add(people, database, email);
                case "invite" -> {
                    var secret = people.team().invite(email);
                    yield link(email, secret) + "\nThey choose a new password with it; the old one works until then.";
                }
                case "reset-totp" -> {
                    people.team().turnOffSecondFactor(email);
                    yield email + " signs in with the password alone from now on.";
                }
                default -> {
                    people.team().disable(email);
                    yield email + " is out, and stays out. ./tatami user invite lets them in again.";
                }
            };
        }));
    }

    private People people(Database database) {
        var masterKey = config.masterKey()
                .or(new Keys(config.dataDirectory())::keptMasterKey)
                .orElseThrow(() -> new IllegalStateException("There is no master key in " + config.dataDirectory()
                        + ". Set TATAMI_MASTER_KEY to the one that the gateways have."));
        var clock = InstantSource.system();
        var people = People.of(database, masterKey, new Ids(clock), clock);
        if (!people.team().isPossible()) {
            throw new IllegalStateException(
                    "This database knows no users yet: start a gateway of this version on it first.");
        }
        MasterKeyCheck.check(database, masterKey.derive("check"));
        return people;
    }

    private String add(People people, Database database, String email) {
        var account = account(new Brands(database));
        var role = Role.named(asked.options().getOrDefault(ROLE, ""))
                .orElseThrow(
                        () -> new Refusal(Reason.INVALID, "The role must be Owner, Developer, Support or Viewer."));
        var person = Person.of(email, asked.options().getOrDefault(NAME, ""));
        var secret = people.team().add(account.id(), person, role);
        return person.name() + " is " + role + " of " + account.tradingName() + ", " + account.id() + "\n\n"
                + link(person.email(), secret);
    }

    private String link(String email, String secret) {
        return "A link for " + email + ", which opens once, within seven days:\n\n  "
                + PortalRoutes.link(config.listen().publicUrl(), secret) + "\n";
    }

    private Account account(Brands accounts) {
        var named = asked.options().get(ACCOUNT);
        return named == null
                ? accounts.first()
                        .orElseThrow(() -> new IllegalStateException(
                                "There is no account yet: start a gateway on this database first."))
                : accounts.account(new AccountId(named));
    }

    private static String list(People people) {
        var everybody = people.team().everybody();
        if (everybody.isEmpty()) {
            return "Nobody yet. ./tatami user add lets somebody in.";
        }
        var lines = new StringBuilder();
        for (var member : everybody) {
            lines.append("  %-32s %-9s %s  %s%s%n"
                    .formatted(
                            member.user().person().email(),
                            member.role(),
                            member.account(),
                            member.user().person().name(),
                            state(member)));
        }
        return lines.toString().stripTrailing();
    }

    private static String state(Member member) {
        if (member.isActive()) {
            return "";
        }
        return member.disabled() || member.user().disabled() ? " (disabled)" : " (no password yet)";
    }
}
