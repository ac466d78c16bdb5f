package tatami.checkout;

import tatami.http.Resources;

/** The card component's style and scripts. All but the one for merchants' pages travel within ours. */
final class ComponentAssets {

    /** For merchants' pages; {@code {{home}}} stands for the gateway's address. */
    static final String CLIENT = read("client.js");

    static final String STYLE = read("frame.css");
    static final String WALLETS_STYLE = read("wallets.css");

    /** What every frame that pays begins with. */
    private static final String ATTEMPT = Resources.lean("checkout/device.js") + read("attempt.js");

    static final String FRAME = ATTEMPT + Resources.lean("checkout/card.js") + read("frame.js");
    static final String WALLETS = ATTEMPT + Resources.lean("checkout/wallet.js") + read("wallets.js");

    private static final String PEER = read("peer.js");
    static final String BANK = PEER + read("bank.js");
    static final String BACK = PEER + read("back.js");

    private ComponentAssets() {}

    private static String read(String name) {
        return Resources.lean("component/" + name);
    }
}
