package tatami.portal;

import tatami.accounts.Account;
import tatami.accounts.Environment;
import tatami.users.Role;
import tatami.users.Session;

/**
 * What stands around every page of somebody who is signed in.
 *
 * @param base where the portal is, without a slash at the end
 * @param token what every form brings along
 */
public record Shell(
        String base, String token, String merchant, boolean isSandbox, String name, Role role, boolean canSwitch) {

    static Shell of(String base, String token, Account account, Session session) {
        return new Shell(
                base,
                token,
                account.tradingName(),
                account.environment() == Environment.Sandbox,
                session.name(),
                session.role(),
                session.accounts() > 1);
    }

    public boolean mayDevelop() {
        return role.isAtLeast(Role.Developer);
    }

    /** Settings, the team among them, and the audit log. */
    public boolean mayManage() {
        return role.isAtLeast(Role.Owner);
    }
}
