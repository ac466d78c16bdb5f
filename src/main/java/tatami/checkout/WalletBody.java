package tatami.checkout;

import tatami.http.Body;
import tatami.intents.Shopper;
import tatami.wallets.Wallet;

/**
 * What a wallet gave, as pages and apps pass it on: its token, and what it says of the shopper.
 *
 * @param tender its token, as {@link Wallets} read it
 */
record WalletBody(Tender.WalletToken tender, Shopper shopper) {

    /** Real ones have three to five thousand characters. */
    static final int LONGEST_TOKEN = 20_000;

    /** @throws tatami.http.Invalid naming every field at fault */
    static WalletBody read(Wallet wallet, Body body) {
        return switch (wallet) {
            case APPLE_PAY -> apple(body);
            case GOOGLE_PAY -> google(body);
        };
    }

    private static WalletBody apple(Body body) {
        var token = body.object("token", Body::json);
        if (token == null && !body.hasComplaint("token")) {
            body.complain("token", "The Token field is required.");
        }
        var shopper = WalletContacts.apple(body);
        body.check();
        return new WalletBody(new Tender.WalletToken(Wallet.APPLE_PAY, String.valueOf(token)), shopper);
    }

    private static WalletBody google(Body body) {
        var token = body.requiredText("token", LONGEST_TOKEN);
        var shopper = WalletContacts.google(body);
        body.check();
        return new WalletBody(new Tender.WalletToken(Wallet.GOOGLE_PAY, token), shopper);
    }
}
