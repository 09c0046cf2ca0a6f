package dev.triggo.people;

import static dev.triggo.people.PeopleWorld.ADA;
import static dev.triggo.people.PeopleWorld.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Member;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecondFactorsTest {
    private static final Duration A_STEP = Duration.ofSeconds(30);

    private static ProblemCode refused(Runnable what) {
        return assertThrows(Problem.class, what::run).code();
    }

    /** The code that an authenticator shows now for what was put into it. */
    private static String code(PeopleWorld world, SecondFactors.Begun begun) {
        return Codes.at(begun.secret(), world.clock.millis());
    }

    private record On(Member member, SecondFactors.Begun begun, List<String> recovery) {}

    private static On on(PeopleWorld world) {
        Member ada = world.ada().member();
        SecondFactors.Begun begun = world.factors.begin(ada, PASSWORD);
        List<String> recovery = world.factors.confirm(ada, code(world, begun));
        world.clock.move(A_STEP);
        return new On(ada, begun, recovery);
    }

    @ParameterizedTest
    @EnumSource
    void asksForACodeOnceOneWasGiven(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Sessions.Begun other = world.signIn(ADA);
            assertEquals(ProblemCode.FORBIDDEN, refused(() -> world.factors.begin(ada, "not the password")));
            SecondFactors.Begun begun = world.factors.begin(ada, PASSWORD);
            assertTrue(world.sessions.find(world.signIn(ADA).secret()).isPresent(), "not before it is confirmed");
            assertEquals(ProblemCode.FORBIDDEN, refused(() -> world.factors.confirm(ada, "000000")));
            List<String> recovery = world.factors.confirm(ada, code(world, begun));
            assertEquals(10, new HashSet<>(recovery).size());
            assertTrue(
                    recovery.stream().allMatch(code -> code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}")),
                    recovery::toString);
            assertTrue(world.sessions.find(other.secret()).isEmpty(), "what was signed in without a code ends");
            assertEquals(ProblemCode.BAD_REQUEST, refused(() -> world.factors.begin(ada, PASSWORD)));
            world.clock.move(A_STEP);
            String half = world.halfWay(ADA);
            assertTrue(world.sessions.find(half).isEmpty(), "half way is no session");
            assertEquals(
                    ADA,
                    world.factors.signIn(half, code(world, begun), "x").member().email());
            assertEquals(
                    ProblemCode.UNAUTHORIZED,
                    refused(() -> world.factors.signIn(half, code(world, begun), "x")),
                    "half way works once");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNoCodeTwice(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            String code = code(world, on.begun());
            world.factors.signIn(world.halfWay(ADA), code, "x");
            assertEquals(ProblemCode.UNAUTHORIZED, refused(() -> world.factors.signIn(world.halfWay(ADA), code, "x")));
            world.clock.move(A_STEP);
            assertEquals(
                    ProblemCode.UNAUTHORIZED,
                    refused(() -> world.factors.signIn(world.halfWay(ADA), code, "x")),
                    "nor as the step before");
            world.factors.signIn(world.halfWay(ADA), code(world, on.begun()), "x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofManyWhoGiveOneCodeAtOnceOneIsSignedIn(TestDatabase.Kind kind) throws Exception {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            String code = code(world, on.begun());
            List<String> halves =
                    List.of(world.halfWay(ADA), world.halfWay(ADA), world.halfWay(ADA), world.halfWay(ADA));
            long in = Race.run(halves.size(), i -> {
                        try {
                            world.factors.signIn(halves.get(i), code, "x");
                            return true;
                        } catch (Problem refused) {
                            return false;
                        }
                    })
                    .values()
                    .stream()
                    .filter(done -> done)
                    .count();
            assertEquals(1, in);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecoveryCodeStandsInOnce(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            String recovery = on.recovery().get(3);
            world.factors.signIn(world.halfWay(ADA), recovery.toUpperCase(java.util.Locale.ROOT), "x");
            assertEquals(
                    ProblemCode.UNAUTHORIZED, refused(() -> world.factors.signIn(world.halfWay(ADA), recovery, "x")));
            assertEquals(Json.of(9), world.factors.state(on.member()).get("recoveryCodesLeft"));
            List<String> next =
                    world.factors.renew(on.member(), PASSWORD, on.recovery().get(4));
            assertEquals(
                    ProblemCode.UNAUTHORIZED,
                    refused(() -> world.factors.signIn(
                            world.halfWay(ADA), on.recovery().get(5), "x")));
            world.factors.signIn(world.halfWay(ADA), next.getFirst(), "x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSwitchedOffByPasswordAndCodeTogether(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            Member ada = on.member();
            String code = code(world, on.begun());
            assertEquals(ProblemCode.FORBIDDEN, refused(() -> world.factors.disable(ada, "not the password", code)));
            assertEquals(ProblemCode.FORBIDDEN, refused(() -> world.factors.disable(ada, PASSWORD, "000000")));
            assertEquals(Json.Bool.TRUE, world.factors.state(ada).get("on"));
            world.factors.disable(ada, PASSWORD, code);
            assertEquals(Json.Bool.FALSE, world.factors.state(ada).get("on"));
            world.signIn(ADA);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowsDownWhoeverGuessesCodesThoughTheyKnowThePassword(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            for (int i = 0; i < Attempts.FREE; i++) {
                // The right password in between must not wipe the slate.
                String half = world.halfWay(ADA);
                assertEquals(ProblemCode.UNAUTHORIZED, refused(() -> world.factors.signIn(half, "000000", "x")));
            }
            String half = world.halfWay(ADA);
            assertEquals(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    refused(() -> world.factors.signIn(half, code(world, on.begun()), "x")));
            world.clock.move(Duration.ofSeconds(2));
            world.factors.signIn(half, code(world, on.begun()), "x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfWayLastsFiveMinutesAndNoLongerThanThePassword(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            String late = world.halfWay(ADA);
            world.clock.move(Duration.ofMinutes(5));
            assertEquals(
                    ProblemCode.UNAUTHORIZED, refused(() -> world.factors.signIn(late, code(world, on.begun()), "x")));
            String half = world.halfWay(ADA);
            world.signIn.changePassword(on.member(), PASSWORD, "another long sentence");
            assertEquals(
                    ProblemCode.UNAUTHORIZED, refused(() -> world.factors.signIn(half, code(world, on.begun()), "x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsNeitherSecretNorCodesInClear(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            On on = on(world);
            String half = world.halfWay(ADA);
            String kept = world.test.database().read(tx -> {
                var all = new StringBuilder();
                tx.list("SELECT secret FROM people_second_factors", row -> all.append(row.text("secret")));
                tx.list("SELECT code_hash FROM people_recovery_codes", row -> all.append(row.text("code_hash")));
                tx.list("SELECT secret_hash FROM people_half_sign_ins", row -> all.append(row.text("secret_hash")));
                tx.list("SELECT about FROM people_audit", row -> all.append(row.text("about")));
                return all.toString();
            });
            String raw = java.util.Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(Codes.decoded(on.begun().secret()));
            assertFalse(kept.contains(on.begun().secret()) || kept.contains(raw) || kept.contains(half));
            on.recovery().forEach(code -> assertFalse(kept.contains(code) || kept.contains(code.replace("-", ""))));
        }
    }
}
