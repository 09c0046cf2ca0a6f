package dev.triggo.people;

import static dev.triggo.people.PeopleWorld.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspace;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People who have an account and are in no workspace any more. */
class NowhereTest {
    private static final String BEA = "bea@example.com";
    private static final String CAL = "cal@example.com";

    private static ProblemCode refused(PeopleWorld world, String email, String password) {
        return assertThrows(Problem.class, () -> world.signIn.signIn(email, password, "x"))
                .code();
    }

    /** Bea's workspace was deleted, Cal was put out. */
    private static Member strand(PeopleWorld world) {
        Member ada = world.ada().member();
        Workspace made = world.own.make(ada, "Going");
        Member owner = inside(world, made.id(), ada);
        Member bea = world.joins(owner, BEA, Role.OWNER).member();
        assertTrue(!world.own.delete(bea, "Going", PASSWORD), "goes on in another one");
        Member cal = world.joins(ada, CAL, Role.EDITOR).member();
        world.members.remove(ada, cal.caller().person());
        return ada;
    }

    private static Member inside(PeopleWorld world, WorkspaceId workspace, Member who) {
        Sessions.Begun fresh = world.signIn(who.email());
        world.sessions.enter(fresh.member(), workspace);
        return world.sessions.find(fresh.secret()).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void areToldSoAndNobodyElseIs(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            strand(world);
            for (String email : List.of(BEA, CAL)) {
                assertEquals(ProblemCode.UNAUTHORIZED, refused(world, email, "wrong wrong wrong"));
                Problem told = assertThrows(Problem.class, () -> world.signIn.signIn(email, PASSWORD, "x"));
                assertEquals(ProblemCode.FORBIDDEN, told.code());
                assertTrue(told.sentence().contains("invite this address"), told.sentence());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void comeInAgainByTheLinkOfAnInvitation(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = strand(world);
            String link = world.members.invite(ada, BEA, Role.EDITOR).secret();
            Member bea = world.accept(link).member();
            assertEquals(world.home, bea.caller().workspace());
            assertEquals(Role.EDITOR, bea.role());
            assertEquals(List.of(), world.members.invitations(world.home));
            assertEquals(BEA, world.signIn(BEA).member().email());
        }
    }

    /** The address may be somebody else's by now; whoever knows the account's password has not shown that it is theirs. */
    @ParameterizedTest
    @EnumSource
    void doNotComeInByTheirPasswordAlone(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = strand(world);
            world.members.invite(ada, BEA, Role.ADMIN);
            assertEquals(ProblemCode.FORBIDDEN, refused(world, BEA, PASSWORD));
            assertEquals(1, world.members.invitations(world.home).size());
            assertEquals(1, world.members.list(world.home).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void doNotComeInByOneThatIsOver(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = strand(world);
            Members.Invitation back = world.members.invite(ada, BEA, Role.EDITOR);
            world.members.withdraw(ada, back.id());
            Members.Invitation old = world.members.invite(ada, CAL, Role.EDITOR);
            world.clock.move(Duration.ofDays(8));
            for (Members.Invitation over : List.of(back, old)) {
                assertEquals(
                        ProblemCode.UNAUTHORIZED,
                        assertThrows(Problem.class, () -> world.accept(over.secret()))
                                .code());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void findNoWayBackByAnInvitationFromBefore(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            String early = world.members.invite(ada, CAL, Role.ADMIN).secret();
            Member cal = world.joins(ada, CAL, Role.EDITOR).member();
            String late = world.members.invite(ada, CAL, Role.ADMIN).secret();
            world.members.invite(ada, BEA, Role.VIEWER);
            world.members.remove(ada, cal.caller().person());
            assertEquals(ProblemCode.FORBIDDEN, refused(world, CAL, PASSWORD));
            for (String link : List.of(early, late)) {
                assertEquals(
                        ProblemCode.UNAUTHORIZED,
                        assertThrows(Problem.class, () -> world.members.accept(link, "Cal", PASSWORD, "x"))
                                .code());
            }
            assertEquals(1, world.members.invitations(world.home).size());
        }
    }

    private static SecondFactors.Begun owing(PeopleWorld world, Member who) {
        SecondFactors.Begun begun = world.factors.begin(who, PASSWORD);
        world.factors.confirm(who, Codes.at(begun.secret(), world.clock.millis()));
        world.clock.move(Duration.ofSeconds(30));
        return begun;
    }

    /** An invitation takes no code in the place of the one that is owed, and stands until it was given. */
    @ParameterizedTest
    @EnumSource
    void oweTheirCodeAsBefore(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member bea = world.joins(ada, BEA, Role.EDITOR).member();
            SecondFactors.Begun begun = owing(world, bea);
            world.members.remove(ada, bea.caller().person());
            String link = world.members.invite(ada, BEA, Role.VIEWER).secret();
            // Who came without the link has a code to give as well, and is nowhere after it.
            String without = world.halfWay(BEA);
            String code = Codes.at(begun.secret(), world.clock.millis());
            assertEquals(
                    ProblemCode.FORBIDDEN,
                    assertThrows(Problem.class, () -> world.factors.signIn(without, code, "x"))
                            .code());
            assertEquals(1, world.members.list(world.home).size());
            String half = PeopleWorld.owed(world.members.accept(link, "-", PASSWORD, "x"));
            assertEquals(1, world.members.invitations(world.home).size());
            assertEquals(
                    Role.VIEWER, world.factors.signIn(half, code, "x").member().role());
            assertEquals(List.of(), world.members.invitations(world.home));
        }
    }

    @ParameterizedTest
    @EnumSource
    void doNotComeInByOneThatWasTakenBackBeforeTheCode(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member bea = world.joins(ada, BEA, Role.EDITOR).member();
            SecondFactors.Begun begun = owing(world, bea);
            world.members.remove(ada, bea.caller().person());
            Members.Invitation invited = world.members.invite(ada, BEA, Role.VIEWER);
            String half = PeopleWorld.owed(world.members.accept(invited.secret(), "-", PASSWORD, "x"));
            world.members.withdraw(ada, invited.id());
            String code = Codes.at(begun.secret(), world.clock.millis());
            assertEquals(
                    ProblemCode.FORBIDDEN,
                    assertThrows(Problem.class, () -> world.factors.signIn(half, code, "x"))
                            .code());
            assertEquals(1, world.members.list(world.home).size());
        }
    }

    /** The password takes its time. */
    @ParameterizedTest
    @EnumSource
    void areToldAlsoWhenItHappensMeanwhile(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member cal = world.joins(ada, CAL, Role.EDITOR).member();
            SignIn.Known proven = world.signIn.prove(CAL, PASSWORD);
            world.members.remove(ada, cal.caller().person());
            Problem told = assertThrows(
                    Problem.class,
                    () -> world.test
                            .database()
                            .write(tx -> world.signIn.afterFirstProof(tx, proven, Optional.empty(), "x")));
            assertEquals(ProblemCode.FORBIDDEN, told.code());
        }
    }
}
