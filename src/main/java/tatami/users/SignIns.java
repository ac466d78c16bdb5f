package tatami.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;

/** Who they say they are, and whether it is so. */
public final class SignIns {

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Audit audit;
    private final SecondFactors factors;
    private final HalfSignIns halves;
    private final UserStore store = new UserStore();

    public SignIns(
            Database database,
            Passwords passwords,
            Sessions sessions,
            Audit audit,
            SecondFactors factors,
            HalfSignIns halves) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.audit = audit;
        this.factors = factors;
        this.halves = halves;
    }

    /**
     * Lets somebody in, or half in. Nothing tells, by words or by time, whether it was the e-mail or the password that
     * is wrong; whether there is a second factor is told to who knows the password.
     *
     * @param address from where, for the audit log
     * @param visit of the browser, which alone may go on with a code
     * @return empty when one of the two is wrong, or they may not come in any more
     * @throws Refusal TOO_MANY when too many sign in at once
     */
    public Optional<SignIn> signIn(String email, String password, String address, String visit) {
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
        var anew = keptAnew(user, before, password);
        return Optional.of(
                user.hasSecondFactor()
                        ? new SignIn.NeedsCode(halves.token(user.id(), anew, visit))
                        : new SignIn.Done(database.transaction(
                                tx -> open(tx, user, home.get().account(), Map.of("address", address)))));
    }

    /** Who has come half way in this visit; empty when nobody has, or too long ago, or the password has changed. */
    public Optional<User> halfway(String token, String visit) {
        return halves.read(token)
                .flatMap(claim -> database.once(tx -> store.find(tx, claim.user()))
                        .filter(kept -> kept.password() != null && halves.isOf(claim, kept.password(), visit)))
                .map(UserStore.Kept::user)
                .filter(user -> user.hasSecondFactor() && !user.disabled());
    }

    /**
     * Lets somebody in who has come half way.
     *
     * @param code of the app, or one for recovery; each works once
     * @return a session's token; empty when the code is wrong, or was used
     */
    public Optional<String> signIn(User user, String code, String address) {
        var home = memberships(user).stream().filter(Member::isActive).findFirst();
        var token = home.flatMap(member -> database.transaction(tx -> factors.use(tx, user.id(), code)
                ? Optional.of(open(tx, user, member.account(), Map.of("address", address, "by", "a code")))
                : Optional.empty()));
        if (token.isEmpty()) {
            tell(user, Deed.SignInFailed, address);
        }
        return token;
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

    /** What is kept of the password from now on. */
    private String keptAnew(User user, String before, String password) {
        if (!Passwords.isOutdated(before)) {
            return before;
        }
        var anew = passwords.hash(password);
        database.once(tx -> store.keepAnew(tx, user.id(), before, anew));
        return anew;
    }

    private String open(Tx tx, User user, AccountId account, Map<String, String> detail) {
        audit.write(tx, account, user.person().email(), Deed.SignIn, null, detail);
        return sessions.open(tx, user.id(), account);
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
