package tatami.users;

import java.util.Arrays;
import java.util.Optional;

/** What a user may do in an account. Each may what those below it may. */
public enum Role {
    /** Who else comes in, and what they did. */
    Owner,
    /** What the account's software needs. */
    Developer,
    /** Captures, refunds, reversals, cancelling, receipts. */
    Support,
    /** Looks. */
    Viewer;

    /** Whether it may do what {@code other} may. */
    public boolean isAtLeast(Role other) {
        return compareTo(other) <= 0;
    }

    /** In any case; empty when there is none of this name. */
    public static Optional<Role> named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
