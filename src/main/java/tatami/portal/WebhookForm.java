package tatami.portal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.events.EventType;
import tatami.http.Form;
import tatami.webhooks.EndpointAddress;
import tatami.webhooks.EventCatalogue;
import tatami.webhooks.Subscription;
import tatami.webhooks.SubscriptionId;

/**
 * What somebody says of a webhook: as it stands in the form, and what is wrong with it.
 *
 * @param complaints by field: {@code url}, {@code events}, {@code description}
 */
public record WebhookForm(String url, List<String> events, String description, Map<String, String> complaints) {

    static final WebhookForm EMPTY = new WebhookForm("", List.of(), "", Map.of());

    private static final String EVENT = "event.";

    /**
     * One event that can be chosen.
     *
     * @param takenBy the address of another webhook that has it; null when it is free
     */
    public record Choice(
            String event,
            String meaning,
            boolean isChosen,
            @Nullable String takenBy) {}

    static WebhookForm of(Subscription subscription) {
        var description = subscription.description();
        return new WebhookForm(
                subscription.url(), subscription.events(), description == null ? "" : description, Map.of());
    }

    /** By the rules that the API has. @param allowLoopback whether http to this very machine will do */
    static WebhookForm read(Form form, boolean allowLoopback) {
        var url = form.field("url").strip();
        var description = form.field("description").strip();
        var events = EventCatalogue.names().stream()
                .filter(event -> form.has(EVENT + event))
                .toList();
        var complaints = new LinkedHashMap<String, String>();
        if (url.length() > EndpointAddress.LONGEST
                || EndpointAddress.parse(url, allowLoopback).isEmpty()) {
            complaints.put("url", "The address must be a whole one that begins with https://.");
        }
        if (events.isEmpty()) {
            complaints.put("events", "Choose at least one event.");
        }
        if (description.length() > Subscription.LONGEST_DESCRIPTION
                || description.chars().anyMatch(Character::isISOControl)) {
            complaints.put(
                    "description",
                    "The description must have at most " + Subscription.LONGEST_DESCRIPTION
                            + " characters, in one line.");
        }
        return new WebhookForm(url, events, description, complaints);
    }

    boolean isRight() {
        return complaints.isEmpty();
    }

    /** With what was found out when it was asked for. */
    WebhookForm refused(String sentence) {
        return new WebhookForm(url, events, description, Map.of("events", sentence));
    }

    /** Which of the events another webhook has, in a sentence; empty when they are free. */
    Optional<String> taken(List<Subscription> all, @Nullable SubscriptionId mine) {
        return events.stream()
                .flatMap(event -> Optional.ofNullable(takenBy(event, all, mine)).stream()
                        .map(url -> event + " goes to " + url + " already. An event goes to one webhook."))
                .findFirst();
    }

    /** @param mine the subscription that the form is about; null for a new one */
    List<Choice> choices(List<Subscription> all, @Nullable SubscriptionId mine) {
        return EventCatalogue.names().stream()
                .filter(event -> isSent(event) || events.contains(event))
                .map(event -> new Choice(event, meaning(event), events.contains(event), takenBy(event, all, mine)))
                .toList();
    }

    private static @Nullable String takenBy(String event, List<Subscription> all, @Nullable SubscriptionId mine) {
        return all.stream()
                .filter(other -> !other.id().equals(mine) && other.events().contains(event))
                .map(Subscription::url)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSent(String event) {
        return Arrays.stream(EventType.values()).anyMatch(type -> type.wire().equals(event));
    }

    private static String meaning(String event) {
        return switch (event) {
            case "payment_intent.status_updated" -> "The status has changed. The one that most shops need.";
            case "payment_intent.created" -> "There is a new payment, not paid yet.";
            case "payment_intent.updated" -> "The amount, the tip or the secret has changed, and not the status.";
            case "payment_intent.send-receipt" -> "A receipt was asked for.";
            case "payment.successful" -> "Money was captured, each time that happens.";
            default -> "Nothing sends this one.";
        };
    }
}
