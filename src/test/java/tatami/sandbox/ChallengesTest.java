package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tatami.sandbox.Sandbox.CHALLENGED;
import static tatami.sandbox.Sandbox.card;
import static tatami.sandbox.Sandbox.payment;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Authentication;
import tatami.acquiring.Authentication.Attempted;
import tatami.acquiring.Authentication.Authenticated;
import tatami.acquiring.Authentication.Challenged;
import tatami.acquiring.Authentication.Failed;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.sandbox.Challenges.Challenge;
import tatami.sandbox.Challenges.Request;
import tatami.sandbox.Challenges.State;

class ChallengesTest {

    private static final String RETURN_URL = "https://pay.example/checkout/back";
    private static final ChallengeReport NOTHING = new ChallengeReport("", "");
    private static final ChallengeReport SUCCESS = new ChallengeReport("", "SUCCESS");

    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        sandbox = new Sandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Test
    void theIssuerAnswersByTheCard() {
        assertThat(authenticate("5200000000001005")).isEqualTo(new Authenticated());
        assertThat(authenticate("5200000000000056")).isEqualTo(new Attempted());
        assertThat(authenticate("4000000000000002")).isEqualTo(new Attempted());
        assertThat(authenticate(CHALLENGED)).isInstanceOf(Challenged.class);
    }

    @Test
    void aChallengeSaysWhereToGoAndWhatFor() {
        var payment = payment(Kind.Sale, 1234);

        var challenged = challenge(payment);

        var claims = claims(challenged.request());
        assertThat(challenged.stepUpUrl()).isEqualTo("https://pay.example/sandbox/three-ds/challenge");
        assertThat(claims)
                .contains(payment.id().toString(), "1234", "GBP", "44565300****1096", RETURN_URL)
                .doesNotContain(CHALLENGED);
    }

