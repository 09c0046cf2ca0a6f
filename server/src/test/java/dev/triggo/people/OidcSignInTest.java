package dev.triggo.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestOidcProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OidcSignInTest {
    /** Somebody who has been at the provider and stands at our door again. */
    private record Arriving(OidcSignIn.Departure departure, String state, String code) {}

    private static Arriving goThere(OidcSignIn oidc) throws Exception {
        OidcSignIn.Departure departure = oidc.depart();
        HttpResponse<String> sent = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(departure.url())).build(),
                        HttpResponse.BodyHandlers.ofString());
        String[] parts = sent.headers().firstValue("location").orElseThrow().split("[?&]?\\w+=", -1);
        return new Arriving(departure, parts[2], parts[1]);
    }

    private static SignIn.Outcome arrive(OidcSignIn oidc, Arriving who) {
        return oidc.arrive(who.departure().ticket(), who.state(), who.code(), "a test");
    }

    @ParameterizedTest
    @EnumSource
    void anInvitationIsUsedByOneOfThoseWhoComeAtOnce(TestDatabase.Kind kind) throws Exception {
        try (var world = new PeopleWorld(kind);
                var theirs = new TestOidcProvider();
                var egress = new Egress(new EgressSettings(List.of(theirs.host()), List.of()), HostResolver.system())) {
            var settings = new OidcSignIn.Settings(
                    theirs.issuer(), TestOidcProvider.CLIENT, TestOidcProvider.SECRET, "https://us.example/back");
            var parts = new OidcSignIn.Parts(
                    world.test.database(), world.ids, world.clock, new Sealing(new byte[32], world.ids));
            OidcSignIn oidc = OidcSignIn.with(settings, parts, world.signIn, world.members, egress);
            Member ada = world.ada().member();
            theirs.sees("bobs", "bob@example.com", true);
            Arriving uninvited = goThere(oidc);
            assertEquals(
                    ProblemCode.FORBIDDEN,
                    assertThrows(Problem.class, () -> arrive(oidc, uninvited)).code());
            world.members.invite(ada, "bob@example.com", Role.VIEWER);
            world.clock.move(Duration.ofMillis(1));
            world.members.invite(ada, "bob@example.com", Role.EDITOR);
            List<Arriving> many = List.of(goThere(oidc), goThere(oidc), goThere(oidc), goThere(oidc));
            var came = Race.run(many.size(), i -> arrive(oidc, many.get(i)));
            came.faults().forEach(fault -> assertTrue(fault instanceof Problem, fault::toString));
            assertTrue(!came.values().isEmpty());
            var bobs = world.members.list(world.home).stream()
                    .filter(account -> account.email().equals("bob@example.com"))
                    .toList();
            assertEquals(1, bobs.size());
            Arriving late = goThere(oidc);
            world.clock.move(OidcSignIn.ON_THE_WAY);
            assertEquals(
                    ProblemCode.UNAUTHORIZED,
                    assertThrows(Problem.class, () -> arrive(oidc, late)).code());
            Arriving again = goThere(oidc);
            assertTrue(arrive(oidc, again) instanceof SignIn.Outcome.SignedIn);
            // Who was put out comes in again as who never was in: by an invitation.
            world.members.remove(ada, bobs.getFirst().id());
            Arriving putOut = goThere(oidc);
            assertEquals(
                    ProblemCode.FORBIDDEN,
                    assertThrows(Problem.class, () -> arrive(oidc, putOut)).code());
            world.members.invite(ada, "bob@example.com", Role.VIEWER);
            comesByTheAddressThatIsStillTheirs(world, theirs, oidc);
        }
    }

    private static void comesByTheAddressThatIsStillTheirs(PeopleWorld world, TestOidcProvider theirs, OidcSignIn oidc)
            throws Exception {
        // It is somebody else's there by now, or nobody has looked.
        for (var seen : List.of(Map.entry("robert@example.com", true), Map.entry("bob@example.com", false))) {
            theirs.sees("bobs", seen.getKey(), seen.getValue());
            Arriving another = goThere(oidc);
            assertEquals(
                    ProblemCode.FORBIDDEN,
                    assertThrows(Problem.class, () -> arrive(oidc, another)).code());
        }
        assertEquals(1, world.members.invitations(world.home).size());
        theirs.sees("bobs", "Bob@example.com", true);
        assertTrue(arrive(oidc, goThere(oidc)) instanceof SignIn.Outcome.SignedIn);
    }
}
