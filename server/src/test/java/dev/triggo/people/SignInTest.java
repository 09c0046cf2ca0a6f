package dev.triggo.people;

import static dev.triggo.people.PeopleWorld.ADA;
import static dev.triggo.people.PeopleWorld.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignInTest {
    private static Problem refused(PeopleWorld world, String email, String password) {
        return assertThrows(Problem.class, () -> world.signIn.signIn(email, password, "x"));
    }

    @ParameterizedTest
    @EnumSource
    void tellsNobodyWhichAccountsThereAre(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member gone = world.joins(ada, "gone@example.com", Role.VIEWER).member();
            world.members.remove(ada, gone.caller().person());
            List<String> accounts = List.of(ADA, "nobody@example.com", "gone@example.com", "not an address", "");
            for (int attempt = 0; attempt < 9; attempt++) {
                Problem first = refused(world, ADA, "wrong wrong wrong");
                for (String account : accounts.subList(1, accounts.size())) {
                    // Somebody who was put out is told no more than others before they give the right one.
                    Problem other = refused(world, account, "wrong wrong wrong");
                    assertEquals(first.code(), other.code(), account);
                    assertEquals(first.getMessage(), other.getMessage(), account);
                    assertEquals(first.retryAfter(), other.retryAfter(), account);
                }
                assertEquals(
                        attempt < Attempts.FREE ? ProblemCode.UNAUTHORIZED : ProblemCode.RATE_LIMIT_EXCEEDED,
                        first.code());
            }
        }
    }

    /** Work and not time is compared, which no other process can move: one password is worked on, whoever is asked for. */
    @ParameterizedTest
    @EnumSource
    void worksAsMuchForAnAccountThatThereIsNot(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Member gone = world.joins(ada, "gone@example.com", Role.VIEWER).member();
            world.members.remove(ada, gone.caller().person());
            var outsider = world.test
                    .database()
                    .write(tx -> world.signIn.insert(
                            tx, new SignIn.Introduction("outsider@example.com", "By a provider", ""), Passwords.NONE));
            assertTrue(!outsider.value().isEmpty());
            for (String account : List.of(
                    ADA,
                    "gone@example.com",
                    "outsider@example.com",
                    "nobody@example.com",
                    "not an address",
                    "",
                    "\0")) {
                for (int attempt = 0; attempt < Attempts.FREE + 2; attempt++) {
                    long before = world.signIn.passwordsWorkedOn();
                    refused(world, account, "wrong wrong wrong");
                    assertEquals(
                            attempt < Attempts.FREE ? 1 : 0,
                            world.signIn.passwordsWorkedOn() - before,
                            "attempt " + attempt + " for '" + account + "'");
                }
            }
        }
    }

    /** What somebody types as an address is counted as that and as nothing else. */
    @ParameterizedTest
    @EnumSource
    void letsNobodySpoilSomebodysCodesFromTheDoor(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            for (int attempt = 0; attempt < Attempts.FREE; attempt++) {
                refused(world, "code of " + ada.caller().person().value(), "wrong wrong wrong");
            }
            assertEquals(
                    Optional.of("looked at"),
                    world.signIn.withCode(ada.caller().person(), tx -> Optional.of("looked at")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsGuessesThatComeAtOnce(TestDatabase.Kind kind) throws Exception {
        try (var world = new PeopleWorld(kind)) {
            world.ada();
            List<ProblemCode> told = Race.run(
                            16, i -> refused(world, ADA, "guess number " + i).code())
                    .values();
            int looked = Collections.frequency(told, ProblemCode.UNAUTHORIZED);
            // On a slow machine, some come not to their turn: those are not looked at.
            int tooMany = Collections.frequency(told, ProblemCode.OVERLOADED);
            assertTrue(looked <= Attempts.FREE && looked + tooMany >= Attempts.FREE, told::toString);
            assertEquals(16 - looked - tooMany, Collections.frequency(told, ProblemCode.RATE_LIMIT_EXCEEDED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWaitDoublesAndARightPasswordEndsIt(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            world.ada();
            for (int i = 0; i < Attempts.FREE; i++) {
                refused(world, ADA, "wrong wrong wrong");
            }
            for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
                assertEquals(
                        Optional.of(Duration.ofSeconds(seconds)),
                        refused(world, ADA, PASSWORD).retryAfter());
                world.clock.move(Duration.ofSeconds(seconds));
                assertEquals(
                        ProblemCode.UNAUTHORIZED,
                        refused(world, ADA, "wrong wrong wrong").code());
            }
            world.clock.move(Duration.ofMinutes(15));
            world.signIn(ADA);
            assertEquals(
                    ProblemCode.UNAUTHORIZED,
                    refused(world, ADA, "wrong wrong wrong").code());
            world.signIn(ADA);
        }
    }
}
