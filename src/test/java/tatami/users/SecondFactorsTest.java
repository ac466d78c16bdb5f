package tatami.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Crowd;
import tatami.Gateway;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Codes, recovery codes, and who has come half way. */
class SecondFactorsTest {

    private static final String PASSWORD = "four candles in a drawer";
    private static final String VISIT = "this very browser";

    private static Gateway gateway;
    private static People people;
    private static int users;

    private String email;
    private UserId user;
    private String secret;
    private List<String> recovery;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        people = gateway.people();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void turnOn() {
        email = "robin" + ++users + "@shop.example";
        var link = people.team().add(gateway.firstAccount(), Person.of(email, "Robin"), Role.Viewer);
        people.invitations().open(link, PASSWORD, "", VISIT);
        user = people.team().members(gateway.firstAccount()).stream()
                .map(Member::user)
                .filter(one -> one.person().email().equals(email))
                .findFirst()
                .orElseThrow()
                .id();
        secret = Totp.fresh();
        recovery = people.credentials().turnOnSecondFactor(user, secret, code());
        nextCode();
    }

    @Test
    void thePasswordComesHalfWayAndACodeTheRest() {
        var half = half(PASSWORD);

        var token = finish(half, VISIT, code());

        assertThat(token.flatMap(people.sessions()::find)).isPresent();
    }

    @Test
    void theCodeThatTurnedItOnLetsNobodyIn() {
        var fresh = Totp.fresh();
        people.credentials().turnOffSecondFactor(user, PASSWORD);
        var code = Totp.code(fresh, gateway.clock().instant());
        people.credentials().turnOnSecondFactor(user, fresh, code);

        assertThat(finish(half(PASSWORD), VISIT, code)).isEmpty();
    }

    @Test
    void ofManyWithTheSameCodeAtOnceOneComesIn() {
        var half = half(PASSWORD);

        var sessions = Crowd.atOnce(50, _ -> () -> finish(half, VISIT, code()));

        assertThat(sessions).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(finish(half, VISIT, code())).isEmpty();
    }

    @Test
    void aCodeBeforeOneThatWasUsedIsTooLate() {
        var before = code();
        nextCode();
        assertThat(finish(half(PASSWORD), VISIT, code())).isPresent();

        assertThat(finish(half(PASSWORD), VISIT, before)).isEmpty();
    }

    @Test
    void eachRecoveryCodeWorksOnceEvenForManyAtOnce() {
        var half = half(PASSWORD);
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates().allMatch(code -> code.matches("\\w{5}-\\w{5}"));

        var sessions = Crowd.atOnce(50, _ -> () -> finish(half, VISIT, recovery.get(3)));

        assertThat(sessions).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(people.credentials().state(user).codesLeft()).isEqualTo(9);
        assertThat(finish(
                        half,
                        VISIT,
                        recovery.get(4).toUpperCase(java.util.Locale.ROOT).replace("-", " ")))
                .as("as people type")
                .isPresent();
    }

    @Test
    void anotherUsersCodesAreNone() {
        var theirs = recovery;
        turnOn();

        assertThat(finish(half(PASSWORD), VISIT, theirs.getFirst())).isEmpty();
    }

