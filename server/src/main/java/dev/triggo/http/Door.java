package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.Guesses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request comes through here, and in this order: which route, is there room, is it for us, from which page, who is
 * it, how often, may they; only then the handler. The body is not looked at before.
 */
final class Door extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String IN_URL =
            "A credential does not belong into a URL, where logs keep it: send it in the authorization header. "
                    + "Treat the one that was sent as known to others.";

    private final HttpSettings settings;
    private final RouteTable routes;
    private final Authenticator authenticator;
    private final RateLimit rateLimit;
    private final Guesses guesses;
    private final Observer observer;
    private final Ids ids;
    private final Seats seats;
    private final Neighbours neighbours;
    private final Challenge challenge;

    Door(
            HttpSettings settings,
            RouteTable routes,
            Authenticator authenticator,
            RateLimit rateLimit,
            Guesses guesses,
            Observer observer,
            Ids ids) {
        this.settings = settings;
        this.routes = routes;
        this.authenticator = authenticator;
        this.rateLimit = rateLimit;
        this.guesses = guesses;
        this.observer = observer;
        this.ids = ids;
        this.seats = new Seats(settings);
        this.neighbours = new Neighbours(settings);
        this.challenge = new Challenge(settings.publicUrl());
    }

    Seats seats() {
        return seats;
    }

    @Override
    public boolean handle(Request request, Response response, Callback done) {
        var visit = new Visit(request, response, done);
        Seats.Seat seat = visit.seat;
        if (seat == null) {
            visit.reply.problem(Seats.full("The server is as busy as it can be."), null);
            visit.reply.linger();
            return true;
        }
        Request.addCompletionListener(request, _ -> seats.end());
        Answer.@Nullable Events stream = null;
        try {
            stream = answer(visit, seat);
        } finally {
            visit.giveBack();
        }
        if (stream != null) {
            stream(visit, stream, seat.workspace());
        }
        visit.reply.linger();
        return true;
    }

    private static String path(Request request) {
        return String.valueOf(request.getHttpURI().getPath());
    }

    /** One request from its way in to its answer, and what is known of it. */
    private final class Visit {
        private final long began = System.nanoTime();
        private final String requestId = ids.next();
        private final Request request;
        private final Response response;
        private final Body body;
        private final Reply reply;
        private final RouteTable.@Nullable Match match;
        private final Seats.@Nullable Seat seat;
        private String route = Observer.NO_ROUTE;
        private List<String> scopes = List.of();
        private @Nullable Caller caller;
        private boolean tokenSent;
        private boolean bySession;
        /** Asked while a stream lives: nobody reads on whose rights are over. */
        private BooleanSupplier stillWelcome = () -> true;

        private boolean observed;

        Visit(Request request, Response response, Callback done) {
            this.request = request;
            this.response = response;
            this.body = new Body(request);
            this.match = routes.match(request.getHttpURI().getPath());
            this.seat = seats.enter(match == null ? null : match.place().access(request.getMethod()), path(request));
            this.reply = new Reply(requestId, request, response, done, body, seats, this::settle);
        }

        /** Its place, and the memory of its body. */
        void giveBack() {
            body.release();
            if (seat != null) {
                seat.leave();
            }
        }

        /** Before its answer, or the end of its stream: whoever has that finds the room that it had, and itself counted. */
        void settle() {
            giveBack();
            if (!observed) {
                observed = true;
                observer.answered(new Observer.Seen(
                        method(), route, response.getStatus(), System.nanoTime() - began, requestId, caller));
            }
        }

        String method() {
            String sent = request.getMethod();
            return RouteTable.METHODS.contains(sent) ? sent : "OTHER";
        }

        String name() {
            return method() + " " + route;
        }

        Challenge.Asked asked() {
            return new Challenge.Asked(request.getHttpURI(), scopes, tokenSent);
        }
    }

    /** Answers, unless the answer is a live stream: that is returned, as it must not hold a place among the requests. */
    private Answer.@Nullable Events answer(Visit visit, Seats.Seat seat) {
        try {
            Answer answer = respond(visit, seat);
            if (answer instanceof Answer.Events events) {
                if (!visit.request.getMethod().equals("HEAD")) {
                    return events;
                }
                answer = new Answer.TextBody(200, "text/event-stream", events.headers(), "");
            }
            visit.reply.send(answer);
        } catch (Problem problem) {
            if (problem.code().fault() == ProblemCode.Fault.OURS) {
                Incident.log(visit.requestId, visit.name(), problem);
            }
            visit.reply.problem(problem, visit.bySession ? null : challenge.of(problem, visit.asked()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            visit.reply.problem(Seats.stopping(), null);
        } catch (Throwable fault) {
            // Also a StackOverflowError: one request's accident must not be another's.
            visit.reply.problem(Incident.log(visit.requestId, visit.name(), fault), null);
        }
        return null;
    }

    private void stream(Visit visit, Answer.Events events, String workspace) {
        if (!seats.enterStream(workspace)) {
            visit.reply.problem(
                    Problem.later(
                            ProblemCode.OVERLOADED,
                            "As many live streams of this workspace are open as the server bears: try again later, or read without a stream.",
                            Duration.ofSeconds(5)),
                    null);
            return;
        }
        boolean inGoodOrder = false;
        try {
            SseStream stream = visit.reply.open(events, visit.stillWelcome);
            events.writer().write(stream);
            inGoodOrder = stream.inGoodOrder();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            // The head is sent, so nobody can be told any more: the cut connection says it.
            Incident.log(visit.requestId, visit.name(), fault);
        } finally {
            seats.leaveStream(workspace);
            visit.settle();
            visit.reply.endStream(inGoodOrder);
        }
    }

    private Answer respond(Visit visit, Seats.Seat seat) throws InterruptedException {
        Request request = visit.request;
        String method = request.getMethod();
        requireSaneHead(visit);
        RouteTable.Match match = visit.match;
        if (!RouteTable.METHODS.contains(method)) {
            return notAllowed(
                    visit,
                    match == null
                            ? "GET, POST, PUT, PATCH, DELETE"
                            : match.place().allow());
        }
        if (match == null) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND, "There is nothing at this address. GET /openapi.json lists what there is.");
        }
        RouteTable.Place place = match.place();
        String guest = neighbours.guest(request, place, visit.reply);
        if (guest != null
                && method.equals("OPTIONS")
                && request.getHeaders().contains("access-control-request-method")) {
            return Neighbours.preflight(place);
        }
        return enter(visit, match, seat);
    }

    /** The route is known: who is it, how often, may they, can it be read; then the handler. */
    private Answer enter(Visit visit, RouteTable.Match match, Seats.Seat seat) throws InterruptedException {
        Request request = visit.request;
        RouteTable.Place place = match.place();
        RouteTable.Line line = place.line(request.getMethod());
        Set<String> declared = line == null ? Set.of() : line.query();
        String rawQuery = request.getHttpURI().getQuery();
        boolean leaked = Query.carriesCredential(rawQuery, declared);
        if (line != null) {
            visit.route = line.route().path();
            visit.scopes = line.scopes();
        }
        Caller caller = null;
        Member member = null;
        if (line != null && line.route().access() instanceof Route.Access.Session session) {
            member = signedIn(visit, session);
            caller = member.caller();
        } else if (line == null ? place.needsCredential() : line.route().access() instanceof Route.Access.Credential) {
            caller = authenticate(visit, leaked);
            visit.caller = caller;
            requirePlaceInWindow(visit.reply, rateLimit.take(caller));
        } else if (leaked) {
            throw Problem.of(ProblemCode.BAD_REQUEST, IN_URL);
        }
        if (line == null) {
            return notAllowed(visit, place.allow());
        } else if (caller != null) {
            seat.sit(caller.workspace().value());
            line.requireScopes(caller);
        }
        visit.body.requireReadable(line.route().maxBodyBytes());
        boolean visitor = line.route().access() instanceof Route.Access.Visitor;
        if (visitor) {
            member = known(visit).orElse(null);
        }
        Map<String, String> query = visitor ? Map.of() : Query.read(rawQuery, declared);
        // While a handler works or waits, nothing moves on the wire; that is no reason to cut it.
        request.addIdleTimeoutListener(timeout -> false);
        JettyExchange.Reader body =
                () -> visit.body.read(seat.bodyShare(), line.route().maxBodyBytes(), settings.bodyTimeout());
        return line.route()
                .handler()
                .handle(new JettyExchange(
                        request,
                        visit.requestId,
                        line,
                        match.values(),
                        query,
                        new JettyExchange.Who(caller, member, () -> neighbours.addressOf(request)),
                        body));
    }

    private void requireSaneHead(Visit visit) {
        Request request = visit.request;
        if (request.getHttpURI().getUser() != null || request.getHttpURI().getFragment() != null) {
            throw Reply.ofStatus(400);
        }
        for (String coding : request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING)) {
            if (!coding.equalsIgnoreCase("chunked")) {
                // Whoever stands between us may see another end of this message than we do.
                visit.reply.header("connection", "close");
                throw Reply.ofStatus(400);
            }
        }
        if (request.getHttpURI().getPathQuery() instanceof String target && target.length() > settings.maxUriBytes()) {
            throw Reply.ofStatus(414);
        }
        if (request.getHeaders().size() > settings.maxHeaders()) {
            throw Reply.ofStatus(431);
        }
        if (!neighbours.answersTo(request.getHttpURI().getHost())) {
            throw Problem.of(
                    ProblemCode.MISDIRECTED_REQUEST,
                    "This server listens on this machine only and does not answer to that host name: call it as localhost, "
                            + "or set TRIGGO_PUBLIC_URL to the name that clients use.");
        }
    }

    private Answer notAllowed(Visit visit, String allow) {
        visit.reply.header("allow", allow);
        throw Problem.of(
                ProblemCode.METHOD_NOT_ALLOWED, "This address does not take that method, only: " + allow + ".");
    }

    private Caller authenticate(Visit visit, boolean leaked) {
        Bearer bearer = Bearer.of(visit.request.getHeaders());
        visit.tokenSent = bearer.sent() || leaked;
        if (leaked) {
            throw Problem.of(ProblemCode.UNAUTHORIZED, IN_URL);
        }
        String token = bearer.token();
        if (token == null) {
            throw Problem.of(
                    ProblemCode.UNAUTHORIZED,
                    "A credential is needed: send an API key or access token in one authorization header, after the word"
                            + " Bearer.");
        }
        Caller caller = authenticator.authenticate(token, path(visit.request)).orElseThrow(() -> unknown(visit));
        visit.stillWelcome = () -> authenticator.stillKnows(caller, token, path(visit.request));
        return caller;
    }

    private Problem unknown(Visit visit) {
        String address = neighbours.addressOf(visit.request);
        Guesses.Verdict verdict = guesses.refused(address);
        if (verdict.worthALine()) {
            LOG.warn(
                    "{} sends credentials that nobody has, more than are let pass in 60 s: the rest are answered 429. "
                            + "Good ones from there still work.",
                    address);
        }
        if (!verdict.throttled()) {
            return Problem.of(
                    ProblemCode.UNAUTHORIZED,
                    "This credential is not known, or no longer valid: use another one, or sign in again.");
        }
        // Whoever goes on guessing pays for a connection each time.
        visit.reply.header("connection", "close");
        return Problem.later(
                ProblemCode.RATE_LIMIT_EXCEEDED,
                "Too many credentials that are not known came from this address. Try again later; one that is known works.",
                verdict.retryAfter());
    }

    private Optional<Member> known(Visit visit) {
        visit.bySession = true;
        String cookie = SessionCookie.of(visit.request.getHeaders());
        Optional<Member> known = cookie == null ? Optional.empty() : authenticator.member(cookie);
        known.ifPresent(member -> {
            visit.stillWelcome = () -> authenticator.stillKnows(member.caller(), String.valueOf(cookie));
            requirePlaceInWindow(visit.reply, rateLimit.take(member));
        });
        return known;
    }

    /** The person behind the cookie, who must be enough for the route, and whose page it must be that asks. */
    private Member signedIn(Visit visit, Route.Access.Session session) {
        Member member = known(visit)
                .orElseThrow(() -> Problem.of(
                        ProblemCode.UNAUTHORIZED, "Nobody is signed in here, or not any more: sign in again."));
        if (!visit.request.getMethod().equals("GET")) {
            SessionCookie.requireToken(visit.request.getHeaders(), member);
        }
        if (!member.role().includes(session.least())) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "This is for an " + session.least().wireName() + " of the workspace; you are "
                            + member.role().wireName() + ".");
        }
        return member;
    }

    private void requirePlaceInWindow(Reply reply, Allowance allowance) {
        reply.rate(allowance);
        if (!allowance.allowed()) {
            throw Problem.later(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    "This credential has made the " + allowance.limit()
                            + " requests that it may make in 60 seconds. Try again in " + allowance.retryAfterSeconds()
                            + " s.",
                    Duration.ofSeconds(allowance.retryAfterSeconds()));
        }
    }
}
