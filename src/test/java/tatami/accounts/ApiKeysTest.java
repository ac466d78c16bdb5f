package tatami.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Crowd;
import tatami.TestClock;
import tatami.accounts.ApiKey.State;
import tatami.db.Database;
import tatami.db.TestDatabase;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;

class ApiKeysTest {

    private static final Secret PEPPER = Secret.random(32);
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static String url;
    private static Database database;

    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock);
    private final AtomicLong nanos = new AtomicLong();
    private final ApiKeys keys = new ApiKeys(database, PEPPER, clock, nanos::get);
    private final ApiKeys elsewhere = new ApiKeys(database, PEPPER, clock, nanos::get);
    private final Accounts accounts = new Accounts(database, keys, ids, clock);

    private Account account;

    @BeforeAll
    static void start() {
        url = TestDatabase.newDatabase();
        database = new Database(url, 16);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void open() {
        account = accounts.open(Environment.Live, "Bluebell Books", LONDON, ApiKeys.fresh(Environment.Live));
    }

    @Test
    void aKeyOpensItsAccountForItsScopes() {
        var key = make(null, Scope.Read, Scope.Refunds);

        var caller = keys.caller(key).orElseThrow();

        assertThat(key).matches("sk_prod_[A-Za-z0-9_-]{86}");
        assertThat(caller.account()).isEqualTo(account);
        assertThat(caller.may(Scope.Refunds)).isTrue();
        assertThat(caller.may(Scope.Write)).isFalse();
    }

    @Test
    void whatIsKeptOfAKeyRecognisesItAndDoesNotOpenAnything() {
        var key = make(null, Scope.Read);

        var kept = newest();

        assertThat(kept.hint()).isEqualTo(key.substring(key.length() - 4));
        assertThat(kept.createdBy()).isEqualTo("dev@shop.example");
        assertThat(kept.createdAt()).isEqualTo(Times.now(clock));
        assertThat(kept.toString()).doesNotContain(key.substring(10, 60));
    }

    @Test
    void aKeyExpiresAtItsInstant() {
        var end = Times.now(clock).plus(Duration.ofDays(30));
        var key = make(end, Scope.Read);
        clock.set(end.minusNanos(1_000));
        assertThat(keys.caller(key)).isPresent();

        clock.set(end);

        assertThat(keys.caller(key)).as("that this gateway knew a moment ago").isEmpty();
        assertThat(elsewhere.caller(key)).isEmpty();
        assertThat(all().getLast().state(clock.instant())).isEqualTo(State.Expired);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndElsewhereWithinTenSeconds() {
        var key = make(null, Scope.Read);
        assertThat(keys.caller(key)).isPresent();
        assertThat(elsewhere.caller(key)).isPresent();

        keys.revoke(account.id(), newest().id(), _ -> {});

        assertThat(keys.caller(key)).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(elsewhere.caller(key)).isEmpty();
        assertThat(all()).anyMatch(one -> one.state(clock.instant()) == State.Revoked);
    }

    @Test
    void manyWhoRevokeAtOnceAreOneRevocation() {
        make(null, Scope.Read);
        var id = newest().id();
        var written = new AtomicLong();

        atOnce(50, _ -> keys.revoke(account.id(), id, _ -> written.incrementAndGet()));

        assertThat(written).hasValue(1);
    }

    /** Whoever read the key's row a moment before it was revoked may know it for ten seconds more, and no longer. */
    @Test
    void aKeyThatIsUsedWhileItIsRevokedEndsAllTheSame() {
        var key = make(null, Scope.Read);
        var id = newest().id();

        atOnce(50, i -> {
            if (i == 25) {
                keys.revoke(account.id(), id, _ -> {});
            } else {
                keys.caller(key);
            }
        });
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(keys.caller(key)).isEmpty();
    }

    @Test
    void theSameFormMakesOneKey() {
        var wanted = wanted(null, Scope.Read);
        keys.create(account, wanted, "dev@shop.example", _ -> {});

        assertThatThrownBy(() -> keys.create(account, wanted, "dev@shop.example", _ -> {}))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(all()).hasSize(2);
    }

    @Test
    void anAccountHasAHundredKeysThatOpenItAtMostEvenWhenManyAskAtOnce() {
        for (int i = 0; i < 80; i++) {
            make(Times.now(clock).plusSeconds(60), Scope.Read);
        }
        var refused = new AtomicLong();

        atOnce(40, _ -> {
            try {
                make(null, Scope.Read);
            } catch (Refusal refusal) {
                refused.incrementAndGet();
            }
        });

        assertThat(refused).hasValue(21); // the account has had one from its beginning
        assertThat(all()).hasSize(100);
        clock.advance(Duration.ofMinutes(1));
        make(null, Scope.Read);
        assertThat(all())
                .hasSize(101)
                .last()
                .extracting(one -> one.state(clock.instant()))
                .isEqualTo(State.Expired);
    }

    @Test
    void theLastUseIsWrittenLaterAndNeverBackwards() {
        var key = make(null, Scope.Read);
        keys.caller(key);
        var first = Times.now(clock);
        clock.advance(Duration.ofSeconds(20));
        elsewhere.caller(key);
        var last = Times.now(clock);
        assertThat(newest().lastUsedAt()).as("not on a request's way").isNull();

        assertThat(elsewhere.writeUses()).isEqualTo(1);
        assertThat(keys.writeUses()).isEqualTo(1);

        assertThat(first).isBefore(last);
        assertThat(newest().lastUsedAt()).isEqualTo(last);
        assertThat(keys.writeUses()).as("nothing is left to write").isZero();
    }

    @Test
    void gatewaysThatWriteUsesAtOnceDoNotWaitForEachOther() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            made.add(make(null, Scope.Read));
        }
        var gateways = List.of(keys, elsewhere);

        atOnce(20, i -> {
            var gateway = gateways.get(i % 2);
            made.forEach(gateway::caller);
            gateway.writeUses();
        });
        gateways.forEach(ApiKeys::writeUses);

        assertThat(all().stream().filter(key -> key.lastUsedAt() != null)).hasSize(20);
    }

    @Test
    void anotherAccountsKeysAreNotThere() {
        make(null, Scope.Read);
        var id = newest().id();
        var other = accounts.open(Environment.Sandbox, "Elsewhere", LONDON, ApiKeys.fresh(Environment.Sandbox));

        assertThatThrownBy(() -> keys.get(other.id(), id)).hasMessage("There is no such key.");
        assertThatThrownBy(() -> keys.revoke(other.id(), id, _ -> {})).hasMessage("There is no such key.");
        assertThat(keys.list(other.id())).hasSize(1);
    }

    @Test
    void theOperatorsKeyEndsWhenAnotherIsSetAndNotOtherwise() {
        try (var fresh = new Database(TestDatabase.newDatabase(), 4)) {
            var mine = new ApiKeys(fresh, PEPPER, clock, nanos::get);
            var there = new Accounts(fresh, mine, ids, clock);
            var one = "sk_sandbox_" + "1".repeat(40);
            var other = "sk_sandbox_" + "2".repeat(40);
            var first = there.ensureFirst(one, true, "Shop", LONDON);
            var key = mine.list(first.id()).getFirst();
            assertThat(key.hint()).isEqualTo("1111");
            assertThatThrownBy(() -> mine.revoke(first.id(), key.id(), _ -> {}))
                    .hasMessageContaining("TATAMI_SANDBOX_SECRET_KEY");

            there.ensureFirst(other, true, "Shop", LONDON);

            assertThat(mine.caller(one)).isEmpty();
            assertThat(mine.caller(other).orElseThrow().scopes()).isEqualTo(Scope.ALL);
            there.ensureFirst(one, true, "Shop", LONDON);
            assertThat(mine.caller(one)).as("set again").isPresent();
            assertThat(mine.list(first.id())).extracting(ApiKey::name).containsOnly("Operator's key");
        }
    }

    @Test
    void aFirstKeyThatWasRevokedStaysSoWhenTheGatewayStartsAgain() {
        try (var fresh = new Database(TestDatabase.newDatabase(), 4)) {
            var mine = new ApiKeys(fresh, PEPPER, clock, nanos::get);
            var there = new Accounts(fresh, mine, ids, clock);
            var made = ApiKeys.fresh(Environment.Sandbox);
            var first = there.ensureFirst(made, false, "Shop", LONDON);
            mine.revoke(first.id(), mine.list(first.id()).getFirst().id(), _ -> {});

            there.ensureFirst(made, false, "Shop", LONDON);

            assertThat(mine.caller(made)).isEmpty();
        }
    }

    /** As it writes it: with the columns that it knows. */
    @Test
    void aKeyThatAGatewayOfTheVersionBeforeHasMadeMayDoEverything() throws SQLException {
        var key = ApiKeys.fresh(Environment.Live);
        try (var connection = DriverManager.getConnection(url);
                var insert = connection.prepareStatement(
                        "INSERT INTO api_key (hash, account_id, origin, created_at) VALUES (?, ?, 'Made', now())")) {
            insert.setBytes(1, PEPPER.hmacSha256(key.getBytes(StandardCharsets.UTF_8)));
            insert.setString(2, account.id().value());
            insert.executeUpdate();
        }

        var caller = keys.caller(key).orElseThrow();

        assertThat(caller.scopes()).isEqualTo(Scope.ALL);
        var kept = keys.get(account.id(), caller.key());
        assertThat(kept.name()).isEqualTo("First key");
        assertThat(kept.hint()).isNull();
        database.transaction(tx -> {
            keys.keep(tx, account.id(), key, ApiKey.Origin.Made);
            return key;
        });
        assertThat(keys.get(account.id(), caller.key()).hint())
                .as("once it was met")
                .isEqualTo(key.substring(90));
    }

    @Test
    void whatIsWrongWithANewKeyIsSaidAllAtOnce() {
        var now = Times.now(clock);
        var id = ApiKeyId.next(ids);

        assertThatThrownBy(() -> NewApiKey.of(id, " ", Set.of(), now, now))
                .hasMessageContainingAll("The name must", "at least one scope", "The last day must");
        assertThatThrownBy(() -> NewApiKey.of(id, "x".repeat(61), Scope.ALL, null, now))
                .hasMessage("The name must have 1 to 60 characters, in one line.");
        assertThatThrownBy(() -> NewApiKey.of(id, "sk_sandbox_abc", Scope.ALL, null, now))
                .hasMessage("The name must not hold a key.");
        assertThatThrownBy(() -> NewApiKey.of(id, "a", Scope.ALL, now.plus(Duration.ofDays(4_000)), now))
                .hasMessageContaining("within ten years");
        assertThat(NewApiKey.of(id, " " + "x".repeat(60), Scope.ALL, now.plusNanos(1_000), now)
                        .name())
                .hasSize(60);
    }

    private static void atOnce(int crowd, IntConsumer task) {
        Crowd.atOnce(crowd, i -> () -> {
            task.accept(i);
            return i;
        });
    }

    private String make(@Nullable Instant expiresAt, Scope... scopes) {
        clock.advance(Duration.ofMillis(1));
        return keys.create(account, wanted(expiresAt, scopes), "dev@shop.example", _ -> {});
    }

    private NewApiKey wanted(@Nullable Instant expiresAt, Scope... scopes) {
        return NewApiKey.of(ApiKeyId.next(ids), "Till", Set.of(scopes), expiresAt, Times.now(clock));
    }

    private ApiKey newest() {
        return all().getFirst();
    }

    private List<ApiKey> all() {
        return keys.list(account.id());
    }
}
