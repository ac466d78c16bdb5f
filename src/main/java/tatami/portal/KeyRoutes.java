package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.ApiKeyId;
import tatami.accounts.ApiKeys;
import tatami.accounts.NewApiKey;
import tatami.accounts.Scope;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Times;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;

/** The account's API keys, for developers: a developer may do whatever a key permits. */
final class KeyRoutes implements HttpService {

    private static final String SECTION = "keys";

    private final DoorRoutes door;
    private final ApiKeys keys;
    private final Audit audit;
    private final Ids ids;
    private final InstantSource clock;

    KeyRoutes(DoorRoutes door, ApiKeys keys, Audit audit, Ids ids, InstantSource clock) {
        this.door = door;
        this.keys = keys;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/keys[/]", door.see(Role.Developer, this::list))
                .post("/keys[/]", door.act(Role.Developer, this::create))
                .any("/keys[/]", Problems.methodNotAllowed())
                .get("/keys/{id}/revoke[/]", door.see(Role.Developer, this::askToRevoke))
                .post("/keys/{id}/revoke[/]", door.act(Role.Developer, this::revoke))
                .any("/keys/{id}/revoke[/]", Problems.methodNotAllowed());
    }

    private void list(Visit visit, ServerResponse response) {
        page(visit, KeyForm.empty(ApiKeyId.next(ids)), null).send(response);
    }

    /** The key is on this page alone, which no address has and no browser keeps. */
    private void create(Visit visit, Form form, ServerResponse response) {
        var typed = KeyForm.of(form);
        var account = visit.account();
        try {
            var wanted = typed.read(account.timeZone(), Times.now(clock));
            var who = visit.session().who();
            var key = keys.create(
                    account,
                    wanted,
                    who,
                    tx -> audit.write(tx, account.id(), who, Deed.MakeKey, wanted.name(), told(wanted)));
            door.page("keyMade", SECTION, visit)
                    .with("name", wanted.name())
                    .with("key", key)
                    .with("scopes", Scope.words(wanted.scopes()))
                    .send(response);
        } catch (Refusal refusal) {
            page(visit, typed, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    private void askToRevoke(Visit visit, ServerResponse response) {
        var row = row(visit);
        if (!row.isActive()) {
            door.redirect(response, door.base() + "/keys");
            return;
        }
        door.page("keyRevoke", SECTION, visit).with("row", row).send(response);
    }

    private void revoke(Visit visit, Form form, ServerResponse response) {
        var account = visit.account().id();
        var key = keys.get(account, ApiKeyId.parse(visit.path("id")));
        keys.revoke(
                account,
                key.id(),
                tx -> audit.write(
                        tx,
                        account,
                        visit.session().who(),
                        Deed.RevokeKey,
                        key.name(),
                        Map.of("id", key.id().value())));
        door.redirect(response, door.base() + "/keys");
    }

    private KeyRow row(Visit visit) {
        var key = keys.get(visit.account().id(), ApiKeyId.parse(visit.path("id")));
        return KeyRow.of(key, visit.account().environment(), clock(visit), Times.now(clock));
    }

    private Page page(Visit visit, KeyForm typed, @Nullable String complaint) {
        var now = Times.now(clock);
        List<KeyRow> rows = keys.list(visit.account().id()).stream()
                .map(key -> KeyRow.of(key, visit.account().environment(), clock(visit), now))
                .toList();
        return door.page("keys", SECTION, visit)
                .with("rows", rows)
                .with("typed", typed)
                .with("complaint", complaint);
    }

    private static Clock clock(Visit visit) {
        return new Clock(visit.account().timeZone());
    }

    private static Map<String, String> told(NewApiKey key) {
        var expires = key.expiresAt() == null ? "never" : Times.wireSeconds(key.expiresAt());
        return Map.of("id", key.id().value(), "scopes", Scope.words(key.scopes()), "expires", expires);
    }
}
