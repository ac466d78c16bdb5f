package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;
import tatami.webhooks.Deliveries;
import tatami.webhooks.Subscription;
import tatami.webhooks.SubscriptionId;
import tatami.webhooks.Subscriptions;

/** Webhooks: the list, and the form that adds or changes one. */
final class WebhookRoutes implements HttpService {

    static final String SECTION = "webhooks";

    private final DoorRoutes door;
    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final boolean allowLoopback;
    private final Audit audit;

    WebhookRoutes(DoorRoutes door, PortalRoutes.Webhooks webhooks, Audit audit) {
        this.door = door;
        this.subscriptions = webhooks.subscriptions();
        this.deliveries = webhooks.deliveries();
        this.allowLoopback = webhooks.allowLoopback();
        this.audit = audit;
    }

    /** The fixed path first: {@code new} would be an id otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.get("/webhooks[/]", door.see(Role.Viewer, this::list))
                .any("/webhooks[/]", Problems.methodNotAllowed())
                .get("/webhooks/new[/]", door.see(Role.Developer, this::blank))
                .post("/webhooks/new[/]", door.act(Role.Developer, this::add))
                .any("/webhooks/new[/]", Problems.methodNotAllowed())
                .get("/webhooks/{id}/edit[/]", door.see(Role.Developer, this::edit))
                .post("/webhooks/{id}/edit[/]", door.act(Role.Developer, this::change))
                .any("/webhooks/{id}/edit[/]", Problems.methodNotAllowed())
                .post("/webhooks/{id}/delete[/]", door.act(Role.Developer, this::delete))
                .get("/webhooks/{id}/delete[/]", door.see(Role.Viewer, this::back))
                .any("/webhooks/{id}/delete[/]", Problems.methodNotAllowed());
    }

    static SubscriptionId id(Visit visit) {
        return SubscriptionId.parse(visit.path("id"));
    }

    private void list(Visit visit, ServerResponse response) {
        var account = visit.account();
        var pulses = deliveries.pulses(account);
        List<WebhookRow> rows = subscriptions.list(account).stream()
                .map(subscription -> WebhookRow.of(subscription, pulses.get(subscription.id())))
                .toList();
        door.page("webhooks", SECTION, visit)
                .with("rows", rows)
                .with("isDeleted", visit.parameter("done").equals("deleted"))
                .send(response);
    }

    private void blank(Visit visit, ServerResponse response) {
        page(visit, null, WebhookForm.EMPTY).send(response);
    }

    private void edit(Visit visit, ServerResponse response) {
        var subscription = subscriptions.get(visit.account(), id(visit));
        page(visit, subscription.id(), WebhookForm.of(subscription)).send(response);
    }

    private void back(Visit visit, ServerResponse response) {
        door.redirect(response, path(id(visit)));
    }

    private void add(Visit visit, Form form, ServerResponse response) {
        var account = visit.account();
        take(visit, null, form, response, typed -> {
            write(visit, Deed.AddWebhook, host(typed), typed);
            return subscriptions.subscribe(account, typed.events(), typed.url(), typed.description());
        });
    }

    private void change(Visit visit, Form form, ServerResponse response) {
        var account = visit.account();
        var id = subscriptions.get(account, id(visit)).id();
        take(visit, id, form, response, typed -> {
            write(visit, Deed.ChangeWebhook, id.value(), typed);
            return subscriptions.change(account, id, typed.events(), typed.url(), typed.description());
        });
    }

    /** Does what the form says, or shows it again with what is wrong. @param id null for a new one */
    private void take(Visit visit, @Nullable SubscriptionId id, Form form, ServerResponse response, Doing doing) {
        var typed = WebhookForm.read(form, allowLoopback);
        if (!typed.isRight()) {
            page(visit, id, typed).status(Problems.status(Reason.INVALID)).send(response);
            return;
        }
        try {
            var done = doing.with(typed);
            door.redirect(response, path(done.id()) + "?done=" + (id == null ? "added" : "changed"));
        } catch (Refusal refusal) {
            if (refusal.reason() != Reason.CONFLICT) {
                throw refusal;
            }
            var all = subscriptions.list(visit.account());
            page(visit, id, typed.refused(typed.taken(all, id).orElse(refusal.detail())))
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    private void delete(Visit visit, Form form, ServerResponse response) {
        var subscription = subscriptions.get(visit.account(), id(visit));
        write(visit, Deed.DeleteWebhook, subscription.id().value(), WebhookForm.of(subscription));
        subscriptions.delete(visit.account(), subscription.id());
        door.redirect(response, door.base() + "/webhooks?done=deleted");
    }

    private void write(Visit visit, Deed deed, String subject, WebhookForm typed) {
        var detail = Map.of("host", host(typed), "events", String.join(" ", typed.events()));
        audit.write(visit.account().id(), visit.session().who(), deed, subject, detail);
    }

    /** What follows it in an address may be a key. */
    private static String host(WebhookForm typed) {
        return URI.create(typed.url()).getHost();
    }

    private Page page(Visit visit, @Nullable SubscriptionId id, WebhookForm typed) {
        var choices = typed.choices(subscriptions.list(visit.account()), id);
        return door.page("webhookForm", SECTION, visit)
                .with("path", id == null ? door.base() + "/webhooks/new" : path(id) + "/edit")
                .with("back", id == null ? door.base() + "/webhooks" : path(id))
                .with("isNew", id == null)
                .with("typed", typed)
                .with("choices", choices);
    }

    private String path(SubscriptionId id) {
        return door.base() + "/webhooks/" + id;
    }

    private interface Doing {
        Subscription with(WebhookForm typed);
    }
}
