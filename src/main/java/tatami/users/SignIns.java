package tatami.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.kit.Refusal;

/** Who they say they are, and whether it is so. */
public final class SignIns {

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Audit audit;
    private final UserStore store = new UserStore();

    public SignIns(Database database, Passwords passwords, Sessions sessions, Audit audit) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * Lets somebody in. Nothing tells, by words or by time, whether it was the e-mail or the password that is wrong.
     *
     * @param address from where, for the audit log
     * @return a session's token; empty when one of the two is wrong, or they may not come in any more
     * @throws Refusal TOO_MANY when too many sign in at once
     */
    public Optional<String> signIn(String email, String password, String address) {
        var kept = find(email);
        var before = kept.map(UserStore.Kept::password).orElse(null);
        var isRight = passwords.matches(before, password);
        if (kept.isEmpty() || before == null) {
            return Optional.empty();
        }
        var user = kept.get().user();
        var home = memberships(user).stream().filter(Member::isActive).findFirst();
        if (!isRight || home.isEmpty()) {
            tell(user, Deed.SignInFailed, address);
            return Optional.empty();
        }
        var anew = Passwords.isOutdated(before) ? passwords.hash(password) : before;
        return Optional.of(database.transaction(tx -> {
            if (!anew.equals(before)) {
                store.keepAnew(tx, user.id(), before, anew);
            }
            var account = home.get().account();
            audit.write(tx, account, user.person().email(), Deed.SignIn, null, Map.of("address", address));
            return sessions.open(tx, user.id(), account);
        }));
    }

    /** Somebody has tried so often under this e-mail that they have to wait. */
    public void stopped(String email, String address) {
        find(email).ifPresent(kept -> tell(kept.user(), Deed.SignInsStopped, address));
    }

    /** Where a user may go. */
    public List<AccountId> accounts(UserId user) {
        return database.once(tx -> store.memberships(tx, user)).stream()
                .filter(Member::isActive)
                .map(Member::account)
                .toList();
    }

    /** Each of the user's accounts hears of it. */
    private void tell(User user, Deed deed, String address) {
        for (var member : memberships(user)) {
            audit.write(member.account(), user.person().email(), deed, null, Map.of("address", address));
        }
    }

    private List<Member> memberships(User user) {
        return database.once(tx -> store.memberships(tx, user.id()));
    }

    private Optional<UserStore.Kept> find(String email) {
        var address = Person.email(email);
        return Person.isEmail(address) ? database.once(tx -> store.find(tx, address)) : Optional.empty();
    }
}
