package dev.triggo.people;

import static dev.triggo.people.PeopleWorld.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SessionsTest {
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    @ParameterizedTest
    @EnumSource
    void endsWhenItWasNotUsedForTwelveHours(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            String secret = world.ada().secret();
            world.clock.move(Duration.ofHours(12).minus(A_MOMENT));
            assertTrue(world.sessions.find(secret).isPresent());
            settle(world);
            world.clock.move(Duration.ofHours(12).minus(A_MOMENT));
            assertTrue(world.sessions.find(secret).isPresent(), "each use begins the time anew");
            settle(world);
            world.clock.move(Duration.ofHours(12));
            assertTrue(world.sessions.find(secret).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAfterSevenDaysHoweverMuchItIsUsed(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            String secret = world.ada().secret();
            for (int hours = 0; hours < 7 * 24 - 8; hours += 8) {
                world.clock.move(Duration.ofHours(8));
                assertTrue(world.sessions.find(secret).isPresent(), "after " + hours);
                settle(world);
            }
            world.clock.move(Duration.ofHours(8).minus(A_MOMENT));
            assertTrue(world.sessions.find(secret).isPresent());
            world.clock.move(A_MOMENT);
            assertTrue(world.sessions.find(secret).isEmpty());
            world.sessions.sweep();
            long left = world.test
                    .database()
                    .read(tx -> tx.first("SELECT COUNT(*) AS n FROM people_sessions", row -> row.number("n")))
                    .orElseThrow();
            assertEquals(0, left);
        }
    }

    /** A use is written down behind the answer: waits until it is. */
    private static void settle(PeopleWorld world) {
        while (seenAt(world) < world.clock.millis()) {
            Thread.onSpinWait();
        }
    }

    private static long seenAt(PeopleWorld world) {
        return world.test
                .database()
                .read(tx ->
                        tx.first("SELECT MAX(last_seen_at) AS seen FROM people_sessions", row -> row.number("seen")))
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aRoleOrAMembershipThatChangesCountsAtOnce(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            Sessions.Begun bob = world.joins(ada, "bob@example.com", Role.EDITOR);
            var person = bob.member().caller().person();
            world.members.change(ada, person, Role.VIEWER);
            assertEquals(
                    Role.VIEWER, world.sessions.find(bob.secret()).orElseThrow().role());
            world.members.remove(ada, person);
            assertTrue(world.sessions.find(bob.secret()).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void listsWhereOneIsSignedInAndEndsTheOthers(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            Member ada = world.ada().member();
            world.signIn.signIn(ADA, PeopleWorld.PASSWORD, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
            Sessions.Begun bob = world.joins(ada, "bob@example.com", Role.EDITOR);
            String list = Json.array(world.sessions.list(ada)).write();
            assertTrue(list.contains("Firefox on Linux") && list.contains("lastSeenAt"), list);
            assertEquals(1, world.sessions.endOthers(ada));
            assertEquals(1, world.sessions.list(ada).size());
            assertTrue(world.sessions.find(bob.secret()).isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0|Edge on Windows",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15|Safari on macOS",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Safari/604.1|Chrome on iPhone",
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36|Chrome on Android",
                "curl/8.5.0|curl",
                "unknown|another program"
            })
    void namesDevicesAsPeopleDo(String client, String device) {
        assertEquals(device, Device.of(client));
    }

    @ParameterizedTest
    @EnumSource
    void theAuditLogOnlyGrows(TestDatabase.Kind kind) {
        try (var world = new PeopleWorld(kind)) {
            world.ada();
            var database = world.test.database();
            assertThrows(
                    RuntimeException.class,
                    () -> database.write(tx -> tx.update("UPDATE people_audit SET who = 'nobody'")));
            assertThrows(RuntimeException.class, () -> database.write(tx -> tx.update("DELETE FROM people_audit")));
            assertTrue(world.audit.export(world.home, null).lines().contains(ADA));
        }
    }

    @Test
    void exportsTheLogInPartsThatMakeAWhole() {
        try (var world = new PeopleWorld(TestDatabase.Kind.SQLITE)) {
            Member ada = world.ada().member();
            world.test.database().write(tx -> {
                for (int i = 0; i < Audit.PART + 10; i++) {
                    world.audit.note(
                            tx,
                            Audit.Actor.of(ada),
                            "noted",
                            Json.object().put("n", i).build());
                }
                return true;
            });
            var all = new StringBuilder();
            String after = null;
            for (Audit.Part part = world.audit.export(world.home, after);
                    !part.lines().isEmpty();
                    part = world.audit.export(world.home, after)) {
                all.append(part.lines());
                after = part.last();
            }
            assertEquals(Audit.PART + 11, all.toString().lines().distinct().count());
            assertTrue(all.toString().lines().allMatch(line -> Json.parse(line) instanceof Json.Obj));
            assertThrows(Problem.class, () -> world.audit.export(world.home, "' OR 1=1"));
            assertThrows(Problem.class, () -> world.audit.page(world.home, "~"));
        }
    }
}
