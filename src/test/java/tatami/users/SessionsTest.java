package tatami.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Crowd;
import tatami.TestClock;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeys;
import tatami.accounts.Environment;
import tatami.db.Database;
import tatami.db.Sql;
import tatami.db.TestDatabase;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Secret;

class SessionsTest {

    private static final String PASSWORD = "four candles in a drawer";

    private static Database database;

    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock);
    private final Passwords passwords = new Passwords(Duration.ofSeconds(60));
    private final Audit audit = new Audit(database, ids, clock);
    private final Sessions sessions = new Sessions(database, Secret.ofText("sessions"), clock);
    private final SecondFactors factors = new SecondFactors(Secret.ofText("second factors"), clock);
    private final HalfSignIns halves = new HalfSignIns(Secret.ofText("half sign-ins"), clock);
    private final Invitations invitations =
            new Invitations(database, Secret.ofText("invitations"), passwords, sessions, halves, audit, clock);
    private final SignIns signIns = new SignIns(database, passwords, sessions, audit, factors, halves);
    private final Team team = new Team(database, invitations, sessions, factors, audit, ids, clock);

    private AccountId account;
    private Person robin;

    @BeforeAll
    static void start() {
        database = new Database(TestDatabase.newDatabase(), 16);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void openAccount() {
        account = new Accounts(database, new ApiKeys(database, Secret.ofText("keys"), clock), ids, clock)
                .open(Environment.Sandbox, "Shop", ZoneId.of("Europe/London"), ids.next("sk_sandbox_"))
                .id();
        robin = Person.of(ids.next("r").replaceAll("[^A-Za-z0-9]", "") + "@shop.example", "Robin");
    }

    @Test
    void whoDoesNothingForTwoHoursHasToSignInAgain() {
        var token = enter(Role.Viewer);
        clock.advance(Duration.ofMinutes(119));
        assertThat(sessions.find(token)).isPresent();
        clock.advance(Duration.ofMinutes(119));
        assertThat(sessions.find(token)).isPresent();

        clock.advance(Duration.ofMinutes(120));

        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void afterTwelveHoursEverybodyHasTo() {
        var token = enter(Role.Viewer);
        for (int hour = 1; hour < 12; hour++) {
            clock.advance(Duration.ofHours(1));
            assertThat(sessions.find(token)).as("after %d hours", hour).isPresent();
        }

        clock.advance(Duration.ofHours(1));

        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void thatSomebodyIsThereIsWrittenOnceAMinuteAtMost() {
        var token = enter(Role.Viewer);
        var first = sessions.find(token).orElseThrow().seenAt();
        clock.advance(Duration.ofSeconds(60));
        sessions.find(token);
        assertThat(sessions.find(token).orElseThrow().seenAt()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(1));
        sessions.find(token);

        assertThat(sessions.find(token).orElseThrow().seenAt()).isAfter(first);
    }

    @Test
    void whoIsDisabledIsOutAtOnceAndOnlyThere() {
        var token = enter(Role.Owner);
        var other = team.invite(account, Person.of("x" + robin.email(), "Other"), Role.Owner, "me");
        invitations.open(other, PASSWORD, "", "");

        team.disable(account, id(), "me");

        assertThat(sessions.find(token)).isEmpty();
        assertThat(signIns.signIn(robin.email(), PASSWORD, "", "")).isEmpty();
        team.enable(account, id(), "me");
        assertThat(sessions.find(token)).isEmpty();
        assertThat(signIns.signIn(robin.email(), PASSWORD, "", "")).isPresent();
    }

    @Test
    void theOperatorDisablesEverywhereAndInvitesBackWithANewPassword() {
        var token = enter(Role.Viewer);

        team.disable(robin.email());

        assertThat(sessions.find(token)).isEmpty();
        assertThat(signIns.signIn(robin.email(), PASSWORD, "", "")).isEmpty();
        var link = team.invite(robin.email());
        assertThat(sessions.find(token(invitations.open(link, "another good password", "", ""))))
                .isPresent();
        assertThat(signIns.signIn(robin.email(), PASSWORD, "", "")).isEmpty();
        assertThat(signIns.signIn(robin.email(), "another good password", "", ""))
                .isPresent();
    }

    @Test
    void anotherRoleActsAtOnce() {
        var token = enter(Role.Viewer);

        team.changeRole(account, id(), Role.Support, "me");

        assertThat(sessions.find(token).map(Session::role)).contains(Role.Support);
    }

    @Test
    void theLastOwnerStays() {
        enter(Role.Owner);

        assertThatThrownBy(() -> team.disable(account, id(), "me"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is the last owner who can sign in");
        assertThatThrownBy(() -> team.changeRole(account, id(), Role.Viewer, "me"))
                .isInstanceOf(Refusal.class);
        // Who has no password yet cannot take over.
        team.invite(account, Person.of("y" + robin.email(), "Other"), Role.Owner, "me");
        assertThatThrownBy(() -> team.disable(account, id(), "me")).isInstanceOf(Refusal.class);
    }

    @Test
    void twoOwnersWhoDisableEachOtherDoNotBothSucceed() {
        for (int round = 0; round < 10; round++) {
            openAccount();
            enter(Role.Owner);
            var other = Person.of("z" + robin.email(), "Other");
            invitations.open(team.invite(account, other, Role.Owner, "me"), PASSWORD, "", "");
            var both = team.members(account);

            Crowd.atOnce(2, i -> () -> {
                try {
                    team.disable(account, both.get(i).user().id(), "the other");
                } catch (Refusal refusal) {
                    assertThat(refusal.detail()).contains("last owner");
                }
                return i;
            });

            assertThat(team.members(account)).filteredOn(Member::isActiveOwner).hasSize(1);
        }
    }

    @Test
    void oneInvitationOpenedAHundredTimesAtOnceMakesOneSession() {
        var secret = invitations.forMachine(account);

        assertThat(Crowd.atOnce(100, _ -> () -> open(secret, "")))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
    }

    @Test
    void oneInvitationWithAPasswordOpenedManyTimesAtOnceMakesOneSession() {
        var secret = team.invite(account, robin, Role.Viewer, "me");

        var opened = Crowd.atOnce(20, i -> () -> open(secret, "the password of number " + i));

        assertThat(opened).filteredOn(Optional::isPresent).hasSize(1);
        var winner = opened.indexOf(
                opened.stream().filter(Optional::isPresent).findFirst().orElseThrow());
        assertThat(signIns.signIn(robin.email(), "the password of number " + winner, "", ""))
                .isPresent();
    }

    @Test
    void twoInvitationsOfSomebodyNewDoNotSetTwoPasswords() {
        var elsewhere = account;
        openAccount();
        var one = team.invite(account, robin, Role.Viewer, "me");
        var other = team.invite(elsewhere, robin, Role.Viewer, "me");
        invitations.open(one, PASSWORD, "", "");

        assertThat(invitations.find(other).orElseThrow().asks()).isEqualTo(Invitation.Asks.OldPassword);
        assertThatThrownBy(() -> invitations.open(other, "another good password", "", ""))
                .isInstanceOf(Refusal.class)
                .hasMessage("That is not your password.");
        assertThat(sessions.find(token(invitations.open(other, PASSWORD, "", ""))))
                .isPresent();
    }

    @Test
    void anInvitationIsGoodForSevenDaysAndOldOnesGo() {
        var secret = team.invite(account, robin, Role.Viewer, "me");
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(invitations.find(secret)).isPresent();

        clock.advance(Duration.ofSeconds(1));

        assertThat(invitations.find(secret)).isEmpty();
        assertThatThrownBy(() -> invitations.open(secret, PASSWORD, "", "")).isInstanceOf(Refusal.class);
        assertThat(invitations.forgetOld()).isPositive();
    }

    @Test
    void oldSessionsGoAndOthersStay() {
        enter(Role.Viewer);
        clock.advance(Duration.ofHours(3));
        var fresh = sessions.find(
                token(signIns.signIn(robin.email(), PASSWORD, "", "").orElseThrow()));

        assertThat(sessions.forgetOld()).isPositive();
        assertThat(sessions.forgetOld()).isZero();
        assertThat(fresh).isPresent();
    }

    @Test
    void theAuditLogIsNeverChanged() {
        team.invite(account, robin, Role.Viewer, "me");

        assertThatThrownBy(() ->
                        database.once(tx -> tx.sql(Sql.of("DELETE FROM audit")).run()))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> database.once(
                        tx -> tx.sql(Sql.of("UPDATE audit SET who = 'nobody'")).run()))
                .hasMessageContaining("append-only");
    }

    private Optional<String> open(String secret, String password) {
        try {
            return Optional.of(token(invitations.open(secret, password, "", "")));
        } catch (Refusal refusal) {
            assertThat(refusal.reason()).isIn(Refusal.Reason.NOT_FOUND, Refusal.Reason.CONFLICT);
            return Optional.empty();
        }
    }

    /** A new member of the account, who chooses a password; gives the session's token. */
    private String enter(Role role) {
        return token(invitations.open(team.invite(account, robin, role, "me"), PASSWORD, "", ""));
    }

    private static String token(SignIn made) {
        return ((SignIn.Done) made).token();
    }

    private UserId id() {
        return team.members(account).stream()
                .filter(member -> member.user().person().equals(robin))
                .findFirst()
                .orElseThrow()
                .user()
                .id();
    }
}
