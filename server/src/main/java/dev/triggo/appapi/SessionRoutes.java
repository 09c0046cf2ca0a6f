package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.http.SessionCookie;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Members;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.people.SecondFactors;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import java.util.List;
import java.util.Map;

/** Coming in and going: the first account, signing in and out, one's own sessions, password and workspaces. */
final class SessionRoutes {
    private final SignIn signIn;
    private final SecondFactors secondFactors;
    private final Sessions sessions;
    private final Members members;
    private final OwnWorkspaces workspaces;
    private final WorkspaceId home;
    private final Knocks knocks;

    SessionRoutes(AppRoutes.People people, WorkspaceId home) {
        this.signIn = people.signIn();
        this.secondFactors = people.secondFactors();
        this.sessions = people.sessions();
        this.members = people.members();
        this.workspaces = people.workspaces();
        this.home = home;
        this.knocks = new Knocks(people.limits());
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/app/setup", Route.visitor(), this::setupState, null),
                new Route("POST", "/api/v1/app/setup", Route.anybody(), knocks.counted(this::setUp), null),
                new Route("POST", "/api/v1/app/sign-in", Route.anybody(), knocks.counted(this::signIn), null),
                new Route("POST", "/api/v1/app/sign-in/code", Route.anybody(), knocks.counted(this::code), null),
                new Route(
                        "POST", "/api/v1/app/invitations/accept", Route.anybody(), knocks.counted(this::accept), null),
                new Route("POST", "/api/v1/app/invitations/join", Route.signedIn(Role.VIEWER), this::join, null),
                new Route("GET", "/api/v1/app/session", Route.signedIn(Role.VIEWER), this::session, null),
                new Route("POST", "/api/v1/app/sign-out", Route.signedIn(Role.VIEWER), this::signOut, null),
                new Route("GET", "/api/v1/app/sessions", Route.signedIn(Role.VIEWER), this::list, null),
                new Route("DELETE", "/api/v1/app/sessions/{sessionId}", Route.signedIn(Role.VIEWER), this::end, null),
                new Route("DELETE", "/api/v1/app/sessions", Route.signedIn(Role.VIEWER), this::endOthers, null),
                new Route("POST", "/api/v1/app/password", Route.signedIn(Role.VIEWER), this::password, null));
    }

    /** Says without a refusal whether anybody is signed in, for a browser notes each 401 in its console. */
    private Answer setupState(Exchange exchange) {
        return Answer.json(Json.object()
                .put("needed", signIn.needsSetup())
                .put("signedIn", exchange.visitor().isPresent())
                .build());
    }

    private Answer setUp(Exchange exchange) {
        Fields fields = Fields.of(exchange, "token", "email", "name", "password");
        String token = fields.text("token");
        var person = new SignIn.Introduction(fields.text("email"), fields.text("name"), fields.text("password"));
        fields.done();
        return begun(signIn.setUp(token, person, home, client(exchange)), 201);
    }

    private Answer signIn(Exchange exchange) {
        Fields fields = Fields.of(exchange, "email", "password");
        String email = fields.text("email");
        String password = fields.text("password");
        fields.done();
        return come(signIn.signIn(email, password, client(exchange)), 200);
    }

    private Answer come(SignIn.Outcome came, int status) {
        return switch (came) {
            case SignIn.Outcome.SignedIn(Sessions.Begun begun) -> begun(begun, status);
            case SignIn.Outcome.CodeNeeded(String secret, long expiresAt) ->
                new Answer.JsonBody(
                        status,
                        Map.of(),
                        Json.object()
                                .put("codeNeeded", true)
                                .put("signIn", secret)
                                .put("expiresAt", Times.iso(expiresAt))
                                .build());
        };
    }

    private Answer code(Exchange exchange) {
        Fields fields = Fields.of(exchange, "signIn", "code");
        String signIn = fields.text("signIn");
        String code = fields.text("code");
        fields.done();
        return begun(secondFactors.signIn(signIn, code, client(exchange)), 200);
    }

    private Answer accept(Exchange exchange) {
        Fields fields = Fields.of(exchange, "invitation", "name", "password");
        String invitation = fields.text("invitation");
        String name = fields.text("name", "-");
        String password = fields.text("password");
        fields.done();
        return come(members.accept(invitation, name, password, client(exchange)), 201);
    }

    private Answer join(Exchange exchange) {
        Fields fields = Fields.of(exchange, "invitation");
        String invitation = fields.text("invitation");
        fields.done();
        WorkspaceId joined = members.join(exchange.member(), invitation);
        return Answer.json(Json.object().put("workspace", joined.value()).build());
    }

    private static String client(Exchange exchange) {
        return exchange.header("user-agent").orElse("unknown");
    }

    private Answer begun(Sessions.Begun begun, int status) {
        return new Answer.JsonBody(
                status,
                Map.of("set-cookie", SessionCookie.begin(begun.secret(), Sessions.LONGEST)),
                shown(begun.member()));
    }

    private Answer session(Exchange exchange) {
        return Answer.json(shown(exchange.member()));
    }

    /** {@code {person, role, workspace, workspaces, csrfToken}}. */
    private Json.Obj shown(Member member) {
        return Json.object()
                .put(
                        "person",
                        Json.object()
                                .put("id", member.caller().person().value())
                                .put("email", member.email())
                                .build())
                .put("role", member.role().wireName())
                .put("workspace", member.caller().workspace().value())
                .put("workspaces", Json.array(workspaces.list(member.caller().person())))
                .put("csrfToken", member.csrfToken())
                .build();
    }

    private Answer signOut(Exchange exchange) {
        Member member = exchange.member();
        sessions.end(member, member.sessionId());
        return new Answer.Empty(204, Map.of("set-cookie", SessionCookie.end()));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put("sessions", Json.array(sessions.list(exchange.member())))
                .build());
    }

    private Answer end(Exchange exchange) {
        sessions.end(exchange.member(), exchange.pathParam("sessionId"));
        return new Answer.Empty(204, Map.of());
    }

    private Answer endOthers(Exchange exchange) {
        return Answer.json(Json.object()
                .put("ended", sessions.endOthers(exchange.member()))
                .build());
    }

    private Answer password(Exchange exchange) {
        Fields fields = Fields.of(exchange, "present", "password");
        String present = fields.text("present");
        String next = fields.text("password");
        fields.done();
        signIn.changePassword(exchange.member(), present, next);
        return new Answer.Empty(204, Map.of());
    }
}
