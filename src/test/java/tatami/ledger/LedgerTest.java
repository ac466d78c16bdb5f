package tatami.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;

class LedgerTest {

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatWasCapturedAndGivenBackIsWhatTheAcquirerOwesAndWeOwe() {
        var owed = balance("AcquirerReceivable");
        var owing = balance("MerchantPayable");
        var id = gateway.paid("Manual");
        gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":700}").ok();
        gateway.refund(id, 200, "key").ok();
        var reversed = gateway.paid("Auto");
        gateway.post("/payment-intents/" + reversed + "/reversal", "").ok();

        assertThat(balance("AcquirerReceivable") - owed).isEqualTo(500);
        assertThat(balance("MerchantPayable") - owing).isEqualTo(-500);
        books.mustAgree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"})
    void historyCannotBeRewritten(String sql) {
        gateway.paid("Auto");

        assertThatThrownBy(() -> books.rows(sql)).rootCause().hasMessageContaining("append-only");
    }

    /** Debits less credits. */
    private static long balance(String account) {
        return books.number("""
                SELECT coalesce(sum(CASE WHEN debit = '%1$s' THEN amount WHEN credit = '%1$s' THEN -amount END), 0)
                FROM ledger_entry
                """.formatted(account));
    }
}
