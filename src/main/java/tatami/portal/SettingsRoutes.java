package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.accounts.Brands;
import tatami.accounts.TimeZones;
import tatami.accounts.TradingName;
import tatami.http.Form;
import tatami.http.Json;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Times;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;

/** What an account is called, where its day ends, what its pages and receipts look like. For owners. */
final class SettingsRoutes implements HttpService {

    private static final String SECTION = "settings";
    private static final String BRANDING = "/settings/branding";

    private final DoorRoutes door;
    private final Accounts accounts;
    private final Brands brands;
    private final Audit audit;
    private final InstantSource clock;

    SettingsRoutes(DoorRoutes door, Accounts accounts, Brands brands, Audit audit, InstantSource clock) {
        this.door = door;
        this.accounts = accounts;
        this.brands = brands;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/settings[/]", door.see(Role.Owner, this::shop))
                .post("/settings[/]", door.act(Role.Owner, this::changeShop))
                .any("/settings[/]", Problems.methodNotAllowed())
                .get(BRANDING + "[/]", door.see(Role.Owner, this::branding))
                .post(BRANDING + "[/]", door.act(Role.Owner, this::changeBranding))
                .any(BRANDING + "[/]", Problems.methodNotAllowed())
                .get(BRANDING + "/palette", door.see(Role.Owner, this::palette))
                .any(BRANDING + "/palette", Problems.methodNotAllowed())
                .get("/settings/receipts[/]", door.see(Role.Owner, this::receipts))
                .any("/settings/receipts[/]", Problems.methodNotAllowed());
    }

    private void shop(Visit visit, ServerResponse response) {
        var account = current(visit);
        shopPage(visit, account.tradingName(), account.timeZone().getId(), null).send(response);
    }

    private void changeShop(Visit visit, Form form, ServerResponse response) {
        var account = current(visit);
        var name = form.field("name");
        var zone = form.field("zone");
        try {
            var tradingName = TradingName.of(name);
            var timeZone = zone.equals(account.timeZone().getId()) ? account.timeZone() : TimeZones.of(zone);
            var changes = new LinkedHashMap<String, String>();
            note(changes, "tradingName", account.tradingName(), tradingName);
            note(changes, "timeZone", account.timeZone().getId(), timeZone.getId());
            if (!changes.isEmpty()) {
                audit.write(account.id(), visit.session().who(), Deed.ChangeShop, account.tradingName(), changes);
                accounts.change(account.id(), tradingName, timeZone);
            }
        } catch (Refusal refusal) {
            shopPage(visit, name, zone, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        door.redirect(response, door.base() + "/settings?done=yes");
    }

    private Page shopPage(Visit visit, String name, String zone, @Nullable String complaint) {
        return page("shop", visit, complaint)
                .with("name", name)
                .with("zone", zone)
                .with("zones", ZoneGroup.all(zone));
    }

    private void branding(Visit visit, ServerResponse response) {
        var account = current(visit);
        var saved = account.brand().colour();
        var wished = visit.parameter("colour");
        var colour = BrandForm.isColour(wished) ? wished : saved == null ? "" : saved;
        brandingPage(visit, account, colour, null).send(response);
    }

    private void changeBranding(Visit visit, Form form, ServerResponse response) {
        var account = current(visit);
        try {
            var wanted = BrandForm.read(form, account.brand());
            if (form.field("do").equals("preview")) {
                door.redirect(response, door.base() + BRANDING + wanted.query());
                return;
            }
            var changes = wanted.words(account.brand());
            if (!changes.isEmpty()) {
                audit.write(account.id(), visit.session().who(), Deed.ChangeBrand, null, changes);
                brands.change(account.id(), wanted.colour(), wanted.logo(), wanted.favicon());
                accounts.forget(account.id());
            }
        } catch (Refusal refusal) {
            brandingPage(visit, account, form.field("colour"), refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        door.redirect(response, door.base() + BRANDING + "?done=yes");
    }

    private Page brandingPage(Visit visit, Account account, String colour, @Nullable String complaint) {
        return page("branding", visit, complaint)
                .with("colour", colour)
                .with("sample", BrandSample.of(account, colour, door.images(account)))
                .with("favicon", account.brand().favicon() != null)
                .allow("img-src", "'self'")
                .allow("img-src", "blob:") // a logo that is chosen and not yet sent
                .allow("connect-src", "'self'");
    }

    /** What the page's script asks while somebody types a colour. */
    private void palette(Visit visit, ServerResponse response) {
        var sample = BrandSample.of(visit.account(), visit.parameter("colour"), "");
        Json.send(response, Map.of("light", sample.light(), "dark", sample.dark()));
    }

    private void receipts(Visit visit, ServerResponse response) {
        var account = current(visit);
        page("receipts", visit, null)
                .with("mail", SampleReceipt.of(account, Times.now(clock)))
                .send(response);
    }

    private Page page(String name, Visit visit, @Nullable String complaint) {
        return door.page(name, SECTION, visit)
                .with("complaint", complaint)
                .with("done", visit.parameter("done").equals("yes"));
    }

    /** Not as this gateway remembers it: whoever has just changed something sees the change. */
    private Account current(Visit visit) {
        return brands.account(visit.account().id());
    }

    private static void note(Map<String, String> changes, String what, String before, String after) {
        if (!before.equals(after)) {
            changes.put(what, before + " → " + after);
        }
    }
}
