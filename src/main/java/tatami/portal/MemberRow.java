package tatami.portal;

import org.jspecify.annotations.Nullable;
import tatami.users.Member;
import tatami.users.Person;
import tatami.users.Role;
import tatami.users.UserId;

/** A member, as the team's page shows one. */
public record MemberRow(String id, Person person, Role role, State state, boolean hasSecondFactor, boolean isMe) {

    /** Whether they can come in, and if not, why. */
    public enum State {
        Active("Active", StatusMark.Icon.done),
        Invited("Invited", StatusMark.Icon.open),
        Disabled("Disabled", StatusMark.Icon.off),
        DisabledByOperator("Disabled by the operator", StatusMark.Icon.off);

        private final String words;
        private final StatusMark.Icon icon;

        State(String words, StatusMark.Icon icon) {
            this.words = words;
            this.icon = icon;
        }

        public String words() {
            return words;
        }

        public StatusMark.Icon icon() {
            return icon;
        }

        private static State of(Member member) {
            if (member.user().disabled()) {
                return DisabledByOperator;
            }
            if (member.disabled()) {
                return Disabled;
            }
            return member.isActive() ? Active : Invited;
        }
    }

    /** @param me who looks; null when it is no user */
    static MemberRow of(Member member, @Nullable UserId me) {
        var user = member.user();
        return new MemberRow(
                user.id().value(),
                user.person(),
                member.role(),
                State.of(member),
                user.hasSecondFactor(),
                user.id().equals(me));
    }
}
