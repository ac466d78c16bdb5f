package tatami.setups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.AcquirerBetween;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.acquiring.Acquirer;
import tatami.acquiring.Eci;
import tatami.acquiring.Operation;
import tatami.acquiring.Outcome;
import tatami.cards.PresentedCard;
import tools.jackson.databind.JsonNode;

/** Who deletes a customer destroys every card of theirs, and keeps what the books need. */
class SetupErasureTest {

    private static final String CARD = "5200000000001005";
    private static final String CHALLENGED = "4456530000001096";
    private static final int ROUNDS = 20;

    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(Slow::new);
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theCardsThatACustomerLeftForLaterGoWithTheCustomer() {
        var customer = customer();
        var agreed = agreed(customer, "Unscheduled");
        var open = setupOf(customer, "NoShow");

        delete(customer);

        assertThat(status(agreed)).isEqualTo("Closed");
        assertThat(status(id(open))).isEqualTo("Canceled");
        assertThat(books.numbers(agreed)).isZero();
        assertThat(gateway.charge(gateway.createUnder(agreed)).status()).isEqualTo(400);
        assertThat(code(gateway.agree(open, CARD))).as("to who comes late").isEqualTo(400);
    }

    @Test
    void whatWasChargedAndAgreedStaysOnRecord() {
        var customer = customer();
        var agreed = agreed(customer, "Unscheduled");
        var charged = gateway.createUnder(agreed);
        gateway.charge(charged).ok();
        var before = gateway.get("/payment-intents/" + charged).ok();

        delete(customer);

        var after = gateway.get("/payment-intents/" + charged).ok();
        assertThat(after.path("paymentDetails")).isEqualTo(before.path("paymentDetails"));
        assertThat(after.at("/paymentDetails/cardNumber").asString()).isEqualTo("52000000****1005");
        var setup = gateway.get("/setup-intents/" + agreed).ok();
        assertThat(setup.at("/consent/terms").asString()).isNotEmpty();
        assertThat(setup.at("/setupEvents/0/cardNumber").asString()).isEqualTo("52000000****1005");
        gateway.refund(charged, 1000, "later").ok();
    }

    @Test
    void anotherCustomersCardStays() {
        var gone = customer();
        var stays = agreed(customer(), "NoShow");
        var nobodys = gateway.agreed("NoShow");

        delete(gone);

        assertThat(status(stays)).isEqualTo("Authorized");
        assertThat(status(nobodys)).isEqualTo("Authorized");
        assertThat(books.numbers(stays)).isEqualTo(1);
    }

    @Test
    void aCustomerWhoIsNotThereEndsNothing() {
        var agreed = agreed("cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA", "NoShow");

        assertThat(gateway.delete("/customers/cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA")
                        .status())
                .isEqualTo(404);

        assertThat(status(agreed)).isEqualTo("Authorized");
        assertThat(books.numbers(agreed)).isEqualTo(1);
    }

    @Test
    void aCardThatIsBeingVerifiedIsNotKept() {
        var customer = customer();
        var setup = setupOf(customer, "NoShow");
        MEANWHILE.set(() -> delete(customer));

        var answer = gateway.agree(setup, CARD);

        assertThat(code(answer)).as("not a success").isEqualTo(30);
        assertThat(status(id(setup))).isEqualTo("Canceled");
        assertThat(books.numbers(id(setup))).isZero();
    }

    @Test
    void aCardWhoseShopperIsAtTheBanksPageIsNotKept() {
        var customer = customer();
        var setup = setupOf(customer, "NoShow");
        assertThat(code(gateway.agree(setup, CHALLENGED))).isEqualTo(3);
        assertThat(books.number("SELECT count(*) FROM card WHERE owner = '" + id(setup) + "'"))
                .isEqualTo(1);

        delete(customer);

        assertThat(books.number("SELECT count(*) FROM card WHERE owner = '" + id(setup) + "'"))
                .isZero();
    }

    @Test
    void aShopperWhoAgreesWhileTheCustomerIsDeletedLeavesNoNumber() {
        for (int round = 0; round < ROUNDS; round++) {
            var customer = customer();
            var setup = setupOf(customer, "NoShow");

            Crowd.atOnce(2, i -> () -> i == 0 ? gateway.agree(setup, CARD) : delete(customer));

            assertThat(status(id(setup))).isIn("Canceled", "Closed");
            assertThat(books.number("SELECT count(*) FROM card WHERE owner = '" + id(setup) + "'"))
                    .isZero();
        }
    }

    @Test
    void aChargeThatIsAskedWhileTheCustomerIsDeletedIsMadeOnceOrNotAtAll() {
        for (int round = 0; round < ROUNDS; round++) {
            var customer = customer();
            var agreed = agreed(customer, "NoShow");
            var intent = gateway.createUnder(agreed);

            var answers = Crowd.atOnce(2, i -> () -> i == 0 ? gateway.charge(intent) : delete(customer));

            var charged = answers.getFirst().status() == 200;
            assertThat(books.captured(intent)).isEqualTo(charged ? 1000 : 0);
            assertThat(status(agreed)).isIn("Closed", "Completed");
            assertThat(books.numbers(agreed)).isZero();
        }
    }

    private static String customer() {
        return gateway.post("/customers", "{\"name\":\"Alex\"}").ok().path("id").asString();
    }

    private static Gateway.Answer delete(String customer) {
        return gateway.delete("/customers/" + customer);
    }

    private static JsonNode setupOf(String customer, String type) {
        var body = Gateway.setup(type).strip();
        return gateway.post("/setup-intents", "{\"customer\":{\"id\":\"" + customer + "\"}," + body.substring(1))
                .ok();
    }

    private static String agreed(String customer, String type) {
        var setup = setupOf(customer, type);
        assertThat(code(gateway.agree(setup, CARD))).isZero();
        return id(setup);
    }

    private static String status(String setup) {
        return gateway.get("/setup-intents/" + setup).ok().path("status").asString();
    }

    private static String id(JsonNode setup) {
        return setup.path("id").asString();
    }

    private static int code(Gateway.Answer answer) {
        return answer.ok().path("statusCode").asInt();
    }

    /** The sandbox, but for one answer that comes only after something else has happened. */
    private static final class Slow extends AcquirerBetween {

        Slow(Acquirer real) {
            super(real);
        }

        @Override
        public Optional<Outcome> pay(Operation operation, PresentedCard card, Eci eci) {
            var answer = super.pay(operation, card, eci);
            var first = MEANWHILE.getAndSet(null);
            if (first != null) {
                first.run();
            }
            return answer;
        }
    }
}
