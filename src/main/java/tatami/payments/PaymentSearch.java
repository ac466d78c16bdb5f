package tatami.payments;

import java.util.List;
import tatami.accounts.AccountId;
import tatami.db.Database;
import tatami.db.DatabaseFailure;
import tatami.payments.Found.Extent;

/** Finds payments by what people remember of them. The {@link Indexer} prepares it. */
final class PaymentSearch {

    private final Database database;
    private final SearchStore store = new SearchStore();

    PaymentSearch(Database database) {
        this.database = database;
    }

    Found find(AccountId account, Filter filter) {
        var keywords = Keywords.of(account, filter);
        try {
            var rarest = database.once(tx -> store.count(tx, filter, keywords)).getFirst();
            var found = database.once(tx -> store.find(tx, account, filter, keywords, rarest.keyword()));
            return new Found(found, rarest.isComplete() ? Extent.Everything : Extent.Preparing);
        } catch (DatabaseFailure failure) {
            if (failure.isOverdue()) {
                return new Found(List.of(), Extent.GaveUp);
            }
            throw failure;
        }
    }
}
