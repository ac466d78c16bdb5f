package tatami.checkout;

import tatami.http.Resources;

/**
 * The pages' style and script, without the comments and the indentation that only we read. They travel
 * within each page: shoppers see two or three pages in their life here, and one answer is quicker than
 * three that could be cached.
 */
final class Assets {

    static final String STYLE = lean("checkout/checkout.css");
    static final String SCRIPT = lean("checkout/card.js") + lean("checkout/device.js") + lean("checkout/checkout.js");

    static final String SCRIPT_WITH_WALLETS = SCRIPT + lean("checkout/wallet.js") + lean("checkout/wallets.js");

    private Assets() {}

    /** @param name with its folder */
    static String lean(String name) {
        return Resources.lean(name);
    }

    /** @param name with its folder */
    static String read(String name) {
        return Resources.read(name);
    }
}
