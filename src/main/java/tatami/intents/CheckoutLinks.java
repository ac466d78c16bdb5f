package tatami.intents;

import java.util.LinkedHashMap;
import java.util.Map;
import tatami.accounts.Account;
import tatami.accounts.AccountId;

/** Where shoppers find the hosted page of an intent, a link to send or to redirect to, and its pictures. */
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

    /** @param digest of an image of the account's brand */
    public String toImage(AccountId account, String digest) {
        return publicUrl + "/branding/" + account + "/" + digest;
    }

    /** What the API says of a brand. Clients know each field by its presence. */
    public Map<String, String> branding(Account account) {
        var urls = new LinkedHashMap<String, String>();
        var brand = account.brand();
        if (brand.logo() != null) {
            urls.put("logoUrl", toImage(account.id(), brand.logo()));
        }
        if (brand.favicon() != null) {
            urls.put("faviconUrl", toImage(account.id(), brand.favicon()));
        }
        return urls;
    }
}
