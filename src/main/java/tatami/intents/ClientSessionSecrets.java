package tatami.intents;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.accounts.Environment;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;

/**
 * Makes and reads client session secrets: what lets a shopper's device try to pay one intent, or to save a
 * card with it, once.
 *
 * <p>A secret names its intent and is signed, so it needs neither a column nor an index: 45 bytes of
 * content and 64 of HMAC-SHA512 are 148 characters, as long as the API's own. Which one counts is a
 * serial number on the intent ({@link SecretState}).
 */
public final class ClientSessionSecrets {

    private static final int CONTENT_BYTES = 1 + 2 * Ids.BYTES + Long.BYTES + Integer.BYTES;
    private static final int ENVIRONMENTS = Environment.values().length;

    private final Secret key;

    public ClientSessionSecrets(Secret key) {
        this.key = key;
    }

    /** An intent's current secret. */
    public String of(IntentKind kind, String intent, AccountId account, SecretState state) {
        var sandbox = intent.startsWith(Environment.Sandbox.idPrefix(kind.id()));
        var environment = sandbox ? Environment.Sandbox : Environment.Live;
        var content =
                ByteBuffer.allocate(CONTENT_BYTES).put((byte) (kind.ordinal() * ENVIRONMENTS + environment.ordinal()));
        Ids.put(content, intent);
        Ids.put(content, account.value())
                .putLong(state.expiresAt().getEpochSecond())
                .putInt(state.serial());
        return Base64.getUrlEncoder().encodeToString(key.sign(content.array()));
    }

    /** What a presented secret says; empty when it is none of ours. Whether it still counts is the intent's to say. */
    public Optional<Admission> read(String presented) {
        return key.readSigned(presented, CONTENT_BYTES).map(fields -> {
            var first = fields.get();
            var kind = IntentKind.values()[first / ENVIRONMENTS];
            var environment = Environment.values()[first % ENVIRONMENTS];
            var id = Ids.take(fields, environment.idPrefix(kind.id()));
            var account = Ids.take(fields, environment.idPrefix("acc"));
            fields.getLong(); // the expiry is on the intent too, where it counts
            return new Admission(kind, new AccountId(account), id, fields.getInt());
        });
    }

    /** As {@link #read}, for one kind of intent. @throws Refusal NOT_SIGNED_IN when it admits to none */
    public Admission read(IntentKind kind, String presented) {
        return read(presented)
                .filter(admission -> admission.kind() == kind)
                .orElseThrow(() -> new Refusal(Reason.NOT_SIGNED_IN, "This is not a client session secret."));
    }

    /** Whom a secret admits to what. */
    public record Admission(IntentKind kind, AccountId account, String intent, int serial) {}
}
