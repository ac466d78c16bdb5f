package tatami.setups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.acquiring.MitType;
import tatami.acquiring.Outcome;
import tatami.intents.Shopper;
import tatami.kit.Refusal;

class SetupIntentTest {

    /**
     * One line is one life of a no-show: what is tried, and where it ends. Born at 22:30; who has not agreed
     * after a day is too late, and the card's last day is 31 December 2029.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                                | Created []
            agree                                               | Authorized [Authorized] number
            agree unanswered                                    | Created [] asking number
            agree unanswered, settle                            | Authorized [Authorized] number
            agree declined                                      | Created [Declined]
            agree abandoned                                     | Created [Error]
            agree unnamed                                       | Created [Error]
            agree, agree                                        | NOT_SIGNED_IN
            agree declined, agree                               | NOT_SIGNED_IN
            agree declined, refresh, agree                      | Authorized [Declined Authorized] number
            agree unnamed, refresh, agree                       | Authorized [Error Authorized] number
            agree, refresh, agree                               | WRONG_STATUS
            agree unanswered, refresh, agree                    | IN_PROGRESS
            agree unanswered, refresh, challenge                | IN_PROGRESS
            agree unanswered, refresh, distrust                 | IN_PROGRESS
            agree, refresh, distrust                            | WRONG_STATUS
            agree, refresh, challenge                           | WRONG_STATUS
            distrust                                            | Created [Declined]
            distrust, refresh, agree                            | Authorized [Declined Authorized] number
            challenge                                           | Created [AuthChallenged] challenging number
            challenge, pass                                     | Authorized [AuthChallenged Authorized] number
            challenge, pass declined                            | Created [AuthChallenged Declined]
            challenge, pass abandoned                           | Created [AuthChallenged Error]
            challenge, pass unanswered                          | Created [AuthChallenged] asking number
            challenge, fail                                     | Created [AuthChallenged Declined]
            challenge, pass, pass                               | WRONG_STATUS
            challenge, fail, pass                               | WRONG_STATUS
            challenge, fail, refresh, challenge, pass | Authorized [AuthChallenged Declined AuthChallenged Authorized] number
            challenge, refresh, challenge                       | Created [AuthChallenged AuthChallenged] challenging number
            challenge, refresh, agree                           | Authorized [AuthChallenged Authorized] number
            challenge, refresh, agree, pass                     | WRONG_STATUS
            challenge, refresh, distrust                        | Created [AuthChallenged Declined]
            challenge, cancel                                   | Canceled [AuthChallenged]
            challenge, cancel, pass                             | WRONG_STATUS
            challenge, wait 1D, pass                            | WRONG_STATUS
            pass                                                | WRONG_STATUS
            fail                                                | WRONG_STATUS
            cancel                                              | Canceled []
            close                                               | Canceled []
            cancel, cancel                                      | WRONG_STATUS
            cancel, close                                       | WRONG_STATUS
            cancel, agree                                       | WRONG_STATUS
            cancel, distrust                                    | WRONG_STATUS
            agree, cancel                                       | WRONG_STATUS
            agree, close                                        | Closed [Authorized]
            agree, close, close                                 | WRONG_STATUS
            agree, close, charge                                | WRONG_STATUS
            agree unanswered, cancel                            | IN_PROGRESS
            agree unanswered, close                             | IN_PROGRESS
            charge                                              | WRONG_STATUS
            agree unanswered, charge                            | WRONG_STATUS
            challenge, charge                                   | WRONG_STATUS
            agree declined, charge                              | WRONG_STATUS
            agree, charge                                       | Completed [Authorized]
            agree, charge unanswered                            | Authorized [Authorized] charging number
            agree, charge unanswered, charged                   | Completed [Authorized]
            agree, charge declined                              | Authorized [Authorized] number
            agree, charge abandoned                             | Authorized [Authorized] number
            agree, charge declined, charge                      | Completed [Authorized]
            agree, charge abandoned, charge declined, charge    | Completed [Authorized]
            agree, charge, charge                               | WRONG_STATUS
            agree, charge unanswered, charge                    | IN_PROGRESS
            agree, charge unanswered, cancel                    | IN_PROGRESS
            agree, charge unanswered, close                     | IN_PROGRESS
            agree, charge unanswered, late                      | Authorized [Authorized] charging number
            agree, charge, late                                 | Completed [Authorized]
            agree, charge, close                                | WRONG_STATUS
            expire                                              | WRONG_STATUS
            wait T23H59M, expire                                | WRONG_STATUS
            wait T23H59M, agree                                 | NOT_SIGNED_IN
            wait T23H59M, refresh, agree                        | Authorized [Authorized] number
            wait 1D, refresh, agree                             | WRONG_STATUS
            wait 1D, refresh, challenge                         | WRONG_STATUS
            wait 1D, refresh, distrust                          | WRONG_STATUS
            wait 1D, expire                                     | Expired []
            wait 1D, cancel                                     | Canceled []
            wait 1D, expire, expire                             | WRONG_STATUS
            wait 1D, expire, cancel                             | WRONG_STATUS
            wait 1D, expire, refresh, agree                     | WRONG_STATUS
            challenge, wait 1D, expire                          | Expired [AuthChallenged]
            agree unanswered, wait 1D, expire                   | IN_PROGRESS
            agree unanswered, wait 1D, settle                   | Authorized [Authorized] number
            agree unanswered, wait 1D, settle declined, expire  | Expired [Declined]
            agree, wait 1D, expire                              | WRONG_STATUS
            agree, wait 1401D, expire                           | CardExpired [Authorized]
            agree, wait 1401D, charge                           | WRONG_STATUS
            agree, wait 1401D, close                            | Closed [Authorized]
            agree, wait 1401D, expire, close                    | WRONG_STATUS
            agree, charge unanswered, wait 1401D, expire        | IN_PROGRESS
            agree, charge unanswered, wait 1401D, charged       | Completed [Authorized]
            agree, charge, wait 1401D, expire                   | WRONG_STATUS
            cancel, wait 1D, expire                             | WRONG_STATUS
            erase                                               | Canceled []
            erase, erase                                        | Canceled []
            challenge, erase                                    | Canceled [AuthChallenged]
            challenge, erase, pass                              | WRONG_STATUS
            agree unanswered, erase                             | Canceled [] asking
            agree unanswered, erase, settle                     | Canceled [Error]
            agree unanswered, erase, settle declined            | Canceled [Declined]
            agree, erase                                        | Closed [Authorized]
            agree, erase, charge                                | WRONG_STATUS
            agree, charge unanswered, erase                     | Closed [Authorized]
            agree, charge unanswered, erase, charged            | Closed [Authorized]
            agree, charge, erase                                | Completed [Authorized]
            wait T30M, agree                                    | NOT_SIGNED_IN
            wait T29M59S, agree                                 | Authorized [Authorized] number
            """)
    void noShows(String tried, String end) {
        assertThat(SetupLives.play(MitType.NoShow, tried == null ? "" : tried)).isEqualTo(end);
    }

    /** The same for charges that nobody foresees: they never end an agreement, nor keep each other out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            agree, charge                                       | Authorized [Authorized] number
            agree, charge, charge, charge declined, charge      | Authorized [Authorized] number
            agree, charge unanswered, charge                    | Authorized [Authorized] number
            agree, charge unanswered, close                     | Closed [Authorized]
            agree, charge unanswered, close, charged            | Closed [Authorized]
            agree, charge, close                                | Closed [Authorized]
            agree, charge, close, charge                        | WRONG_STATUS
            agree, charge, wait 1401D, expire                   | CardExpired [Authorized]
            agree, charge unanswered, wait 1401D, expire        | CardExpired [Authorized]
            agree, charge, wait 1401D, charge                   | WRONG_STATUS
            charge                                              | WRONG_STATUS
            """)
    void unscheduledCharges(String tried, String end) {
        assertThat(SetupLives.play(MitType.Unscheduled, tried)).isEqualTo(end);
    }

    @Test
    void itIsDueWhenNobodyHasAgreedAndThenWhenTheCardExpires() {
        var agreed = SetupLives.agreed(MitType.NoShow);

        assertThat(SetupLives.fresh(MitType.NoShow).dueAt()).isEqualTo(SetupLives.EXPIRY);
        assertThat(agreed.dueAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(agreed.cancel(true, SetupLives.BIRTH).dueAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Pacific/Auckland, 2029-12-31T11:00:00Z",
        "Europe/London, 2030-01-01T00:00:00Z",
        "America/Los_Angeles, 2030-01-01T08:00:00Z"
    })
    void aCardWorksUntilTheEndOfItsLastDayWhereTheMerchantIs(String zone, Instant end) {
        var agreed = SetupLives.fresh(MitType.Unscheduled)
                .begin(SetupLives.verification(1), SetupLives.BIRTH, SetupLives.CARD, SetupLives.BIRTH)
                .settle(SetupLives.approved(), SetupLives.BIRTH, ZoneId.of(zone));

        assertThat(agreed.kept().worksUntil()).isEqualTo(end);
        assertThat(agreed.beginCharge(SetupLives.id(2), end.minusMillis(1))).isSameAs(agreed);
        assertThatThrownBy(() -> agreed.beginCharge(SetupLives.id(2), end))
                .isInstanceOf(Refusal.class)
                .hasMessage("The card of this setup intent has expired.");
    }

    @Test
    void theConsentToTheLatestAttemptIsKept() {
        var later = new Consent(SetupLives.BIRTH.plusSeconds(5), "Pay.", "192.0.2.2", "");

        var setup = SetupLives.fresh(MitType.NoShow)
                .consented(SetupLives.CONSENT, Shopper.SILENT, SetupLives.BIRTH)
                .consented(later, Shopper.SILENT, SetupLives.BIRTH);

        assertThat(setup.consent()).isEqualTo(later);
    }

    /** What the merchant may have to prove is what the shopper of this card said. */
    @Test
    void onceACardIsThereOrAskedForNobodyElseConsents() {
        var asked = SetupLives.fresh(MitType.NoShow)
                .consented(SetupLives.CONSENT, Shopper.SILENT, SetupLives.BIRTH)
                .begin(SetupLives.verification(1), SetupLives.BIRTH, SetupLives.CARD, SetupLives.BIRTH);
        var agreed = asked.settle(SetupLives.approved(), SetupLives.BIRTH, SetupLives.ZONE);

        assertThatThrownBy(() -> asked.consented(SetupLives.CONSENT, Shopper.SILENT, SetupLives.BIRTH))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> agreed.consented(SetupLives.CONSENT, Shopper.SILENT, SetupLives.BIRTH))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void aCardThatIsVerifiedIsNamedByItsVerification() {
        var kept = SetupLives.agreed(MitType.NoShow).kept();

        assertThat(kept.verification()).isEqualTo(SetupLives.id(1));
        assertThat(kept.schemeReference()).isEqualTo(SetupLives.REFERENCE);
        assertThat(kept.card()).isEqualTo(SetupLives.CARD);
        assertThat(kept.keptAt()).isEqualTo(SetupLives.BIRTH);
    }

