package tatami.portal;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.http.QrCode;
import tatami.intents.CheckoutLinks;
import tatami.kit.Ids;
import tatami.kit.Paging.Cursor;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.Found.Extent;
import tatami.payments.PaymentIntent;
import tatami.payments.PaymentIntentId;
import tatami.payments.Payments;
import tatami.payments.Verb;
import tatami.portal.DoorRoutes.Visit;
import tatami.portal.PaymentActions.Typed;
import tatami.users.Audit;
import tatami.users.Role;
import tatami.webhooks.Deliveries;

/** Payments: the list, each one's life, and what can be done with it by hand. */
final class PaymentRoutes implements HttpService {

    private static final String SECTION = "payments";
    private static final String DONE = "done";
    private static final String ID_PREFIX = "pi_";

    private final DoorRoutes door;
    private final Payments payments;
    private final Deliveries deliveries;
    private final PaymentActions actions;
    private final CheckoutLinks links;
    private final Ids ids;

    PaymentRoutes(
            DoorRoutes door, Payments payments, Deliveries deliveries, Audit audit, CheckoutLinks links, Ids ids) {
        this.door = door;
        this.payments = payments;
        this.deliveries = deliveries;
        this.actions = new PaymentActions(payments, audit);
        this.links = links;
        this.ids = ids;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/payments[/]", door.see(Role.Viewer, this::list))
                .any("/payments[/]", Problems.methodNotAllowed())
                .get("/payments/{id}[/]", door.see(Role.Viewer, this::show))
                .any("/payments/{id}[/]", Problems.methodNotAllowed())
                .post("/payments/{id}/{verb}[/]", door.act(Role.Support, this::act))
                .get("/payments/{id}/{verb}[/]", door.see(Role.Viewer, (visit, response) -> back(visit, response)))
                .any("/payments/{id}/{verb}[/]", Problems.methodNotAllowed());
    }

    private void list(Visit visit, ServerResponse response) {
        var wanted = Wanted.of(visit::parameter);
        var turn = Turn.asked(visit.parameter("before"), visit.parameter("after"));
        try {
            if (wanted.reference().startsWith(ID_PREFIX)) {
                jump(visit, wanted.reference(), response);
                return;
            }
            var found =
                    payments.find(visit.account(), wanted.filter(visit.account().timeZone(), turn.paging()));
            var leaf = turn.of(found.payments(), PaymentRoutes::place);
            listPage(visit, wanted, leaf, found.extent(), null).send(response);
        } catch (Refusal refusal) {
            listPage(visit, wanted, Turn.Leaf.empty(), Extent.Everything, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    /** An id leads to its payment. @throws Refusal NOT_FOUND */
    private void jump(Visit visit, String id, ServerResponse response) {
        try {
            var intent = payments.get(visit.account(), PaymentIntentId.parse(id));
            door.redirect(response, path(intent.id()));
        } catch (Refusal refusal) {
            throw new Refusal(refusal.reason(), "There is no payment with this id.");
        }
    }

    private Page listPage(
            Visit visit, Wanted wanted, Turn.Leaf<PaymentIntent> leaf, Extent extent, @Nullable String complaint) {
        var clock = new Clock(visit.account().timeZone());
        List<PaymentRow> rows = leaf.items().stream()
                .map(intent -> PaymentRow.of(intent, clock))
                .toList();
        return door.page("payments", SECTION, visit)
                .with("rows", rows)
                .with("wanted", wanted)
                .with("chips", complaint == null ? wanted.chips() : List.of())
                .with("extent", extent)
                .with("complaint", complaint)
                .with("newer", leaf.newer() == null ? null : wanted.query(leaf.newer()))
                .with("older", leaf.older() == null ? null : wanted.query(leaf.older()));
    }

    private void show(Visit visit, ServerResponse response) {
        var intent = payments.get(visit.account(), id(visit));
        var done = Verb.named(visit.parameter(DONE)).map(ActionForm::done).orElse(null);
        page(visit, intent, null, Typed.NOTHING, null).with("done", done).send(response);
    }

    private void back(Visit visit, ServerResponse response) {
        door.redirect(response, path(id(visit)));
    }

    private void act(Visit visit, Form form, ServerResponse response) {
        var intent = payments.get(visit.account(), id(visit));
        var verb = Verb.named(visit.path("verb"))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such page."));
        var typed = new Typed(
                form.field("amount"),
                form.field("reason"),
                form.field("email"),
                form.field("key"),
                form.field("version"));
        Optional<String> complaint;
        var status = Status.CONFLICT_409;
        try {
            complaint = actions.perform(
                    visit.account(), intent, verb, typed, visit.session().who());
        } catch (Refusal refusal) {
            complaint = Optional.of(refusal.detail());
            status = Problems.status(refusal.reason());
        }
        if (complaint.isEmpty()) {
            door.redirect(response, path(intent.id()) + "?" + DONE + "=" + verb);
            return;
        }
        var now = payments.get(visit.account(), intent.id());
        page(visit, now, verb, typed, complaint.get())
                .with("done", null)
                .status(status)
                .send(response);
    }

    /** What is refused is said at its button; where the button is gone meanwhile, above all of them. */
    private Page page(
            Visit visit, PaymentIntent intent, @Nullable Verb tried, Typed typed, @Nullable String complaint) {
        var account = visit.account();
        var clock = new Clock(account.timeZone());
        var file = PaymentFile.of(
                intent,
                payments.operations(account, intent.id()),
                payments.ledger(account, intent.id()),
                payments.receipts(intent),
                clock,
                links.to(intent.id().value()));
        List<SentRow> sent = deliveries.ofPayment(account, intent.id().value()).stream()
                .map(each -> SentRow.of(each, clock))
                .toList();
        Set<Verb> possible =
                visit.session().role().isAtLeast(Role.Support) ? payments.possible(account, intent) : Set.of();
        return door.page("payment", SECTION, visit)
                .with("file", file)
                .with("sent", sent)
                .with("qr", file.link() == null ? null : QrCode.svg(file.link()))
                .with("forms", ActionForm.all(intent, possible, tried, typed, complaint))
                .with("complaint", tried == null || possible.contains(tried) ? null : complaint)
                .with("key", ids.next("portal_"))
                .with("version", intent.version());
    }

    private String path(PaymentIntentId id) {
        return door.base() + "/payments/" + id;
    }

    private static PaymentIntentId id(Visit visit) {
        return PaymentIntentId.parse(visit.path("id"));
    }

    private static Cursor place(PaymentIntent intent) {
        return new Cursor(intent.createdAt(), intent.id().value());
    }
}
