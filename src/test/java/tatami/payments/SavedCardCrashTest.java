package tatami.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.db.Sql;
import tatami.payments.Mortal.Step;
import tools.jackson.databind.JsonNode;

/**
 * A card is saved when it has paid, and the two are not one: whatever comes in between leaves the payment
 * and no card. The shopper's next payment may save it.
 */
class SavedCardCrashTest {

    private static final Sql BREAK = Sql.of("""
            CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'
            """);

    private static final Sql BREAK_SAVING = Sql.of("""
            CREATE TRIGGER broken BEFORE INSERT ON payment_method FOR EACH ROW EXECUTE FUNCTION broken()
            """);

    private static final Sql MEND = Sql.of("DROP TRIGGER broken ON payment_method");

    private Mortal mortal;
    private Gateway gateway;
    private Books books;
    private String customer;

    @BeforeEach
    void start() {
        gateway = Gateway.startWith(real -> mortal = new Mortal(real));
        books = new Books(gateway);
        customer = gateway.post("/customers", "{}").ok().path("id").asString();
    }

    @AfterEach
    void stop() {
        books.mustAgree();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aPaymentThatTheResolverSettledSavesNoCard(Step step) {
        var intent = intent();

        mortal.dieAt(step);
        assertThat(pay(intent).status()).isEqualTo(500);
        mortal.live();
        gateway.clock().advance(Duration.ofSeconds(10));
        gateway.resolve();

        assertThat(books.captured(intent.path("id").asString())).isEqualTo(step == Step.AFTER_ASK ? 1000 : 0);
        assertThat(saved()).isZero();
        assertThat(numbers()).isZero();
        thenTheNextPaymentSavesIt();
    }

    @Test
    void aSilenceThatTheResolverEndsSavesNoCardEither() {
        var intent = intent();

        mortal.fallSilent();
        assertThat(pay(intent).ok().path("statusCode").asInt()).isEqualTo(40);
        mortal.speakAgain();
        gateway.clock().advance(Duration.ofSeconds(10));
        gateway.resolve();

        assertThat(saved()).isZero();
        assertThat(numbers()).isZero();
        thenTheNextPaymentSavesIt();
    }

    /** The connection dies at the very statement that saves the card, when the payment is settled already. */
    @Test
    void aDeathBetweenPayingAndSavingLeavesThePaymentAndNoCard() {
        var intent = intent();
        run(BREAK);
        run(BREAK_SAVING);

        var paid = pay(intent);

        assertThat(paid.ok().path("statusCode").asInt()).as("it has paid").isZero();
        assertThat(books.captured(intent.path("id").asString())).isEqualTo(1000);
        assertThat(gateway.get("/payment-intents/" + intent.path("id").asString())
                        .ok()
                        .path("status")
                        .asString())
                .isEqualTo("Captured");
        assertThat(saved()).isZero();
        assertThat(numbers()).isZero();
        run(MEND);
        thenTheNextPaymentSavesIt();
    }

    private void thenTheNextPaymentSavesIt() {
        assertThat(pay(intent()).ok().path("statusCode").asInt()).isZero();
        assertThat(saved()).isEqualTo(1);
        assertThat(numbers()).isEqualTo(1);
    }

    private long numbers() {
        return books.number("SELECT count(*) FROM card");
    }

    private void run(Sql statement) {
        gateway.database().once(tx -> tx.sql(statement).run());
    }

    private long saved() {
        return books.number("SELECT count(*) FROM payment_method WHERE customer_id = '" + customer + "'");
    }

    private JsonNode intent() {
        return gateway.post("/payment-intents", """
                {"customer":{"id":"%s"},"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"}
                """.formatted(customer)).ok();
    }

    private Answer pay(JsonNode intent) {
        return gateway.postOpen(
                "/api/payments/" + intent.path("clientSessionSecret").asString(),
                Gateway.card("5200000000001005").replaceFirst("\\{", "{\"savePaymentMethod\":true,"));
    }
}
