package tatami.webhooks;

import java.util.List;
import tatami.events.EventType;

/** The names that can be subscribed to, by what they are about. More than the live service knows. */
public final class EventCatalogue {

    /** There are no orders in this version of the API; its own catalogue lists the name all the same. */
    public static final String ORDER_CREATED = "order.created";

    static final List<Model> MODELS = List.of(
            new Model(
                    "PaymentIntent",
                    List.of(
                            EventType.Created.wire(),
                            EventType.StatusUpdated.wire(),
                            EventType.Updated.wire(),
                            EventType.SendReceipt.wire())),
            new Model("Payment", List.of(EventType.PaymentSuccessful.wire())),
            new Model("Order", List.of(ORDER_CREATED)));

    private EventCatalogue() {}

    /** All of them. */
    public static List<String> names() {
        return MODELS.stream().flatMap(model -> model.events().stream()).toList();
    }

    public static boolean contains(String event) {
        return names().contains(event);
    }

    /** As the API shows it. */
    record Model(String model, List<String> events) {}
}
