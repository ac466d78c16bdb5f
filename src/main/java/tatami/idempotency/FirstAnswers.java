package tatami.idempotency;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * The first answers to writes, by account and key.
 *
 * <p>A request is noted before it is served and its answer before it is sent, so whoever got no answer may repeat it:
 * they get that answer, or are told that there is none. It is never served a second time.
 */
public final class FirstAnswers {

    /** For how long an answer is given again: longer than any client retries. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** Deleted at once: a statement of some milliseconds. */
    private static final int FEW = 5_000;

    private final Database database;
    private final Aead cipher;
    private final InstantSource clock;
    private final FirstAnswerStore store = new FirstAnswerStore();

    /** @param key encrypts answers where they are kept: 32 bytes */
    public FirstAnswers(Database database, Secret key, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        try {
            this.cipher = new AesGcmJce(key.reveal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM.", e);
        }
    }

    /** Notes a request that nobody has sent before. @param requestHash SHA-256 of all that makes it what it is */
    public Standing begin(AccountId account, String key, byte[] requestHash) {
        var now = Times.now(clock);
        if (database.once(tx -> store.insert(tx, account, key, requestHash, now))) {
            return new Standing.First();
        }
        return database.once(tx -> store.find(tx, account, key))
                .map(row -> standing(account, key, requestHash, row))
                .orElseGet(Standing.Pending::new); // released at this very moment
    }

    /** Keeps the answer of a request that was {@link Standing.First}. */
    public void keep(AccountId account, String key, Answer answer) {
        try {
            var sealed = cipher.encrypt(answer.body(), context(account, key));
            database.once(tx -> store.answer(tx, account, key, answer.status(), answer.contentType(), sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An answer could not be encrypted.", e);
        }
    }

    /** Forgets a request that was refused: nothing has changed, and it may be served when it comes again. */
    public void release(AccountId account, String key) {
        database.once(tx -> store.release(tx, account, key));
    }

    /** Forgets what is older than {@link #KEPT}. Gives how much that was. */
    public int forgetOld() {
        var before = Times.now(clock).minus(KEPT);
        return database.once(tx -> store.forget(tx, before, FEW));
    }

    private Standing standing(AccountId account, String key, byte[] requestHash, FirstAnswerStore.Kept row) {
        if (!Secret.same(row.requestHash(), requestHash)) {
            return new Standing.Reused();
        }
        var sealed = row.sealed();
        if (sealed == null) {
            return new Standing.Pending();
        }
        try {
            var body = cipher.decrypt(sealed, context(account, key));
            return new Standing.Answered(new Answer(row.status(), row.contentType(), body));
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("A kept answer does not open.");
        }
    }

    /** So that no answer can be put in another's place. */
    private static byte[] context(AccountId account, String key) {
        return ("first answer " + account.value() + " " + key).getBytes(StandardCharsets.UTF_8);
    }
}
