package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.http.SessionCookie;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Members;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import java.util.List;
import java.util.Map;

/** Coming in and going: the first account, signing in and out, one's own sessions, password and workspaces. */
final class SessionRoutes {
    private final SignIn signIn;
    private final Sessions sessions;
    private final Members members;
    private final WorkspaceId home;

    SessionRoutes(SignIn signIn, Sessions sessions, Members members, WorkspaceId home) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.members = members;
        this.home = home;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/app/setup", Route.anybody(), exchange -> setupState(), null),
                new Route("POST", "/api/v1/app/setup", Route.anybody(), this::setUp, null),
                new Route("POST", "/api/v1/app/sign-in", Route.anybody(), this::signIn, null),
                new Route("POST", "/api/v1/app/invitations/accept", Route.anybody(), this::accept, null),
                new Route("GET", "/api/v1/app/session", Route.signedIn(Role.VIEWER), this::session, null),
                new Route("POST", "/api/v1/app/sign-out", Route.signedIn(Role.VIEWER), this::signOut, null),
                new Route("GET", "/api/v1/app/sessions", Route.signedIn(Role.VIEWER), this::list, null),
                new Route("DELETE", "/api/v1/app/sessions/{sessionId}", Route.signedIn(Role.VIEWER), this::end, null),
                new Route("POST", "/api/v1/app/password", Route.signedIn(Role.VIEWER), this::password, null),
                new Route("POST", "/api/v1/app/workspace", Route.signedIn(Role.VIEWER), this::enter, null));
    }

    private Answer setupState() {
        return Answer.json(Json.object().put("needed", signIn.needsSetup()).build());
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
        return begun(signIn.signIn(email, password, client(exchange)), 200);
    }

    private Answer accept(Exchange exchange) {
        Fields fields = Fields.of(exchange, "invitation", "name", "password");
        String invitation = fields.text("invitation");
        String name = fields.text("name", "-");
        String password = fields.text("password");
        fields.done();
        return begun(members.accept(invitation, name, password, client(exchange)), 201);
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
                .put(
                        "workspaces",
                        Json.array(members.workspacesOf(member.caller().person())))
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

    private Answer password(Exchange exchange) {
        Fields fields = Fields.of(exchange, "present", "password");
        String present = fields.text("present");
        String next = fields.text("password");
        fields.done();
        signIn.changePassword(exchange.member(), present, next);
        return new Answer.Empty(204, Map.of());
    }

    private Answer enter(Exchange exchange) {
        Fields fields = Fields.of(exchange, "workspace");
        String workspace = fields.text("workspace");
        fields.done();
        sessions.enter(exchange.member(), new WorkspaceId(workspace));
        return new Answer.Empty(204, Map.of());
    }
}
