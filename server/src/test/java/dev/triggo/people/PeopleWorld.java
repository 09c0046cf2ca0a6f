package dev.triggo.people;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;

/** The people of a fresh database, and a clock that stands still. */
final class PeopleWorld implements AutoCloseable {
    static final String PASSWORD = "a sentence that nobody guesses";
    static final String ADA = "ada@example.com";

    final TestDatabase test;
    final TestClock clock = TestClock.someDay();
    final Ids ids = new Ids(clock, new SecureRandom());
    final Workspaces workspaces;
    final WorkspaceId home;
    final Audit audit;
    final Sessions sessions;
    final SignIn signIn;
    final SecondFactors factors;
    final Members members;
    final OwnWorkspaces own;
    final ApiKeys keys;

    PeopleWorld(TestDatabase.Kind kind) {
        test = TestDatabase.open(kind);
        var database = test.database();
        workspaces = new Workspaces(database, clock);
        home = workspaces.ensureDefault("free").id();
        audit = new Audit(database, ids, clock);
        sessions = new Sessions(database, workspaces, ids, clock);
        var invitations = new Invitations(clock, audit);
        signIn = new SignIn(database, ids, clock, sessions, audit, invitations);
        factors = new SecondFactors(database, ids, clock, new Sealing(new byte[32], ids), signIn, audit);
        members = new Members(database, ids, clock, signIn, sessions, audit, invitations);
        own = new OwnWorkspaces(database, workspaces, ids, clock, signIn, audit, new OwnWorkspaces.Terms("free", 3));
        keys = new ApiKeys(database, ids, clock, () -> {});
    }

    /** Makes the first account and signs it in. */
    Sessions.Begun ada() {
        return signIn.setUp(
                signIn.setupToken().orElseThrow(), new SignIn.Introduction(ADA, "Ada", PASSWORD), home, "a test");
    }

    /** Somebody more. */
    Sessions.Begun joins(Member inviter, String email, Role role) {
        return accept(members.invite(inviter, email, role).secret());
    }

    /** Somebody who owes no code takes an invitation up by its link. */
    Sessions.Begun accept(String link) {
        return in(members.accept(link, "Somebody", PASSWORD, "a test"));
    }

    /** Signs somebody in who owes no code. */
    Sessions.Begun signIn(String email) {
        return in(signIn.signIn(email, PASSWORD, "a test"));
    }

    private static Sessions.Begun in(SignIn.Outcome came) {
        if (came instanceof SignIn.Outcome.SignedIn(Sessions.Begun begun)) {
            return begun;
        }
        throw new AssertionError("a code is needed");
    }

    /** Gives the password, and returns what goes with the code. */
    String halfWay(String email) {
        return owed(signIn.signIn(email, PASSWORD, "a test"));
    }

    static String owed(SignIn.Outcome came) {
        if (came instanceof SignIn.Outcome.CodeNeeded(String secret, long expiresAt)) {
            return secret;
        }
        throw new AssertionError("no code is needed");
    }

    @Override
    public void close() {
        test.close();
    }
}
