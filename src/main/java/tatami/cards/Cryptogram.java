package tatami.cards;

import java.util.Optional;

/**
 * What a wallet sends in the place of a security code: the device's proof, good for one payment, that its owner was
 * there. Lives as long as the request that brought it, and is never stored anywhere.
 */
public final class Cryptogram {

    /** The schemes' own are twenty bytes or so; this has room for every one that there is. */
    private static final String BASE64 = "[A-Za-z0-9+/]{8,200}={0,2}";

    private final String value;

    private Cryptogram(String value) {
        this.value = value;
    }

    /** Empty unless it is base64, as the wallets send it. */
    public static Optional<Cryptogram> parse(String base64) {
        return base64.matches(BASE64) ? Optional.of(new Cryptogram(base64)) : Optional.empty();
    }

    /** In base64, for an acquirer. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
