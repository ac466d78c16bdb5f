package tatami.users;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * Browsers that are let in. Each request reads its session with the user and the role as they are then, so that a
 * change acts at once, on every gateway.
 */
public final class Sessions {

    /** A working day, and whoever leaves a desk for long has to sign in again. */
    static final Duration LONGEST = Duration.ofHours(12);

    static final Duration IDLE = Duration.ofHours(2);

    /** Reading a page should not write a row each time. */
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final Tokens tokens;
    private final InstantSource clock;
    private final SessionStore store = new SessionStore();

    /** @param key keys the hashes */
    public Sessions(Database database, Secret key, InstantSource clock) {
        this.database = database;
        this.tokens = new Tokens(key);
        this.clock = clock;
    }

    /** Whose browser it is that has this token; empty when nobody's any more. */
    public Optional<Session> find(String token) {
        return tokens.hashOf(token).flatMap(hash -> {
            var now = Times.now(clock);
            var found = database.once(tx -> store.find(tx, hash, now, now.minus(IDLE)));
            var seenBefore = now.minus(SEEN_EVERY);
            if (found.filter(session -> session.seenAt().isBefore(seenBefore)).isPresent()) {
                database.once(tx -> {
                    store.see(tx, hash, now, seenBefore);
                    return now;
                });
            }
            return found;
        });
    }

    /** Goes on in another account of the same user's. @throws Refusal NOT_FOUND when they do not belong there */
    public void move(String token, AccountId account) {
        var hash = tokens.hashOf(token);
        if (hash.isEmpty() || !database.once(tx -> store.move(tx, hash.get(), account))) {
            throw new Refusal(Reason.NOT_FOUND, "There is no such account.");
        }
    }

    public void end(String token) {
        tokens.hashOf(token)
                .ifPresent(hash -> database.once(tx -> {
                    store.delete(tx, hash);
                    return hash;
                }));
    }

    /** Forgets those that let nobody in any more; gives how many. */
    public int forgetOld() {
        var now = Times.now(clock);
        return database.once(tx -> store.deleteOld(tx, now, now.minus(IDLE)));
    }

    /** A fresh session's token, for a cookie. @param user null for the machine's owner */
    String open(Tx tx, @Nullable UserId user, AccountId account) {
        var token = Tokens.fresh();
        var now = Times.now(clock);
        store.insert(tx, tokens.hash(token), user, account, now, now.plus(LONGEST));
        return token;
    }

    /** @param account null for all of them */
    void endAll(Tx tx, UserId user, @Nullable AccountId account) {
        store.deleteOf(tx, user, account);
    }
}
