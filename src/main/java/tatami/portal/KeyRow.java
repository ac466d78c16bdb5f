package tatami.portal;

import java.time.Instant;
import tatami.accounts.ApiKey;
import tatami.accounts.ApiKey.Origin;
import tatami.accounts.ApiKey.State;
import tatami.accounts.Environment;
import tatami.accounts.Scope;

/**
 * An API key, as its pages show it.
 *
 * @param spelled what can be recognised of it: {@code sk_sandbox_…4f2k}
 * @param fromSetting whether it is the operator's, who alone ends it
 * @param end what {@code ends} is the time of: that it expires, has expired, was revoked
 */
public record KeyRow(
        String id,
        String name,
        String spelled,
        String scopes,
        StatusMark mark,
        boolean isActive,
        boolean fromSetting,
        String created,
        String used,
        String end,
        String ends) {

    static KeyRow of(ApiKey key, Environment environment, Clock clock, Instant now) {
        var state = key.state(now);
        var hint = key.hint() == null ? "" : key.hint();
        return new KeyRow(
                key.id().value(),
                key.name(),
                environment.keyPrefix() + "…" + hint,
                Scope.words(key.scopes()),
                new StatusMark(state.name(), state == State.Active ? StatusMark.Icon.done : StatusMark.Icon.off),
                state == State.Active,
                key.origin() == Origin.Setting,
                clock.at(key.createdAt()) + (key.createdBy() == null ? "" : ", by " + key.createdBy()),
                key.lastUsedAt() == null ? "Not yet" : clock.at(key.lastUsedAt()),
                switch (state) {
                    case Active -> "Expires";
                    case Expired -> "Expired";
                    case Revoked -> "Revoked";
                },
                ends(key, clock));
    }

    private static String ends(ApiKey key, Clock clock) {
        var end = key.revokedAt() != null ? key.revokedAt() : key.expiresAt();
        return end == null ? "Never" : clock.at(end);
    }
}
