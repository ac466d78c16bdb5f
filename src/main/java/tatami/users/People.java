package tatami.users;

import java.time.InstantSource;
import tatami.db.Database;
import tatami.kit.Ids;
import tatami.kit.Secret;

/** All that concerns users, put together once: the gateway and the commands beside it use the same. */
public record People(
        Sessions sessions, SignIns signIns, Invitations invitations, Team team, Credentials credentials, Audit audit) {

    public static People of(Database database, Secret masterKey, Ids ids, InstantSource clock) {
        var audit = new Audit(database, ids, clock);
        var passwords = new Passwords();
        var sessions = new Sessions(database, masterKey.derive("portal sessions"), clock);
        var factors = new SecondFactors(masterKey.derive("second factors"), clock);
        var halves = new HalfSignIns(masterKey.derive("half sign-ins"), clock);
        var invitations =
                new Invitations(database, masterKey.derive("invitations"), passwords, sessions, halves, audit, clock);
        return new People(
                sessions,
                new SignIns(database, passwords, sessions, audit, factors, halves),
                invitations,
                new Team(database, invitations, sessions, factors, audit, ids, clock),
                new Credentials(database, passwords, sessions, factors, audit),
                audit);
    }
}
