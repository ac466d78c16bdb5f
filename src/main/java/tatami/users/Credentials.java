package tatami.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** What users sign in with, changed by themselves. Every account that they belong to hears of it. */
public final class Credentials {

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final Audit audit;
    private final UserStore store = new UserStore();

    public Credentials(Database database, Passwords passwords, Sessions sessions, SecondFactors factors, Audit audit) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.factors = factors;
        this.audit = audit;
    }

    public State state(UserId id) {
        var user = kept(id).user();
        return new State(user.person().email(), user.hasSecondFactor(), database.once(tx -> factors.codesLeft(tx, id)));
    }

    /**
     * Changes the password, and ends whatever is open anywhere.
     *
     * @param account where this browser goes on
     * @return a session's token for this browser; empty when the old one is wrong
     * @throws Refusal INVALID when the new one is not to be used; CONFLICT when it was changed meanwhile; TOO_MANY
     */
    public Optional<String> changePassword(UserId id, String old, String chosen, AccountId account) {
        var kept = kept(id);
        var before = kept.password();
        Passwords.check(chosen, kept.user().person());
        if (!passwords.matches(before, old) || before == null) {
            return Optional.empty();
        }
        var hash = passwords.hash(chosen);
        return Optional.of(database.transaction(tx -> {
            if (!store.keepAnew(tx, id, before, hash)) {
                throw new Refusal(Reason.CONFLICT, "The password was changed meanwhile. Nothing was changed now.");
            }
            sessions.endAll(tx, id, null);
            tell(tx, kept.user(), Deed.ChangePassword, null);
            return sessions.open(tx, id, account);
        }));
    }

    /**
     * From now on the password alone lets nobody in.
     *
     * @param secret that their app has, as {@link Totp#fresh} made it
     * @param code that it shows
     * @return recovery codes, which are nowhere else
     * @throws Refusal INVALID when the code is wrong; CONFLICT when there is a second factor already
     */
    public List<String> turnOnSecondFactor(UserId id, String secret, String code) {
        return database.transaction(tx -> {
            var codes = factors.turnOn(tx, id, secret, code);
            tell(tx, store.find(tx, id).orElseThrow().user(), Deed.TurnOnSecondFactor, null);
            return codes;
        });
    }

    /** False when the password is wrong. @throws Refusal TOO_MANY */
    public boolean turnOffSecondFactor(UserId id, String password) {
        var kept = kept(id);
        if (!passwords.matches(kept.password(), password)) {
            return false;
        }
        return database.transaction(tx -> {
            if (factors.turnOff(tx, id)) {
                tell(
                        tx,
                        kept.user(),
                        Deed.TurnOffSecondFactor,
                        kept.user().person().email());
            }
            return true;
        });
    }

    private UserStore.Kept kept(UserId id) {
        return database.once(tx -> store.find(tx, id)).orElseThrow(UserId::notFound);
    }

    private void tell(Tx tx, User user, Deed deed, @Nullable String subject) {
        for (var member : store.memberships(tx, user.id())) {
            audit.write(tx, member.account(), user.person().email(), deed, subject, Map.of());
        }
    }

    /** @param codesLeft how many recovery codes work yet */
    public record State(String email, boolean hasSecondFactor, long codesLeft) {}
}
