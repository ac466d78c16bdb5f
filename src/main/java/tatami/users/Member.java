package tatami.users;

import tatami.accounts.AccountId;

/**
 * A user in one account.
 *
 * @param disabled by one of the account's owners, for this account alone
 */
public record Member(User user, AccountId account, Role role, boolean disabled) {

    /** Whether they can come in. */
    public boolean isActive() {
        return !disabled && !user.disabled() && user.hasPassword();
    }

    boolean isActiveOwner() {
        return role == Role.Owner && isActive();
    }
}
