package tatami.sandbox;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.db.Row;
import tatami.db.Sql;
import tatami.db.Tx;
import tatami.sandbox.Challenges.Challenge;
import tatami.sandbox.Challenges.State;

/** Each change is one statement that says what holds afterwards; a finished challenge never changes. */
final class ChallengeStore {

    private static final Sql OPEN = Sql.of("""
            INSERT INTO sandbox.challenge (payment, state, opened_at)
            VALUES (:payment, 'Pending', :now)
            ON CONFLICT (payment) DO NOTHING
            """);

    private static final Sql FIND = Sql.of("""
            SELECT state, wrong_tries
            FROM sandbox.challenge
            WHERE payment = :payment
            """);

    private static final Sql MISS = Sql.of("""
            UPDATE sandbox.challenge
            SET wrong_tries = CASE state WHEN 'Pending' THEN wrong_tries + 1 ELSE wrong_tries END,
                state = CASE WHEN state = 'Pending' AND wrong_tries + 1 >= :allowed THEN 'Failed' ELSE state END
            WHERE payment = :payment
            RETURNING state, wrong_tries
            """);

    private static final Sql FINISH = Sql.of("""
            UPDATE sandbox.challenge
            SET state = CASE state WHEN 'Pending' THEN :state ELSE state END
            WHERE payment = :payment
            RETURNING state, wrong_tries
            """);

    /** A proof that disagrees spoils the challenge; the device's report counts where nothing else is known. */
    private static final Sql CONCLUDE = Sql.of("""
            UPDATE sandbox.challenge
            SET state = CASE
                    WHEN concluded_at IS NOT NULL THEN state
                    WHEN :proven <> state THEN 'Failed'
                    WHEN state = 'Pending' THEN :reported
                    ELSE state
                END,
                concluded_at = COALESCE(concluded_at, :now)
            WHERE payment = :payment
            RETURNING state, wrong_tries
            """);

    void open(Tx tx, OperationId payment, Instant now) {
        tx.sql(OPEN).bind("payment", payment.value()).bind("now", now).run();
    }

    Optional<Challenge> find(Tx tx, OperationId payment) {
        return tx.sql(FIND).bind("payment", payment.value()).first(ChallengeStore::read);
    }

    /** Counts a wrong code. */
    Optional<Challenge> miss(Tx tx, OperationId payment, int allowed) {
        return tx.sql(MISS)
                .bind("payment", payment.value())
                .bind("allowed", allowed)
                .first(ChallengeStore::read);
    }

    Optional<Challenge> finish(Tx tx, OperationId payment, State state) {
        return tx.sql(FINISH)
                .bind("payment", payment.value())
                .bind("state", state)
                .first(ChallengeStore::read);
    }

    /** @param proven what a signed result claims, null when there is none */
    Optional<Challenge> conclude(Tx tx, OperationId payment, @Nullable String proven, State reported, Instant now) {
        return tx.sql(CONCLUDE)
                .bind("payment", payment.value())
                .bind("proven", proven)
                .bind("reported", reported)
                .bind("now", now)
                .first(ChallengeStore::read);
    }

    private static Challenge read(Row row) {
        return new Challenge(row.name("state", State.class), (int) row.number("wrong_tries"));
    }
}