    @Test
    void theCardStaysMaskedWhenItsNumberIsGone() {
        var completed = SetupLives.agreed(MitType.NoShow)
                .beginCharge(SetupLives.id(2), SetupLives.BIRTH)
                .endCharge(SetupLives.id(2), new Outcome.Approved("123456", "DEPOSITED"), SetupLives.BIRTH);

        assertThat(completed.numberKeptUnder().isPresent()).isFalse();
        assertThat(completed.kept().card()).isEqualTo(SetupLives.CARD);
    }

    @Test
    void aChangeOfNothingIsNoChange() {
        var agreed = SetupLives.agreed(MitType.Unscheduled);

        assertThat(agreed.beginCharge(SetupLives.id(2), SetupLives.BIRTH)).isSameAs(agreed);
        assertThat(agreed.endCharge(SetupLives.id(2), SetupLives.approved(), SetupLives.BIRTH))
                .isSameAs(agreed);
    }

    @Test
    void aSecretAdmitsOneAttempt() {
        var setup = SetupLives.fresh(MitType.NoShow);
        var used = setup.useSecret(1, SetupLives.BIRTH);

        assertThatThrownBy(() -> used.useSecret(1, SetupLives.BIRTH)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> setup.useSecret(2, SetupLives.BIRTH)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> setup.useSecret(1, SetupLives.BIRTH.plus(Duration.ofMinutes(30))))
                .isInstanceOf(Refusal.class);
        assertThat(used.refreshSecret(SetupLives.BIRTH)
                        .useSecret(2, SetupLives.BIRTH)
                        .secret()
                        .used())
                .isTrue();
    }

    @Test
    void onlyWhatIsAskedIsSettled() {
        var asked = SetupLives.fresh(MitType.NoShow)
                .begin(SetupLives.verification(1), SetupLives.BIRTH, SetupLives.CARD, SetupLives.BIRTH);

        assertThat(asked.isWaitingFor(SetupLives.id(1))).isTrue();
        assertThat(asked.isWaitingFor(SetupLives.id(2))).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> SetupLives.fresh(MitType.NoShow)
                        .settle(SetupLives.approved(), SetupLives.BIRTH, SetupLives.ZONE));
    }
}
