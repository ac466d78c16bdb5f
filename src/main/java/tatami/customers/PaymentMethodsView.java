package tatami.customers;

import java.util.List;
import tatami.accounts.Account;
import tatami.cards.Scheme;
import tatami.cards.SupportedPaymentMethods;

/**
 * What a customer can pay with.
 *
 * @param savedPaymentMethods always there, also when empty: the mobile SDKs insist
 */
record PaymentMethodsView(
        String customerId,
        String merchantId,
        List<SavedPaymentMethod> savedPaymentMethods,
        SupportedPaymentMethods supportedPaymentMethods) {

    static PaymentMethodsView of(Customer customer, List<PaymentMethod> methods, Account account) {
        return new PaymentMethodsView(
                customer.id().value(),
                account.locationId(),
                methods.stream().map(SavedPaymentMethod::of).toList(),
                SupportedPaymentMethods.ALL);
    }

    record SavedPaymentMethod(String id, CardDetails cardDetails) {

        static SavedPaymentMethod of(PaymentMethod method) {
            var card = method.card();
            return new SavedPaymentMethod(
                    method.id().value(),
                    new CardDetails(card.number(), card.expiryDate().toString(), card.scheme()));
        }
    }

    /** @param pan masked */
    record CardDetails(String pan, String expiryDate, Scheme scheme) {}
}
