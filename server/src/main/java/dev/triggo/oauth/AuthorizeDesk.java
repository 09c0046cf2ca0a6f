package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.triggo.access.Member;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.http.Route;
import dev.triggo.http.SessionCookie;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import dev.triggo.people.Standing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a browser comes with what a client asks for: the person signs in, reads it and decides. Every decision carries
 * the session's token, and what was asked for is read anew with it.
 */
final class AuthorizeDesk {
    private static final String AUTHORIZE = "/oauth2/authorize";
    private static final int MOST_BYTES = 64 * 1024;
    private static final int LONGEST_QUERY = 16 * 1024;

    private final OAuth.People people;
    private final Asking asking;
    private final Granting granting;
    private final Resources resources;
    private final Throttle throttle;
    private final Clock clock;

    AuthorizeDesk(
            OAuth.People people,
            Asking asking,
            Granting granting,
            Resources resources,
            Throttle throttle,
            Clock clock) {
        this.clock = clock;
        this.people = people;
        this.asking = asking;
        this.granting = granting;
        this.resources = resources;
        this.throttle = throttle;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", AUTHORIZE, Route.visitor(), exchange -> safely(() -> ask(exchange)), null),
                post("/oauth2/sign-in", exchange -> safely(() -> signIn(exchange))),
                post("/oauth2/code", exchange -> safely(() -> code(exchange))),
                post("/oauth2/consent", exchange -> safely(() -> decide(exchange))),
                post("/oauth2/workspace", exchange -> safely(() -> enter(exchange))),
                post("/oauth2/sign-out", exchange -> safely(() -> signOut(exchange))));
    }

    private static Route post(String path, Handler handler) {
        return new Route("POST", path, Route.visitor(), handler, null, MOST_BYTES);
    }

    private interface Step {
        Answer take() throws InterruptedException;
    }

    /** A refusal goes back to the client where that is safe; else the person reads it, and nothing is sent anywhere. */
    private static Answer safely(Step step) throws InterruptedException {
        try {
            return step.take();
        } catch (Refusal refusal) {
            return refusal.back() == null
                    ? Pages.said(refusal.status(), "This cannot go on", refusal.sentence())
                    : seeOther(refusal.back().toString(), Map.of());
        }
    }

    private static Answer seeOther(String address, Map<String, String> headers) {
        var all = new LinkedHashMap<>(headers);
        all.put("location", address);
        return new Answer.Empty(303, all);
    }

    /** Relative, so that the browser stays at the name by which it has come. */
    private static String backTo(String query) {
        return "authorize?" + query;
    }

    private Answer ask(Exchange exchange) {
        String query = exchange.rawQuery();
        Optional<Member> visitor = exchange.visitor();
        String id = Parameters.of(query).text("client_id");
        if (visitor.isEmpty()) {
            // No document is read for somebody who is not known.
            if (!Client.isDocument(id)) {
                Ask ask = asking.read(query, () -> {});
                refuseToBeSilent(ask, "login_required", "Nobody is signed in.");
            }
            return signInPage(query);
        }
        Member member = visitor.get();
        Ask ask = read(query, member);
        if (ask.presence().wantsSignIn(people.sessions().begunAt(member), clock.millis())) {
            refuseToBeSilent(ask, "login_required", "The person must sign in again.");
            return signInPage(withoutDemand(query));
        }
        refuseToBeSilent(ask, "consent_required", "The person must be asked.");
        Standing here = standing(member);
        return ConsentPage.of(new ConsentPage.Shown(
                ask, query, member, here, people.standings().all(here.person())));
    }

    /** What was asked for, once the person signs in as it demands. */
    private static String withoutDemand(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.startsWith("prompt=") && !pair.startsWith("max_age="))
                .collect(Collectors.joining("&"));
    }

    private Ask read(String query, Member member) {
        return asking.read(query, () -> throttle.readDocument(member.caller().person()));
    }

    private void refuseToBeSilent(Ask ask, String code, String sentence) {
        if (ask.presence().silent()) {
            throw ask.target().refused(Refusal.of(new ErrorObject(code), sentence), resources.issuer());
        }
    }

    private Answer signInPage(String query) {
        return people.signIn().needsSetup()
                ? Pages.said(
                        200,
                        "Nobody has an account here yet",
                        "Make the first account with the token that the server shows at its start and keeps in the file"
                                + " setup-token of its data folder (docs/people.md says how), then come back to this page.")
                : SignInPage.of(200, query, "", null);
    }

    private Standing standing(Member member) {
        return people.standings()
                .find(member.caller().person(), member.caller().workspace())
                .orElseThrow(
                        () -> Refusal.of(OAuth2Error.ACCESS_DENIED, "You are not a member of the workspace any more."));
    }

    private Answer signIn(Exchange exchange) {
        Parameters form = Parameters.ofForm(exchange);
        String query = query(form);
        throttle.signIn(exchange.address());
        try {
            return switch (people.signIn().signIn(form.text("email"), form.text("password"), browser(exchange))) {
                case SignIn.Outcome.SignedIn(Sessions.Begun begun) -> begun(query, begun);
                case SignIn.Outcome.CodeNeeded(String secret, long expiresAt) -> CodePage.of(200, query, secret, null);
            };
        } catch (Problem problem) {
            failed(problem, exchange);
            return SignInPage.of(problem.code().status(), query, form.text("email"), problem.sentence());
        }
    }

    /** The second half of signing in, for those who have a second factor. */
    private Answer code(Exchange exchange) {
        Parameters form = Parameters.ofForm(exchange);
        String query = query(form);
        throttle.signIn(exchange.address());
        String begun = form.text("sign_in");
        try {
            return begun(query, people.secondFactors().signIn(begun, form.text("code"), browser(exchange)));
        } catch (Problem problem) {
            failed(problem, exchange);
            return CodePage.of(problem.code().status(), query, begun, problem.sentence());
        }
    }

    /** Passes on what the page has no words for. */
    private void failed(Problem problem, Exchange exchange) {
        switch (problem.code()) {
            case UNAUTHORIZED -> throttle.signInFailed(exchange.address());
            case RATE_LIMIT_EXCEEDED -> {}
            default -> throw problem;
        }
    }

    private static Answer begun(String query, Sessions.Begun begun) {
        return seeOther(backTo(query), Map.of("set-cookie", SessionCookie.begin(begun.secret(), Sessions.LONGEST)));
    }

    private static String browser(Exchange exchange) {
        return exchange.header("user-agent").orElse("unknown");
    }

    private Answer decide(Exchange exchange) {
        Parameters form = Parameters.ofForm(exchange);
        String query = query(form);
        if (exchange.visitor().isEmpty()) {
            return seeOther(backTo(query), Map.of());
        }
        Member member = member(exchange, form);
        Ask ask = read(query, member);
        Standing here = standing(member);
        String decision = form.text("decision");
        if (decision.equals("deny")) {
            throw ask.target()
                    .refused(Refusal.of(OAuth2Error.ACCESS_DENIED, "The person did not allow it."), resources.issuer());
        }
        if (!decision.equals("allow") || !here.workspace().value().equals(form.text("workspace"))) {
            // Also when they look at another workspace since, in another window: they have not read about that one.
            return seeOther(backTo(query), Map.of());
        }
        if (Granting.within(ask.scopes(), here).isEmpty()) {
            throw ask.target()
                    .refused(
                            Refusal.of(OAuth2Error.ACCESS_DENIED, "The person may do none of this themselves."),
                            resources.issuer());
        }
        String code = granting.allow(ask, member, here, people.sessions().begunAt(member));
        return seeOther(ask.target().withCode(code, resources.issuer()).toString(), Map.of());
    }

    private Answer enter(Exchange exchange) {
        Parameters form = Parameters.ofForm(exchange);
        people.sessions().enter(member(exchange, form), new WorkspaceId(form.text("workspace")));
        return seeOther(backTo(query(form)), Map.of());
    }

    private Answer signOut(Exchange exchange) {
        Parameters form = Parameters.ofForm(exchange);
        Member member = member(exchange, form);
        people.sessions().end(member, member.sessionId());
        return seeOther(backTo(query(form)), Map.of("set-cookie", SessionCookie.end()));
    }

    /** The person whose own page has sent the form: only that page knows the session's token. */
    private static Member member(Exchange exchange, Parameters form) {
        return exchange.visitor()
                .filter(member -> MessageDigest.isEqual(
                        form.text("csrf").getBytes(StandardCharsets.UTF_8),
                        member.csrfToken().getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(
                        () -> Refusal.of(
                                OAuth2Error.ACCESS_DENIED.setHTTPStatusCode(403),
                                "This form does not come from your own page, or you have signed in anew since: go back and try again."));
    }

    private static String query(Parameters form) {
        String query = form.text("request");
        if (query.length() > LONGEST_QUERY || !query.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#')) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "The form is not complete: start again from the program.");
        }
        return query;
    }
}
