package tatami.portal;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Paging.Cursor;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;
import tatami.webhooks.Deliveries;
import tatami.webhooks.Delivery.State;
import tatami.webhooks.Subscription;
import tatami.webhooks.SubscriptionId;
import tatami.webhooks.Subscriptions;
import tatami.webhooks.TestEvents;
import tatami.webhooks.Told;

/** One webhook: its secrets, its deliveries with every try, sending again, and tests. */
final class WebhookFileRoutes implements HttpService {

    private static final String DONE = "done";

    private final DoorRoutes door;
    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final TestEvents tests;
    private final Audit audit;

    WebhookFileRoutes(DoorRoutes door, PortalRoutes.Webhooks webhooks, Audit audit) {
        this.door = door;
        this.subscriptions = webhooks.subscriptions();
        this.deliveries = webhooks.deliveries();
        this.tests = webhooks.tests();
        this.audit = audit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/webhooks/{id}[/]", door.see(Role.Viewer, this::show)).any("/webhooks/{id}[/]", refuse());
        acting(rules, "/webhooks/{id}/secrets[/]", this::secret);
        acting(rules, "/webhooks/{id}/test[/]", this::test);
        acting(rules, "/webhooks/{id}/resend[/]", this::sendAllAgain);
        rules.get("/webhooks/{id}/deliveries/{event}[/]", door.see(Role.Viewer, this::showDelivery))
                .any("/webhooks/{id}/deliveries/{event}[/]", refuse())
                .post("/webhooks/{id}/deliveries/{event}/resend[/]", door.act(Role.Developer, this::sendAgain))
                .get("/webhooks/{id}/deliveries/{event}/resend[/]", door.see(Role.Viewer, this::backToDelivery))
                .any("/webhooks/{id}/deliveries/{event}/resend[/]", refuse());
    }

    /** What only forms lead to; who comes back to it by the address bar sees the webhook. */
    private void acting(HttpRules rules, String path, DoorRoutes.Acting step) {
        rules.post(path, door.act(Role.Developer, step))
                .get(path, door.see(Role.Viewer, this::back))
                .any(path, refuse());
    }

    private static Handler refuse() {
        return Problems.methodNotAllowed();
    }

    private void show(Visit visit, ServerResponse response) {
        page(visit, find(visit), null, null, done(visit)).send(response);
    }

    private static @Nullable String done(Visit visit) {
        return switch (visit.parameter(DONE)) {
            case "added" -> "The webhook is added. Give its signing secret to your receiver.";
            case "changed" -> "The webhook is changed.";
            case "secret" -> "There is another secret. Give it to your receiver before it signs.";
            case "activated" -> "The other secret signs from now on.";
            case "removed" -> "The secret is gone.";
            case "again" -> "All that was given up is sent again.";
            default -> null;
        };
    }

    private void back(Visit visit, ServerResponse response) {
        door.redirect(response, path(WebhookRoutes.id(visit)));
    }

    private void backToDelivery(Visit visit, ServerResponse response) {
        door.redirect(response, path(WebhookRoutes.id(visit)) + "/deliveries/" + visit.path("event"));
    }

    /** A secret that is shown is on this one page, and in no address. */
    private void secret(Visit visit, Form form, ServerResponse response) {
        var account = visit.account();
        var subscription = find(visit);
        var id = subscription.id();
        var secret = form.field("secret");
        try {
            switch (form.field("do")) {
                case "show" -> {
                    var shown = secretOf(subscription, secret);
                    write(visit, Deed.ShowSecret, id, Map.of("secret", shown));
                    page(visit, subscription, shown, null, null).send(response);
                }
                case "add" -> {
                    write(visit, Deed.AddSecret, id, Map.of());
                    subscriptions.generateSecret(account, id);
                    door.redirect(response, path(id) + "?done=secret");
                }
                case "activate" -> {
                    write(visit, Deed.ActivateSecret, id, Map.of("secret", secretOf(subscription, secret)));
                    subscriptions.activateSecret(account, id, secret);
                    door.redirect(response, path(id) + "?done=activated");
                }
                case "delete" -> {
                    write(visit, Deed.DeleteSecret, id, Map.of("secret", secretOf(subscription, secret)));
                    subscriptions.deleteSecret(account, id, secret);
                    door.redirect(response, path(id) + "?done=removed");
                }
                default -> throw new Refusal(Reason.INVALID, "The form does not say what to do.");
            }
        } catch (Refusal refusal) {
            refused(visit, refusal, response);
        }
    }

