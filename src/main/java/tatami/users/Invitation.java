package tatami.users;

import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;

/**
 * What a link promises that nobody has opened yet.
 *
 * @param user null for whoever runs the gateway on their own machine: nothing is asked of them
 * @param resets whether a password that was chosen before is chosen anew
 */
public record Invitation(@Nullable User user, AccountId account, boolean resets) {

    /** What whoever opens it has to say. */
    public enum Asks {
        Nothing,
        NewPassword,
        OldPassword
    }

    /**
     * Who has a password already proves it. An account's owner may invite anybody by their address, and would
     * otherwise take over somebody who belongs to other accounts, too.
     */
    public Asks asks() {
        if (user == null) {
            return Asks.Nothing;
        }
        return user.hasPassword() && !resets ? Asks.OldPassword : Asks.NewPassword;
    }
}
