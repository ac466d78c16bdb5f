package tatami.intents;

/** Where shoppers find the hosted page of an intent: a link to send, or to redirect to. */
public final class CheckoutLinks {

    private final String publicUrl;

    /** @param publicUrl where browsers reach this gateway, without a slash at the end */
    public CheckoutLinks(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Where the sandbox's wallets ask a shopper. @param wallet {@code apple-pay} or {@code google-pay} */
    public String walletSheet(String wallet) {
        return publicUrl + "/sandbox/wallets/" + wallet;
    }

    /** @param intent the id of an intent of either kind */
    public String to(String intent) {
        return publicUrl + "/checkout/" + intent;
    }
}
