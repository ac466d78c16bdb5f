package tatami.accounts;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an API key permits. None contains another. Which operation needs which stands in the API reference, at each
 * operation's {@code security}, and a test holds it against the gateway.
 */
public enum Scope {
    /** Looking at payment intents, setup intents, customers and refunds. */
    Read,
    /** All other calls for these: creating, changing, capturing, charging, reversing, cancelling. */
    Write,
    /** Refunding: money that leaves the merchant. */
    Refunds,
    /** All that concerns webhooks: the secrets that sign them can be read there. */
    Webhooks;

    public static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    /** As the API reference and refusals spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code read, write}: always in the same order. */
    public static String words(Collection<Scope> scopes) {
        return Arrays.stream(values()).filter(scopes::contains).map(Scope::word).collect(Collectors.joining(", "));
    }
}
