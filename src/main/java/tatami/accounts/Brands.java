package tatami.accounts;

import java.util.Optional;
import java.util.stream.Stream;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Changes brands, and finds their images. Gateways remember an account, and its brand with it, for some seconds: see
 * {@link Accounts}.
 */
public final class Brands {

    private final Database database;
    private final AccountStore accounts = new AccountStore();
    private final BrandStore store = new BrandStore();

    public Brands(Database database) {
        this.database = database;
    }

    /** Whether a gateway that knows of brands has been started on this database. */
    public boolean isPossible() {
        return database.once(store::isThere);
    }

    /** The account with its brand as it is now, not as a gateway remembers it. @throws Refusal NOT_FOUND */
    public Account account(AccountId id) {
        return database.once(tx -> account(tx, id));
    }

    /** The account that a gateway makes at its first start; empty before that. */
    public Optional<Account> first() {
        return database.once(accounts::findFirst);
    }

    /**
     * Changes what is given and leaves the rest, all at once. What it replaces stays until the next change:
     * gateways that remember the old brand still show its images.
     *
     * @return the account with its brand as it is then
     * @throws Refusal NOT_FOUND when there is no such account
     */
    public Account change(AccountId id, Change<String> colour, Change<BrandImage> logo, Change<BrandImage> favicon) {
        return database.transaction(tx -> {
            store.lock(tx, id); // who changes the brand meanwhile would delete an image that we are to show
            store.deleteUnshown(tx, id);
            var before = account(tx, id).brand();
            var brand = new Brand(
                    colour.after(before.colour()),
                    logo.map(BrandImage::digest).after(before.logo()),
                    favicon.map(BrandImage::digest).after(before.favicon()));
            Stream.of(logo, favicon).forEach(change -> {
                if (change instanceof Change.Put<BrandImage>(var image)) {
                    store.keep(tx, id, image);
                }
            });
            store.put(tx, id, brand);
            return account(tx, id);
        });
    }

    /** An image that the account shows; another account's is not there. */
    public Optional<BrandImage> image(AccountId account, String digest) {
        return database.once(tx -> store.find(tx, account, digest));
    }

    private Account account(Tx tx, AccountId id) {
        return accounts.find(tx, id)
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no account " + id + "."));
    }
}
