package tatami.users;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;

/**
 * A browser that is let in, as of this request.
 *
 * @param user null for whoever runs the gateway on their own machine
 * @param who as the audit log names them
 * @param name as the pages do
 * @param accounts how many this user may go to
 */
public record Session(
        @Nullable UserId user, String who, String name, AccountId account, Role role, long accounts, Instant seenAt) {

    static final String MACHINES_OWNER = "the machine's owner";
}
