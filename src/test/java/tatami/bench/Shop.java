package tatami.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the load's clients do, and how much of it was acknowledged. Intents go from shelf to shelf: a
 * created one can be paid, a paid one captured, a captured one refunded.
 */
final class Shop {

    /** An intent that was created: its id, and the secret that pays it. */
    record Intent(String id, String secret) {}

    int created;
    int sold;
    int authorized;
    int captured;
    int refunded;

    private final Queue<Intent> toPay = new ArrayDeque<>();
    private final Queue<String> toCapture = new ArrayDeque<>();
    private final Queue<String> toRefund = new ArrayDeque<>();
    private final List<String> known = new ArrayList<>();

    /** Creates and forgets. */
    Supplier<Talk> create() {
        var request = Calls.create("Auto");
        return () -> new OneCall(() -> request, _ -> created++);
    }

    /** Puts {@code stock} intents to be paid on the shelf, and nothing else. */
    Supplier<Talk> stock(int stock) {
        toPay.clear();
        toCapture.clear();
        toRefund.clear();
        var request = Calls.create("Manual");
        var left = new int[] {stock};
        return () -> new OneCall(() -> left[0]-- > 0 ? request : null, answer -> {
            created++;
            var intent = intent(answer);
            toPay.add(intent);
            known.add(intent.id());
        });
    }

    /** Looks at the stocked intents in turn. */
    Supplier<Talk> retrieve() {
        var requests = known.stream().limit(2_000).map(Calls::retrieve).toList();
        var at = new int[1];
        return () -> new OneCall(() -> requests.get(at[0]++ % requests.size()), _ -> {});
    }

    Supplier<Talk> pay() {
        return moving(toPay, intent -> Calls.pay(intent.secret()), intent -> {
            authorized++;
            toCapture.add(intent.id());
        });
    }

    Supplier<Talk> capture() {
        return moving(toCapture, Calls::capture, id -> {
            captured++;
            toRefund.add(id);
        });
    }

    Supplier<Talk> refund() {
        return moving(toRefund, Calls::refund, _ -> refunded++);
    }

    /** One life: created, paid at once, given back. */
    Supplier<Talk> life() {
        var create = Calls.create("Auto");
        return () -> new Talk() {

            private @Nullable Intent intent;
            private boolean paid;

            @Override
            public byte[] next() {
                return intent == null ? create : paid ? Calls.refund(intent.id()) : Calls.pay(intent.secret());
            }

            @Override
            public boolean heard(Answer answer) {
                if (intent == null) {
                    created++;
                    intent = intent(answer);
                    return false;
                }
                if (!paid) {
                    refuseUnpaid(answer);
                    sold++;
                    paid = true;
                    return false;
                }
                refunded++;
                intent = null;
                paid = false;
                return true;
            }
        };
    }

    private static <T> Supplier<Talk> moving(Queue<T> shelf, Function<T, byte[]> call, Heard<T> done) {
        // Written before the clock runs; what to do with the answer goes along.
        record Ready<T>(T what, byte[] request) {}
        var ready = new ArrayDeque<Ready<T>>();
        shelf.forEach(what -> ready.add(new Ready<>(what, call.apply(what))));
        return () -> new Talk() {

            private @Nullable Ready<T> current;

            @Override
            public byte @Nullable [] next() {
                current = ready.poll();
                return current == null ? null : current.request();
            }

            @Override
            public boolean heard(Answer answer) {
                refuseUnpaid(answer);
                if (current != null) {
                    done.heard(current.what());
                }
                return true;
            }
        };
    }

    /** A decline is a 200, too. */
    private static void refuseUnpaid(Answer answer) {
        if (answer.contains("\"statusCode\":") && !answer.contains("\"statusCode\":0")) {
            throw new Load.WrongAnswer("A payment was not approved:\n\n" + answer);
        }
    }

    private static Intent intent(Answer answer) {
        return new Intent(answer.text("id"), answer.text("clientSessionSecret"));
    }

    private interface Heard<T> {
        void heard(T what);
    }

    private record OneCall(Supplier<byte @Nullable []> request, Heard<Answer> done) implements Talk {

        @Override
        public byte @Nullable [] next() {
            return request.get();
        }

        @Override
        public boolean heard(Answer answer) {
            done.heard(answer);
            return true;
        }
    }
}
