package tatami.customers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A customer as the API shows one. */
record CustomerView(
        String id,
        @Nullable String name,
        @Nullable Address shippingAddress,
        @Nullable Address billingAddress,
        @Nullable String emailAddress,
        @Nullable String phoneNumber,
        @Nullable String vatNumber,
        Instant createdAt,
        Instant updatedAt,
        int documentVersion) {

    static CustomerView of(Customer customer) {
        var details = customer.details();
        return new CustomerView(
                customer.id().value(),
                details.name(),
                details.shippingAddress(),
                details.billingAddress(),
                details.emailAddress(),
                details.phoneNumber(),
                details.vatNumber(),
                customer.createdAt(),
                customer.updatedAt(),
                customer.documentVersion());
    }

    /** What lets a customer's device see and remove the customer's cards, for a while. */
    record SecretView(String secret, Instant createdAt, Instant expireAt) {

        @Override
        public String toString() {
            return "SecretView ****";
        }
    }
}