    /** What stands in the log is an id of ours, whatever the form says. @throws Refusal NOT_FOUND */
    private static String secretOf(Subscription subscription, String id) {
        return subscription.secrets().stream()
                .filter(secret -> secret.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "This secret is gone already."))
                .id();
    }

    private void test(Visit visit, Form form, ServerResponse response) {
        var subscription = find(visit);
        var event = form.field("event");
        try {
            if (!TestEvents.possible(subscription).contains(event)) {
                throw new Refusal(Reason.INVALID, "Choose one of this webhook's events.");
            }
            write(visit, Deed.SendTestEvent, subscription.id(), Map.of("event", event));
            var sent = tests.send(visit.account(), subscription.id(), event);
            door.redirect(response, path(subscription.id()) + "/deliveries/" + sent);
        } catch (Refusal refusal) {
            refused(visit, refusal, response);
        }
    }

    private void sendAllAgain(Visit visit, Form form, ServerResponse response) {
        var id = find(visit).id();
        write(visit, Deed.SendAllAgain, id, Map.of());
        deliveries.sendExhaustedAgain(visit.account(), id);
        door.redirect(response, path(id) + "?done=again");
    }

    private void showDelivery(Visit visit, ServerResponse response) {
        var subscription = find(visit);
        var told = deliveries.get(visit.account(), subscription.id(), visit.path("event"));
        var signed = visit.session().role().isAtLeast(Role.Developer);
        var file = DeliveryFile.of(
                subscription, told, signed, new Clock(visit.account().timeZone()));
        door.page("delivery", WebhookRoutes.SECTION, visit)
                .with("file", file)
                .with("path", path(subscription.id()))
                .with("url", subscription.url())
                .with("isSentAgain", visit.parameter(DONE).equals("again"))
                .send(response);
    }

    private void sendAgain(Visit visit, Form form, ServerResponse response) {
        var id = find(visit).id();
        var told = deliveries.get(visit.account(), id, visit.path("event"));
        var event = told.message().id();
        write(visit, Deed.SendAgain, id, Map.of("event", event));
        deliveries.sendAgain(visit.account(), id, event);
        door.redirect(response, path(id) + "/deliveries/" + event + "?done=again");
    }

    /** What has changed meanwhile is shown as it is now. */
    private void refused(Visit visit, Refusal refusal, ServerResponse response) {
        page(visit, find(visit), null, refusal.detail(), null)
                .status(Problems.status(refusal.reason()))
                .send(response);
    }

    private Page page(
            Visit visit,
            Subscription subscription,
            @Nullable String shownSecret,
            @Nullable String complaint,
            @Nullable String done) {
        var clock = new Clock(visit.account().timeZone());
        var state = state(visit);
        var turn = Turn.asked(visit.parameter("before"), visit.parameter("after"));
        var leaf = turn.of(
                deliveries.page(visit.account(), subscription.id(), state, turn.paging()), WebhookFileRoutes::place);
        List<DeliveryRow> rows =
                leaf.items().stream().map(told -> DeliveryRow.of(told, clock)).toList();
        return door.page("webhook", WebhookRoutes.SECTION, visit)
                .with("file", WebhookFile.of(subscription, shownSecret, clock))
                .with("rows", rows)
                .with("state", state)
                .with("hasExhausted", deliveries.hasExhausted(visit.account(), subscription.id()))
                .with("complaint", complaint)
                .with("done", done)
                .with("newer", query(state, leaf.newer()))
                .with("older", query(state, leaf.older()));
    }

    /** Null for all of them, and for what is none. */
    private static @Nullable State state(Visit visit) {
        return Arrays.stream(State.values())
                .filter(state -> state.name().equals(visit.parameter("state")))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String query(@Nullable State state, @Nullable String turned) {
        return turned == null || state == null ? turned : "state=" + state + "&" + turned;
    }

    private static Cursor place(Told told) {
        return new Cursor(told.message().createdAt(), told.message().id());
    }

    private void write(Visit visit, Deed deed, SubscriptionId id, Map<String, String> detail) {
        audit.write(visit.account().id(), visit.session().who(), deed, id.value(), detail);
    }

    private Subscription find(Visit visit) {
        return subscriptions.get(visit.account(), WebhookRoutes.id(visit));
    }

    private String path(SubscriptionId id) {
        return door.base() + "/webhooks/" + id;
    }
}
