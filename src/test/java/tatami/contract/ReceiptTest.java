package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

class ReceiptTest {

    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aReceiptIsPromisedWithoutAWord() {
        var answer = receipt(gateway.paid("Auto"), "{\"emails\":[\"alex@shop.example\"]}");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void everyReaderGetsAMail() throws IOException {
        var id = gateway.paid("Auto");

        receipt(id, "{\"emails\":[\"gabriel@shop.example\",\"mari@shop.example\"]}");
        gateway.mail();

        var mails = mailsAbout(id);
        assertThat(mails).hasSize(2);
        assertThat(mails).anyMatch(mail -> mail.contains("To: gabriel@shop.example"));
        assertThat(mails).anyMatch(mail -> mail.contains("To: mari@shop.example"));
        assertThat(mails).allMatch(mail -> mail.contains("ending in 1005") && !mail.contains(Wire.GOOD_CARD));
        assertThat(rows.lastEvent(id)).contains(id);
        assertThat(rows.events(id)).endsWith("payment_intent.send-receipt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorized", "Captured", "Reversed", "Refunded"})
    void whatWasPaidHasAReceipt(String status) {
        assertThat(receipt(Wire.intent(gateway, status), "{\"emails\":[\"alex@shop.example\"]}")
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Canceled"})
    void whereNothingWasPaidThereIsNoReceipt(String status) {
        var id = Wire.intent(gateway, status);
        var before = rows.counts();

        Wire.refused(
                receipt(id, "{\"emails\":[\"alex@shop.example\"]}"),
                400,
                "Nothing has been paid on this payment intent.");

        assertThat(rows.counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                              | Emails
            {"emails":null}                                 | Emails
            {"emails":[]}                                   | Emails
            {"emails":""}                                   | Emails
            {"emails":"alex@shop.example"}                  | emails
            {"emails":["alex"]}                             | Emails[0]
            {"emails":[""]}                                 | Emails[0]
            {"emails":["a@shop.example","no one"]}          | Emails[1]
            {"emails":["Alex <alex@shop.example>"]}         | Emails[0]
            {"emails":["alex@shop.example\\r\\nBcc: b@shop.example"]} | Emails[0]
            {"emails":["alex@shop.example,b@shop.example"]} | Emails[0]
            {"emails":[null]}                               | emails[0]
            {"emails":[{"a":1}]}                            | emails[0]
            {"emails":[["alex@shop.example"]]}              | emails[0]
            """)
    void anAddressMustBeOne(String body, String complaint) {
        var before = rows.counts();
        var id = gateway.paid("Auto");
        var paid = rows.counts();

        Wire.invalidField(receipt(id, body), complaint);

        assertThat(rows.counts()).isEqualTo(paid).isNotEqualTo(before);
    }

    @Test
    void aComplaintNamesTheAddressThatWasSent() {
        var answer = receipt(gateway.paid("Auto"), "{\"emails\":[{\"a\":1},\"alex@shop.example\",\"bad\"]}");

        Wire.invalid(
                answer,
                "emails[0]: Could not read text from an object. Path 'emails[0]'.",
                "Emails[2]: The field Emails[2] must be an e-mail address.");
    }

    @Test
    void thereIsALimitToHowManyReadWith() {
        var id = gateway.paid("Auto");

        assertThat(receipt(id, "{\"emails\":" + addresses(20) + "}").status()).isEqualTo(204);
        Wire.invalidField(receipt(id, "{\"emails\":" + addresses(21) + "}"), "Emails");
    }

    @Test
    void anUnknownIntentIsNotFound() {
        var body = "{\"emails\":[\"alex@shop.example\"]}";

        Wire.refused(receipt(Wire.UNKNOWN_INTENT, body), 404, "There is no payment intent with this id.");
        Wire.refused(receipt("pi_sandbox_T", body), 404, "There is no payment intent with this id.");
    }

    private static Answer receipt(String id, String body) {
        return gateway.post("/payment-intents/" + id + "/receipt", body);
    }

    private static String addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"reader" + i + "@shop.example\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> mailsAbout(String id) throws IOException {
        try (var files = Files.list(gateway.dataDirectory().resolve("mail"))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(ReceiptTest::read)
                    .filter(mail -> mail.contains(id))
                    .toList();
        }
    }

    private static String read(java.nio.file.Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
