package tatami.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Card;
import tatami.customers.Address;
import tatami.intents.HistoryEvent;
import tatami.intents.HistoryEvent.Type;
import tatami.kit.Money;
import tatami.ledger.LedgerAccount;
import tatami.mail.Written;
import tatami.payments.AskedOperation;
import tatami.payments.PaymentIntent;
import tatami.payments.Posting;
import tatami.payments.Status;

/**
 * A payment's whole life, as its page shows it.
 *
 * @param total what the shopper pays or has paid
 * @param link the hosted page, while it can be paid there
 */
public record PaymentFile(
        String id,
        String total,
        StatusMark mark,
        String reference,
        boolean isInFlight,
        @Nullable String link,
        List<Fact> amounts,
        List<Fact> about,
        List<Moment> life,
        List<Line> ledger,
        List<Fact> shopper,
        List<Fact> settings) {

    /** A name and what there is of it. */
    public record Fact(String name, String value) {}

    /**
     * Something that happened.
     *
     * @param more what else is known of it
     */
    public record Moment(Instant at, String time, String title, StatusMark.Icon icon, List<Fact> more) {}

    /** A line of the ledger. */
    public record Line(String time, String iso, String debit, String credit, String amount) {}

    static PaymentFile of(
            PaymentIntent intent,
            List<AskedOperation> asked,
            List<Posting> postings,
            List<Written> receipts,
            Clock clock,
            String link) {
        return new PaymentFile(
                intent.id().value(),
                shown(intent.totalAmount()),
                StatusMark.of(intent),
                intent.purchase().reference(),
                intent.inFlight() != null,
                intent.status() == Status.Created ? link : null,
                amounts(intent),
                about(intent, clock),
                life(intent, asked, receipts, clock),
                postings.stream().map(posting -> line(posting, clock)).toList(),
                shopper(intent),
                settings(intent));
    }

    static String shown(Money money) {
        return money.display(Locale.UK);
    }

    /** {@code Visa ending in 1005}. */
    static String card(Card card) {
        return Words.of(card.scheme()) + " •••• " + card.ending();
    }

    private static List<Fact> amounts(PaymentIntent intent) {
        var funds = intent.funds();
        var facts = new Facts();
        facts.add("Price", shown(intent.amount()));
        facts.add("Price at first", intent.requestedAmount() == null ? null : shown(intent.requestedAmount()));
        facts.add("Tip", intent.tipsAmount() == null ? null : shown(intent.tipsAmount()));
        if (intent.payment() != null) {
            facts.add("Authorised", shown(funds.authorized()));
            facts.add("Captured", shown(funds.captured()));
            facts.add("Refunded", shown(funds.refunded()));
        }
        if (intent.status() == Status.Authorized || intent.status() == Status.Captured) {
            facts.add("Can still be captured", nonZero(funds.capturable()));
            facts.add("Can still be refunded", nonZero(funds.refundable()));
        }
        return facts.all;
    }

    private static @Nullable String nonZero(Money money) {
        return money.isZero() ? null : shown(money);
    }

    private static List<Fact> about(PaymentIntent intent, Clock clock) {
        var purchase = intent.purchase();
        var payment = intent.payment();
        var facts = new Facts();
        facts.add("Reference", purchase.reference());
        facts.add("Description", purchase.description());
        facts.add("Created", clock.at(intent.createdAt()));
        if (payment != null) {
            facts.add("Paid", clock.at(payment.paidAt()));
            facts.add("Card", card(payment.card()));
            facts.add("Name on the card", payment.card().name());
            facts.add("Authorisation code", payment.authCode());
        }
        facts.add("Capture", intent.captureMode().name().equals("Auto") ? "When it is paid" : "By hand");
        facts.add("Given up", intent.status() == Status.Created ? clock.at(intent.expireAt()) : null);
        facts.add("Setup intent", purchase.setupIntentId());
        facts.add("Source", purchase.paymentSource());
        return facts.all;
    }

    /** Operations, receipts and what else the intent remembers, in one list. */
    private static List<Moment> life(
            PaymentIntent intent, List<AskedOperation> asked, List<Written> receipts, Clock clock) {
        var life = new ArrayList<Moment>();
        life.add(moment(intent.createdAt(), "Created", StatusMark.Icon.open, List.of(), clock));
        var known = asked.stream().map(AskedOperation::id).collect(Collectors.toSet());
        for (var operation : asked) {
            life.add(moment(operation, event(intent, operation.id()), clock));
        }
        for (var event : intent.paymentEvents()) {
            if (event.eventType() == Type.AuthChallenged || !known.contains(event.transactionId())) {
                life.add(moment(event, clock));
            }
        }
        if (intent.status() == Status.Canceled) {
            life.add(moment(intent.updatedAt(), "Cancelled", StatusMark.Icon.off, List.of(), clock));
        }
        receipts.forEach(receipt -> life.add(moment(receipt, clock)));
        life.sort(Comparator.comparing(Moment::at));
        return life;
    }

    private static @Nullable HistoryEvent event(PaymentIntent intent, OperationId id) {
        return intent.paymentEvents().stream()
                .filter(event -> event.transactionId().equals(id) && event.eventType() != Type.AuthChallenged)
                .findFirst()
                .orElse(null);
    }

    private static Moment moment(AskedOperation asked, @Nullable HistoryEvent event, Clock clock) {
        var facts = new Facts();
        facts.add("Amount", shown(asked.amount()));
        facts.add("Card", event == null || event.card() == null ? null : card(event.card()));
        facts.add("Reason", asked.reason());
        facts.add("Notes", asked.notes());
        facts.add("Answer", asked.outcome() == null ? null : asked.outcome().message());
        facts.add("Authorisation code", event == null ? null : event.authCode());
        facts.add("Operation", asked.id().toString());
        var title = Words.title(asked.kind(), asked.outcome());
        var icon = asked.outcome() == null
                ? StatusMark.Icon.open
                : asked.outcome() instanceof Outcome.Approved ? Words.icon(asked.kind()) : StatusMark.Icon.off;
        return moment(asked.askedAt(), title, icon, facts.all, clock);
    }

    private static Moment moment(HistoryEvent event, Clock clock) {
        var facts = new Facts();
        facts.add("Card", event.card() == null ? null : card(event.card()));
        facts.add("Attempt", event.transactionId().toString());
        var isWaiting = event.eventType() == Type.AuthChallenged;
        return moment(
                event.at(),
                Words.title(event.eventType()),
                isWaiting ? StatusMark.Icon.held : StatusMark.Icon.off,
                facts.all,
                clock);
    }

    private static Moment moment(Written receipt, Clock clock) {
        var sent = receipt.sentAt();
        var givenUp = receipt.givenUpAt();
        var facts = new Facts();
        facts.add("To", receipt.to().value());
        facts.add("Sent", sent == null ? null : clock.exactly(sent));
        facts.add("Given up", givenUp == null ? null : clock.exactly(givenUp));
        var title = sent != null ? "Receipt sent" : givenUp != null ? "Receipt not sent" : "Receipt on its way";
        var icon =
                sent != null ? StatusMark.Icon.done : givenUp != null ? StatusMark.Icon.failed : StatusMark.Icon.held;
        return moment(receipt.writtenAt(), title, icon, facts.all, clock);
    }

    private static Moment moment(Instant at, String title, StatusMark.Icon icon, List<Fact> more, Clock clock) {
        return new Moment(at, clock.exactly(at), title, icon, more);
    }

    private static Line line(Posting posting, Clock clock) {
        var entry = posting.entry();
        return new Line(
                clock.exactly(posting.at()),
                posting.at().toString(),
                side(entry.debit()),
                side(entry.credit()),
                shown(entry.amount()));
    }

    private static String side(LedgerAccount account) {
        return switch (account) {
            case AcquirerReceivable -> "The acquirer owes";
            case MerchantPayable -> "You are owed";
        };
    }

    private static List<Fact> shopper(PaymentIntent intent) {
        var purchase = intent.purchase();
        var facts = new Facts();
        var customer = purchase.customer();
        if (customer != null) {
            facts.add("Customer", customer.id());
            facts.add("E-mail", customer.emailAddress());
            facts.add("Telephone", customer.phoneNumber());
        }
        facts.add("Billing address", address(purchase.billingAddress()));
        var shipping = purchase.shippingDetails();
        if (shipping != null) {
            facts.add("Delivered to", shipping.name());
            facts.add("Delivery address", address(shipping.address()));
            facts.add("Delivery notes", shipping.deliveryNotes());
        }
        var device = purchase.requestSecurity();
        if (device != null) {
            facts.add("Address of the device", device.ipAddress());
            facts.add("Device", device.userAgent());
        }
        return facts.all;
    }

    private static @Nullable String address(@Nullable Address address) {
        if (address == null) {
            return null;
        }
        var lines = new ArrayList<@Nullable String>();
        lines.add(address.address1());
        lines.add(address.address2());
        lines.add(address.address3());
        lines.add(address.address4());
        lines.add(address.locality());
        lines.add(address.city());
        lines.add(address.county());
        lines.add(address.state());
        lines.add(address.postcode());
        lines.add(address.countryCode());
        return lines.stream().filter(line -> line != null && !line.isBlank()).collect(Collectors.joining(", "));
    }

    private static List<Fact> settings(PaymentIntent intent) {
        var facts = new Facts();
        var config = intent.purchase().config();
        if (config != null) {
            facts.add("Title", config.title());
            facts.add("Leads back to", config.redirectUrl());
            facts.add("Leads back without paying to", config.cancelUrl());
            facts.add("Tips", config.tipsAllowed() ? "offered" : null);
            facts.add("Another amount", config.customAmountAllowed() ? "allowed" : null);
        }
        facts.add(
                "Takes",
                intent.purchase().paymentMethods().stream().map(Enum::name).collect(Collectors.joining(", ")));
        intent.purchase().metadata().forEach((name, value) -> facts.add("Metadata: " + name, value));
        return facts.all;
    }

    /** Leaves out what is not there. */
    private static final class Facts {

        private final List<Fact> all = new ArrayList<>();

        void add(String name, @Nullable String value) {
            if (value != null && !value.isBlank()) {
                all.add(new Fact(name, value));
            }
        }
    }
}