    @Test
    void askingForTheSameChallengeTwiceDoesNotForgetTheAnswer() {
        var payment = payment(Kind.Sale, 1000);
        var request = read(challenge(payment));
        answer(request, "1234");

        challenge(payment);

        assertThat(sandbox.acquirer.conclude(payment.id(), NOTHING)).isEqualTo(new Authenticated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/checkout/back", "app://back", "javascript:alert(1)", "https://", "https://a b"})
    void aReturnUrlThatNoFormCanPostToIsAMistakeOfTheCaller(String returnUrl) {
        var card = card(CHALLENGED, "020");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.acquirer.authenticate(payment(Kind.Sale, 1), card, returnUrl));
    }

    /** What the shopper did at our page, what the device says of it, and what the gateway hears. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # at the page     | device  | gateway hears
        1234              |         | Authenticated
        1234              | FAILURE | Authenticated
        ' 1234 '          | SUCCESS | Authenticated
        0, 1234           |         | Authenticated
        0, 0, 1234        | SUCCESS | Authenticated
        0, 0, 0           | SUCCESS | Failed
        0, 0, 0, 1234     | SUCCESS | Failed
        cancel            | SUCCESS | Failed
        cancel, 1234      | SUCCESS | Failed
        1234, cancel      |         | Authenticated
        1234, 0, 0, 0     |         | Authenticated
        # nobody came to our page: an SDK showed a challenge of its own
        ''                | SUCCESS | Authenticated
        ''                | FAILURE | Failed
        ''                | CANCEL  | Failed
        ''                | ERROR   | Failed
        ''                | success | Failed
        ''                |         | Failed
        # somebody came and left
        0                 | SUCCESS | Authenticated
        0                 |         | Failed
        """)
    void ourRecordDecidesAndThenTheDevicesWord(String atThePage, String device, String heard) {
        var payment = payment(Kind.Sale, 1000);
        var request = read(challenge(payment));
        for (var step : atThePage.isEmpty() ? new String[0] : atThePage.split(",")) {
            answer(request, step);
        }

        var first = sandbox.acquirer.conclude(payment.id(), new ChallengeReport("", device == null ? "" : device));
        var second = sandbox.acquirer.conclude(payment.id(), SUCCESS);

        assertThat(first.getClass().getSimpleName()).isEqualTo(heard);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void anAnswerAfterTheConclusionChangesNothing() {
        var payment = payment(Kind.Sale, 1000);
        var request = read(challenge(payment));
        sandbox.acquirer.conclude(payment.id(), NOTHING);

        assertThat(answer(request, "1234").state()).isEqualTo(State.Failed);
        assertThat(sandbox.acquirer.conclude(payment.id(), SUCCESS)).isInstanceOf(Failed.class);
    }

    @Test
    void theSignedResultOfTheSamePaymentAgreesWithTheRecord() {
        var payment = payment(Kind.Sale, 1000);

        var paRes = passed(payment);

        var report = new ChallengeReport(paRes, "");
        assertThat(sandbox.acquirer.conclude(payment.id(), report)).isEqualTo(new Authenticated());
    }

    @Test
    void theSignedResultOfAnotherPaymentSpoilsTheChallenge() {
        var bought = payment(Kind.Sale, 1);
        var wanted = payment(Kind.Sale, 100_000);
        var paRes = passed(bought);
        challenge(wanted);

        var concluded = sandbox.acquirer.conclude(wanted.id(), new ChallengeReport(paRes, "SUCCESS"));

        assertThat(concluded).isInstanceOf(Failed.class);
        assertThat(sandbox.acquirer.conclude(wanted.id(), SUCCESS)).isInstanceOf(Failed.class);
    }

    /** The mobile SDKs send a message of their own maker here, which says nothing to us. */
    @Test
    void aResultThatWeDidNotSignCountsForNothing() {
        var passed = payment(Kind.Sale, 1000);
        var open = payment(Kind.Sale, 1000);
        passed(passed);
        var foreign = new ChallengeReport("eyJ.not.ours", "");
        var request = new ChallengeReport(challenge(open).request(), "");

        assertThat(sandbox.acquirer.conclude(passed.id(), foreign)).isEqualTo(new Authenticated());
        assertThat(sandbox.acquirer.conclude(open.id(), request)).isInstanceOf(Failed.class);
    }

    @Test
    void aPaymentThatWasNeverChallengedCannotBeConcluded() {
        assertThat(sandbox.acquirer.conclude(Sandbox.freshId(), SUCCESS)).isInstanceOf(Failed.class);
    }

    @Test
    void aHundredConclusionsAtOnceAgreeWhateverTheyReport() throws Exception {
        var payment = payment(Kind.Sale, 1000);
        var request = read(challenge(payment));
        Callable<Authentication> yes = () -> sandbox.acquirer.conclude(payment.id(), SUCCESS);
        Callable<Authentication> no = () -> sandbox.acquirer.conclude(payment.id(), NOTHING);
        Callable<Authentication> answered = () -> {
            answer(request, "1234");
            return sandbox.acquirer.conclude(payment.id(), NOTHING);
        };

        var heard = Sandbox.atOnce(Collections.nCopies(33, List.of(yes, no, answered)).stream()
                .flatMap(List::stream)
                .toList());

        assertThat(heard).hasSize(99).containsOnly(heard.getFirst());
    }

    @Test
    void deviceDataGoToAPageOfOursWithoutTheCardsNumber() {
        var deviceData = sandbox.acquirer.collectDeviceData(card(CHALLENGED, "020"));

        var claims = claims(deviceData.token());
        assertThat(deviceData.formAction()).isEqualTo("https://pay.example/sandbox/three-ds/device-data");
        assertThat(claims).contains("44565300****1096").doesNotContain(CHALLENGED);
        assertThat(sandbox.acquirer.challenges().read(deviceData.token())).isEmpty();
    }

    private static Authentication authenticate(String number) {
        return sandbox.acquirer.authenticate(payment(Kind.Sale, 1000), card(number, "123"), RETURN_URL);
    }

    private static Challenged challenge(Operation payment) {
        return (Challenged) sandbox.acquirer.authenticate(payment, card(CHALLENGED, "020"), RETURN_URL);
    }

    private static String claims(String jwt) {
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8);
    }

    private static Request read(Challenged challenged) {
        return sandbox.acquirer.challenges().read(challenged.request()).orElseThrow();
    }

    private static Challenge answer(Request request, String step) {
        var challenges = sandbox.acquirer.challenges();
        var answered = step.strip().equals("cancel")
                ? challenges.finish(request, State.Cancelled)
                : challenges.answer(request, step);
        return answered.orElseThrow();
    }

    private static String passed(Operation payment) {
        var request = read(challenge(payment));
        return sandbox.acquirer.challenges().result(request, answer(request, "1234"));
    }
}
