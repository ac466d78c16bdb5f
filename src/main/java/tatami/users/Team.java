package tatami.users;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/** Who belongs to an account. What owners do here, and operators by their command, is in the audit log. */
public final class Team {

    private static final String OPERATOR = "the operator";

    private final Database database;
    private final Invitations invitations;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final Audit audit;
    private final Ids ids;
    private final InstantSource clock;
    private final UserStore store = new UserStore();

    public Team(
            Database database,
            Invitations invitations,
            Sessions sessions,
            SecondFactors factors,
            Audit audit,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.invitations = invitations;
        this.sessions = sessions;
        this.factors = factors;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Whether a gateway that knows of users has been started on this database. */
    public boolean isPossible() {
        return database.once(store::isThere);
    }

    public List<Member> members(AccountId account) {
        return database.once(tx -> store.members(tx, account));
    }

    /** The secret of an invitation's link. @throws Refusal CONFLICT when they belong to the account already */
    public String invite(AccountId account, Person person, Role role, String who) {
        return database.transaction(tx -> {
            var now = Times.now(clock);
            store.insert(tx, new UserId(ids.next(UserId.PREFIX)), person, now);
            var user = store.find(tx, person.email()).orElseThrow().user();
            if (!store.insertMember(tx, user.id(), account, role, now)) {
                throw new Refusal(Reason.CONFLICT, person.email() + " belongs to this account already.");
            }
            audit.write(tx, account, who, Deed.Invite, person.email(), Map.of("role", role.name()));
            return invitations.make(tx, user.id(), account, false);
        });
    }

    /** The same by the operator, for a new user or one of another account. */
    public String add(AccountId account, Person person, Role role) {
        return invite(account, person, role, OPERATOR);
    }

    /** Another link for who has lost the first; those before it are dead. @throws Refusal NOT_FOUND */
    public String inviteAgain(AccountId account, UserId id, String who) {
        return database.transaction(tx -> {
            var member = member(store.members(tx, account), id);
            invitations.forget(tx, id, account);
            audit.write(
                    tx,
                    account,
                    who,
                    Deed.Invite,
                    email(member),
                    Map.of("role", member.role().name()));
            return invitations.make(tx, id, account, false);
        });
    }

    /** @throws Refusal NOT_FOUND; WRONG_STATUS when nobody would be left to do this */
    public void changeRole(AccountId account, UserId id, Role role, String who) {
        change(
                account,
                id,
                member -> new Member(member.user(), account, role, member.disabled()),
                (tx, next) -> audit.write(tx, account, who, Deed.ChangeRole, email(next), Map.of("role", role.name())));
    }

    /** Out of this account, at once. @throws Refusal as {@link #changeRole} */
    public void disable(AccountId account, UserId id, String who) {
        change(account, id, member -> new Member(member.user(), account, member.role(), true), (tx, next) -> {
            sessions.endAll(tx, id, account);
            invitations.forget(tx, id, account);
            audit.write(tx, account, who, Deed.Disable, email(next), Map.of());
        });
    }

    /** @throws Refusal NOT_FOUND */
    public void enable(AccountId account, UserId id, String who) {
        change(
                account,
                id,
                member -> new Member(member.user(), account, member.role(), false),
                (tx, next) -> audit.write(tx, account, who, Deed.Enable, email(next), Map.of()));
    }

    /** By the operator: every user in every account, by e-mail. */
    public List<Member> everybody() {
        return database.once(store::everybody);
    }

    /** By the operator: out of every account, at once. @throws Refusal NOT_FOUND */
    public void disable(String email) {
        database.transaction(tx -> {
            var user = user(tx, email);
            store.disable(tx, user.id(), true);
            sessions.endAll(tx, user.id(), null);
            invitations.forget(tx, user.id(), null);
            tell(tx, user, Deed.Disable);
            return user;
        });
    }

    /**
     * By the operator: the secret of a link for who has lost the first one, or forgotten the password, or was disabled
     * and is let in again. They choose a new password.
     *
     * @throws Refusal NOT_FOUND
     */
    public String invite(String email) {
        return database.transaction(tx -> {
            var user = user(tx, email);
            var home = store.memberships(tx, user.id()).stream()
                    .filter(member -> !member.disabled())
                    .findFirst()
                    .orElseThrow(() ->
                            new Refusal(Reason.WRONG_STATUS, email + " is disabled in every account, by its owners."));
            store.disable(tx, user.id(), false);
            invitations.forget(tx, user.id(), null);
            tell(tx, user, Deed.Invite);
            return invitations.make(tx, user.id(), home.account(), true);
        });
    }

    /**
     * By the operator: the password alone lets them in again, for who has lost the app and the recovery codes.
     *
     * @throws Refusal NOT_FOUND; WRONG_STATUS when they have no second factor
     */
    public void turnOffSecondFactor(String email) {
        database.transaction(tx -> {
            var user = user(tx, email);
            if (!factors.turnOff(tx, user.id())) {
                throw new Refusal(Reason.WRONG_STATUS, email + " has no two-step sign-in.");
            }
            tell(tx, user, Deed.TurnOffSecondFactor);
            return user;
        });
    }

    /** Nobody else's change comes between: two owners who disable each other at once do not both succeed. */
    private void change(AccountId account, UserId id, UnaryOperator<Member> decide, Telling telling) {
        database.transaction(tx -> {
            var members = store.lockMembers(tx, account);
            var before = member(members, id);
            var next = decide.apply(before);
            var others = members.stream().filter(member -> !member.user().id().equals(id));
            if (before.isActiveOwner() && !next.isActiveOwner() && others.noneMatch(Member::isActiveOwner)) {
                throw new Refusal(
                        Reason.WRONG_STATUS,
                        email(before) + " is the last owner who can sign in. Make somebody else an owner first.");
            }
            store.change(tx, next);
            telling.tell(tx, next);
            return next;
        });
    }

    private User user(Tx tx, String email) {
        return store.find(tx, Person.email(email))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no user " + email + "."))
                .user();
    }

    private void tell(Tx tx, User user, Deed deed) {
        for (var member : store.memberships(tx, user.id())) {
            audit.write(tx, member.account(), OPERATOR, deed, email(member), Map.of());
        }
    }

    private static Member member(List<Member> members, UserId id) {
        return members.stream()
                .filter(member -> member.user().id().equals(id))
                .findFirst()
                .orElseThrow(UserId::notFound);
    }

    private static String email(Member member) {
        return member.user().person().email();
    }

    /** What is written with a change. */
    private interface Telling {
        void tell(Tx tx, Member next);
    }
}
