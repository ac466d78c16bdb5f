package tatami.wallets;

import java.util.Arrays;
import java.util.Optional;

/** The wallets that there are, by the API's names. Public for the templates. */
public enum Wallet {
    APPLE_PAY("apple-pay", "Apple Pay"),
    GOOGLE_PAY("google-pay", "Google Pay");

    private final String id;
    private final String title;

    Wallet(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** @param id as in addresses */
    public static Optional<Wallet> named(String id) {
        return Arrays.stream(values()).filter(wallet -> wallet.id.equals(id)).findFirst();
    }

    /** In addresses. */
    public String id() {
        return id;
    }

    /** What it calls itself, in every language. */
    public String title() {
        return title;
    }
}
