package tatami.checkout;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.payments.ShopperReceipt;

/**
 * The receipt that a page offers. Public for the templates.
 *
 * @param reader the address it goes to, as far as everybody may see it who has the link: {@code m•••@home.example}
 */
public record ReceiptOffer(String reader, boolean isSent) {

    static @Nullable ReceiptOffer of(Optional<ShopperReceipt> receipt) {
        return receipt.map(known -> new ReceiptOffer(masked(known.reader().value()), known.isSent()))
                .orElse(null);
    }

    private static String masked(String address) {
        return address.charAt(0) + "•••" + address.substring(address.lastIndexOf('@'));
    }
}
