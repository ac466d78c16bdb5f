package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.InstantSource;
import tatami.accounts.Accounts;
import tatami.accounts.ApiKeys;
import tatami.calls.CallLog;
import tatami.http.Devices;
import tatami.http.Pages;
import tatami.intents.CheckoutLinks;
import tatami.kit.Ids;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.payments.Payments;
import tatami.payments.Settlements;
import tatami.users.Role;
import tatami.users.People;
import tatami.webhooks.Deliveries;
import tatami.webhooks.Subscriptions;
import tatami.webhooks.TestEvents;

/** The merchant's portal. Register under {@link #PATH}. Plain forms do everything; scripts make it pleasanter. */
public final class PortalRoutes implements HttpService {

    public static final String PATH = "/portal";

    private final DoorRoutes door;
    private final SignInRoutes signIn;
    private final CodeRoutes code;
    private final SecurityRoutes security;
    private final PaymentRoutes payments;
    private final PaymentExportRoutes exports;
    private final SettlementRoutes settlements;
    private final TeamRoutes team;
    private final AuditRoutes audit;
    private final KeyRoutes keys;
    private final WebhookRoutes webhooks;
    private final WebhookFileRoutes webhookFiles;
    private final CallRoutes calls;

    /**
     * @param people what the portal asks of the room of users
     * @param webhooks and of that of webhooks
     */
    public PortalRoutes(
            Accounts accounts,
            ApiKeys apiKeys,
            People people,
            CallLog calls,
            Payments payments,
            Settlements settlements,
            Webhooks webhooks,
            Devices devices,
            Pages pages,
            CheckoutLinks links,
            Ids ids,
            Secret formKey,
            String publicUrl,
            InstantSource clock) {
        door = new DoorRoutes(accounts, people.sessions(), pages, formKey, publicUrl);
        var limit = new SignInLimit(clock);
        signIn = new SignInRoutes(
                door,
                accounts,
                people.sessions(),
                people.signIns(),
                people.invitations(),
                people.audit(),
                devices,
                limit);
        code = new CodeRoutes(door, people.signIns(), devices, limit);
        security = new SecurityRoutes(door, people.credentials(), people.signIns(), devices, limit);
        this.payments = new PaymentRoutes(door, payments, webhooks.deliveries(), people.audit(), links, ids);
        exports = new PaymentExportRoutes(door, payments, people.audit());
        this.settlements = new SettlementRoutes(door, settlements, people.audit(), clock);
        team = new TeamRoutes(door, people.team(), publicUrl);
        audit = new AuditRoutes(door, people.audit());
        keys = new KeyRoutes(door, apiKeys, people.audit(), ids, clock);
        this.webhooks = new WebhookRoutes(door, webhooks, people.audit());
        this.calls = new CallRoutes(door, calls);
        webhookFiles = new WebhookFileRoutes(door, webhooks, people.audit());
    }

    @Override
    public void routing(HttpRules rules) {
        signIn.routing(rules);
        code.routing(rules);
        security.routing(rules);
        payments.routing(rules);
        exports.routing(rules);
        settlements.routing(rules);
        team.routing(rules);
        audit.routing(rules);
        keys.routing(rules);
        webhooks.routing(rules);
        webhookFiles.routing(rules);
        calls.routing(rules);
        rules.get("/", door.see(Role.Viewer, (_, response) -> door.redirect(response, door.onward(""))))
                .any("/*", door.guarded((_, _) -> {
                    throw new Refusal(Reason.NOT_FOUND, "There is no such page.");
                }));
    }

    /** What an invitation's secret is sent as. */
    public static String link(String publicUrl, String secret) {
        return publicUrl + PATH + "/enter/" + secret;
    }

    /**
     * All that concerns webhooks.
     *
     * @param allowLoopback whether http to this very machine may be subscribed: for developers
     */
    public record Webhooks(
            Subscriptions subscriptions, Deliveries deliveries, TestEvents tests, boolean allowLoopback) {}
}
