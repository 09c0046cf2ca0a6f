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
    void comeInAgainByAnInvitation(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = strand(world);
            world.members.invite(ada, BEA, Role.EDITOR);
            // Somebody else's does not help.
            assertEquals(ProblemCode.FORBIDDEN, refused(world, CAL, PASSWORD));
            Member bea = world.signIn(BEA).member();
            assertEquals(world.home, bea.caller().workspace());
            assertEquals(Role.EDITOR, bea.role());
            assertEquals(List.of(), world.members.invitations(world.home));
            // By its link too.
            String link = world.members.invite(ada, CAL, Role.VIEWER).secret();
            assertEquals(
                    Role.VIEWER,
                    world.members.accept(link, "Cal", PASSWORD, "x").member().role());
            assertEquals(CAL, world.signIn(CAL).member().email());
        }
    }

    @ParameterizedTest
    @EnumSource
    void doNotComeInByOneThatIsOver(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = strand(world);
            world.members.withdraw(
                    ada, world.members.invite(ada, BEA, Role.EDITOR).id());
            world.members.invite(ada, CAL, Role.EDITOR);
            world.clock.move(Duration.ofDays(8));
            assertEquals(ProblemCode.FORBIDDEN, refused(world, BEA, PASSWORD));
            assertEquals(ProblemCode.FORBIDDEN, refused(world, CAL, PASSWORD));
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

    /** An invitation takes no code in the place of the one that is owed. */
    @ParameterizedTest
    @EnumSource
    void oweTheirCodeAsBefore(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member bea = world.joins(ada, BEA, Role.EDITOR).member();
            SecondFactors.Begun begun = world.factors.begin(bea, PASSWORD);
            world.factors.confirm(bea, Codes.at(begun.secret(), world.clock.millis()));
            world.members.remove(ada, bea.caller().person());
            world.members.invite(ada, BEA, Role.VIEWER);
            world.clock.move(Duration.ofSeconds(30));
            String half = world.halfWay(BEA);
            assertEquals(1, world.members.list(world.home).size());
            String code = Codes.at(begun.secret(), world.clock.millis());
            assertEquals(
                    Role.VIEWER, world.factors.signIn(half, code, "x").member().role());
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
                    () -> world.test.database().write(tx -> world.signIn.afterFirstProof(tx, proven, "x")));
            assertEquals(ProblemCode.FORBIDDEN, told.code());
        }
    }
}