    @Test
    void whoHasComeHalfWayGoesOnWithinFiveMinutesInTheSameVisit() {
        var half = half(PASSWORD);
        assertThat(people.signIns().halfway(half, "another browser")).isEmpty();
        assertThat(people.signIns().halfway(half.substring(0, 20) + "A" + half.substring(21), VISIT))
                .isEmpty();
        assertThat(people.signIns().halfway("", VISIT)).isEmpty();

        gateway.clock().advance(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(people.signIns().halfway(half, VISIT)).isPresent();
        gateway.clock().advance(Duration.ofSeconds(1));
        assertThat(people.signIns().halfway(half, VISIT)).isEmpty();
    }

    @Test
    void whoHasComeHalfWayByAPasswordThatWasChangedSinceStartsAgain() {
        var half = half(PASSWORD);

        people.credentials().changePassword(user, PASSWORD, "another good password", gateway.firstAccount());

        assertThat(people.signIns().halfway(half, VISIT)).isEmpty();
    }

    @Test
    void whoIsDisabledMeanwhileDoesNotComeIn() {
        var half = half(PASSWORD);

        people.team().disable(email);

        assertThat(people.signIns().halfway(half, VISIT)).isEmpty();
    }

    @Test
    void aLinkThatSetsThePasswordAnewDoesNotTakeThePlaceOfACode() {
        var link = people.team().invite(email);

        var opened = people.invitations().open(link, "another good password", "", VISIT);

        var half = ((SignIn.NeedsCode) opened).token();
        assertThat(finish(half, VISIT, "000000")).isEmpty();
        assertThat(finish(half, VISIT, code())).isPresent();
    }

    @Test
    void anInvitationToAnotherAccountDoesNotTakeThePlaceOfACode() {
        var other = gateway.account(gateway.openAccount("Another shop")).id();
        var link = people.team().invite(other, Person.of(email, "Robin"), Role.Viewer, "its owner");

        var opened = people.invitations().open(link, PASSWORD, "", VISIT);

        assertThat(opened).isInstanceOf(SignIn.NeedsCode.class);
    }

    @Test
    void itIsTurnedOnOnceAndOnlyWithTheRightCode() {
        var fresh = Totp.fresh();
        assertThatThrownBy(() -> people.credentials()
                        .turnOnSecondFactor(
                                user, fresh, Totp.code(fresh, gateway.clock().instant())))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(people.credentials().turnOffSecondFactor(user, "not the password"))
                .isFalse();
        assertThat(people.credentials().turnOffSecondFactor(user, PASSWORD)).isTrue();
        assertThat(people.credentials().state(user).codesLeft()).isZero();

        assertThatThrownBy(() -> people.credentials().turnOnSecondFactor(user, fresh, code()))
                .hasMessageContaining("The code is not the one");
        assertThat(people.signIns().signIn(email, PASSWORD, "", VISIT).orElseThrow())
                .isInstanceOf(SignIn.Done.class);
    }

    @Test
    void theOperatorTurnsItOff() {
        people.team().turnOffSecondFactor(email);

        assertThat(people.signIns().signIn(email, PASSWORD, "", VISIT).orElseThrow())
                .isInstanceOf(SignIn.Done.class);
        assertThatThrownBy(() -> people.team().turnOffSecondFactor(email))
                .hasMessage(email + " has no two-step sign-in.");
    }

    @Test
    void aSecretThatIsMovedToAnotherUserOpensForNobody() throws SQLException {
        var mine = email;
        turnOn();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var move = connection.prepareStatement("UPDATE portal_user SET totp ="
                        + " (SELECT totp FROM portal_user WHERE email = ?) WHERE email = ?")) {
            move.setString(1, mine);
            move.setString(2, email);
            move.executeUpdate();
        }
        var half = half(PASSWORD);

        assertThatThrownBy(() -> finish(half, VISIT, code()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void ofManyWhoChangeThePasswordAtOnceOneDoes() {
        var changed = Crowd.atOnce(8, i -> () -> {
            try {
                return people.credentials()
                        .changePassword(user, PASSWORD, "the password of number " + i, gateway.firstAccount())
                        .isPresent();
            } catch (Refusal refusal) {
                return false;
            }
        });

        assertThat(changed).filteredOn(isChanged -> isChanged).hasSize(1);
    }

    private String half(String password) {
        var made =
                people.signIns().signIn(email, password, "203.0.113.7", VISIT).orElseThrow();
        return ((SignIn.NeedsCode) made).token();
    }

    private static Optional<String> finish(String half, String visit, String code) {
        var user = people.signIns().halfway(half, visit).orElseThrow();
        return people.signIns().signIn(user, code, "203.0.113.7");
    }

    private String code() {
        return Totp.code(secret, gateway.clock().instant());
    }

    private static void nextCode() {
        gateway.clock().advance(Duration.ofSeconds(30));
    }
}
