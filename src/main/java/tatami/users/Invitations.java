package tatami.users;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;
import tatami.users.Invitation.Asks;

/** Links that let somebody in for the first time, or again. Each opens once. */
public final class Invitations {

    /** Whoever gets one may be on holiday. */
    static final Duration LIFETIME = Duration.ofDays(7);

    /** Whoever has started the gateway sits before its terminal. */
    static final Duration MACHINES_LIFETIME = Duration.ofMinutes(15);

    private final Database database;
    private final Tokens tokens;
    private final Passwords passwords;
    private final Sessions sessions;
    private final HalfSignIns halves;
    private final Audit audit;
    private final InstantSource clock;
    private final InvitationStore store = new InvitationStore();
    private final UserStore users = new UserStore();

    /** @param key keys the hashes */
    public Invitations(
            Database database,
            Secret key,
            Passwords passwords,
            Sessions sessions,
            HalfSignIns halves,
            Audit audit,
            InstantSource clock) {
        this.database = database;
        this.tokens = new Tokens(key);
        this.passwords = passwords;
        this.sessions = sessions;
        this.halves = halves;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * For whoever runs the gateway: the secret of a link that lets them in as an owner, without being a user. The one
     * before it is dead.
     */
    public String forMachine(AccountId account) {
        return database.transaction(tx -> {
            store.deleteOfMachine(tx);
            return make(tx, null, account, false, MACHINES_LIFETIME);
        });
    }

    /** What a link promises; looking uses nothing up. Empty when it opens nothing (any more). */
    public Optional<Invitation> find(String secret) {
        return tokens.hashOf(secret).flatMap(hash -> database.once(tx -> store.find(tx, hash, Times.now(clock))));
    }

    /**
     * Opens a link, once. Who has a second factor has come half way then.
     *
     * @param password what {@link Invitation#asks} asks for
     * @param address from where, for the audit log
     * @param visit of the browser, which alone may go on with a code
     * @throws Refusal NOT_FOUND when it opens nothing (any more); INVALID when the password is not to be used,
     *     NOT_SIGNED_IN when it is wrong, TOO_MANY when too many sign in at once: the link is still good then
     */
    public SignIn open(String secret, String password, String address, String visit) {
        var invitation = find(secret).orElseThrow(Invitations::used);
        var user = invitation.user();
        var chosen = invitation.asks() == Asks.NewPassword ? chosen(user, password) : null;
        var kept = invitation.asks() == Asks.OldPassword ? theirs(user, password) : chosen;
        return database.transaction(tx -> {
            if (!store.take(tx, tokens.hash(secret), Times.now(clock))) {
                throw used();
            }
            if (user != null && chosen != null) {
                if (!users.putPassword(tx, user.id(), chosen, invitation.resets())) {
                    throw new Refusal(
                            Reason.CONFLICT, "A password was chosen by another link meanwhile. Open this one again.");
                }
                sessions.endAll(tx, user.id(), null);
            }
            var from = Map.of("by", "a link", "address", address);
            if (user != null && kept != null && user.hasSecondFactor()) {
                if (chosen != null) {
                    audit.write(tx, invitation.account(), user.person().email(), Deed.ChangePassword, null, from);
                }
                return new SignIn.NeedsCode(halves.token(user.id(), kept, visit));
            }
            var who = user == null ? Session.MACHINES_OWNER : user.person().email();
            audit.write(tx, invitation.account(), who, Deed.SignIn, null, from);
            return new SignIn.Done(sessions.open(tx, user == null ? null : user.id(), invitation.account()));
        });
    }

    /** Forgets those that are too old; gives how many. */
    public int forgetOld() {
        return database.once(tx -> store.deleteOld(tx, Times.now(clock)));
    }

    /** @param resets as {@link Invitation} has it */
    String make(Tx tx, @Nullable UserId user, AccountId account, boolean resets) {
        return make(tx, user, account, resets, LIFETIME);
    }

    /** @param account null for all of them */
    void forget(Tx tx, UserId user, @Nullable AccountId account) {
        store.deleteOf(tx, user, account);
    }

    private String make(Tx tx, @Nullable UserId user, AccountId account, boolean resets, Duration lifetime) {
        var secret = Tokens.fresh();
        store.insert(
                tx, tokens.hash(secret), user, account, resets, Times.now(clock).plus(lifetime));
        return secret;
    }

    private String chosen(@Nullable User user, String password) {
        if (user == null) {
            throw used();
        }
        Passwords.check(password, user.person());
        return passwords.hash(password);
    }

    /** What is kept of their password, which this must be. */
    private String theirs(@Nullable User user, String password) {
        var email = user == null ? "" : user.person().email();
        var kept = database.once(tx -> users.find(tx, email))
                .map(UserStore.Kept::password)
                .orElse(null);
        if (!passwords.matches(kept, password) || kept == null) {
            throw new Refusal(Reason.NOT_SIGNED_IN, "That is not your password.");
        }
        return kept;
    }

    private static Refusal used() {
        return new Refusal(Reason.NOT_FOUND, "This link has been used, or is too old. Ask for another one.");
    }
}
