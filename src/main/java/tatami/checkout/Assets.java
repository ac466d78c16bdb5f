package tatami.checkout;

import tatami.http.Resources;

/**
 * The pages' style and script, without the comments and the indentation that only we read. They travel
 * within each page: shoppers see two or three pages in their life here, and one answer is quicker than
 * three that could be cached.
 */
final class Assets {

    static final String STYLE = Resources.lean("checkout/checkout.css");
    static final String SCRIPT = Resources.lean("checkout/card.js")
            + Resources.lean("checkout/device.js")
            + Resources.lean("checkout/checkout.js");

    static final String SCRIPT_WITH_WALLETS =
            SCRIPT + Resources.lean("checkout/wallet.js") + Resources.lean("checkout/wallets.js");

    private Assets() {}
}
