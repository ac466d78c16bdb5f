package tatami.acquiring;

import java.util.UUID;

/** Names one operation for ever: same id, same effect, once. The API shows it as transactionId. */
public record OperationId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
