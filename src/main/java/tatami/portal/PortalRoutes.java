package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.InstantSource;
import java.util.List;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeys;
import tatami.accounts.Brands;
import tatami.calls.CallLog;
import tatami.figures.Tallies;
import tatami.http.Devices;
import tatami.http.Pages;
import tatami.intents.CheckoutLinks;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.payments.Concerns;
import tatami.payments.Payments;
import tatami.payments.Settlements;
import tatami.users.People;
import tatami.webhooks.Deliveries;
import tatami.webhooks.Subscriptions;
import tatami.webhooks.TestEvents;

/** The merchant's portal. Register under {@link #PATH}. Plain forms do everything; scripts make it pleasanter. */
public final class PortalRoutes implements HttpService {

    public static final String PATH = "/portal";

    private final DoorRoutes door;
    private final List<HttpService> pages;

    /** Each record is what the portal asks of one part of the gateway. */
    public PortalRoutes(
            Merchants merchants,
            People people,
            Watch watch,
            Payments payments,
            Settlements settlements,
            Webhooks webhooks,
            Devices devices,
            Pages templates,
            CheckoutLinks links,
            Ids ids,
            Secret formKey,
            String publicUrl,
            InstantSource clock) {
        var accounts = merchants.accounts();
        var audit = people.audit();
        var limit = new SignInLimit(clock);
        door = new DoorRoutes(accounts, people.sessions(), templates, formKey, publicUrl);
        pages = List.of(
                new SignInRoutes(door, accounts, people, devices, limit),
                new CodeRoutes(door, people.signIns(), devices, limit),
                new SecurityRoutes(door, people.credentials(), people.signIns(), devices, limit),
                new OverviewRoutes(door, watch, webhooks.deliveries(), payments, clock),
                new PaymentRoutes(door, payments, webhooks.deliveries(), audit, links, ids),
                new PaymentExportRoutes(door, payments, audit),
                new SettlementRoutes(door, settlements, audit, clock),
                new TeamRoutes(door, people.team(), publicUrl),
                new AuditRoutes(door, audit),
                new SettingsRoutes(door, accounts, merchants.brands(), audit, clock),
                new KeyRoutes(door, merchants.keys(), audit, ids, clock),
                new WebhookRoutes(door, webhooks, audit),
                new WebhookFileRoutes(door, webhooks, audit),
                new CallRoutes(door, watch.calls()));
    }

    @Override
    public void routing(HttpRules rules) {
        pages.forEach(page -> page.routing(rules));
        rules.any("/*", door.guarded((_, _) -> {
            throw new Refusal(Reason.NOT_FOUND, "There is no such page.");
        }));
    }

    /** What an invitation's secret is sent as. */
    public static String link(String publicUrl, String secret) {
        return publicUrl + PATH + "/enter/" + secret;
    }

    /** All that concerns accounts. */
    public record Merchants(Accounts accounts, Brands brands, ApiKeys keys) {}

    /** How an account is doing. */
    public record Watch(Tallies tallies, Concerns concerns, CallLog calls) {}

    /**
     * All that concerns webhooks.
     *
     * @param allowLoopback whether http to this very machine may be subscribed: for developers
     */
    public record Webhooks(
            Subscriptions subscriptions, Deliveries deliveries, TestEvents tests, boolean allowLoopback) {}
}
