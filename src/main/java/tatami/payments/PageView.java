package tatami.payments;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.payments.Search.Cursor;

/**
 * A page of intents, newest first.
 *
 * @param before the cursor of the newest here: what is newer lies before it
 * @param after the cursor of the oldest here: what is older lies after it
 */
record PageView(
        List<PaymentIntentView> data,
        @Nullable String before,
        @Nullable String after) {

    static PageView of(List<PaymentIntent> intents, Account account, ClientSessionSecrets secrets) {
        return new PageView(
                intents.stream()
                        .map(intent -> PaymentIntentView.of(intent, account, secrets))
                        .toList(),
                intents.isEmpty() ? null : Cursor.of(intents.getFirst()).spell(),
                intents.isEmpty() ? null : Cursor.of(intents.getLast()).spell());
    }
}
