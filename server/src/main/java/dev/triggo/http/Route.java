package dev.triggo.http;

import dev.triggo.access.Role;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a route table. Access is decided by this declaration alone, never by the look of the path.
 *
 * @param path with {@code {name}} for one segment: {@code /api/v1/runtime/runs/{runId}}
 * @param access who may call
 * @param doc what the OpenAPI document says of it; null keeps it out of the document
 */
public record Route(
        String method,
        String path,
        Access access,
        Handler handler,
        @Nullable Doc doc,
        int maxBodyBytes) {
    public static final int MAX_BODY = 1 << 20;

    public Route(String method, String path, Access access, Handler handler, @Nullable Doc doc) {
        this(method, path, access, handler, doc, MAX_BODY);
    }

    /** Who may call a route. */
    public sealed interface Access {
        /** Anybody; not counted. */
        record Public() implements Access {}

        /**
         * Anybody; not counted. The handler is told who is signed in, if anybody is, and reads the query by itself: for
         * protocols that others have written, whose queries may hold what we do not know. A handler that changes
         * something must look for the session's token.
         */
        record Visitor() implements Access {}

        /**
         * A credential, counted by the rate limit, that has all these scopes. A limited grant on a single action
         * passes where {@code actionGrant} says so; the service then decides by the slug. Without scopes it must say
         * so: any credential passes, and the handler decides each call.
         */
        record Credential(Set<Scope> scopes, boolean actionGrant) implements Access {}

        /**
         * A person who is signed in by the page's cookie and is at least this in the workspace. What changes something
         * must carry the session's token in the header {@code x-csrf-token}.
         */
        record Session(Role least) implements Access {}
    }

    /**
     * @param query names of the query parameters that it understands, with their JSON Schemas
     * @param requestBody JSON Schema of the body, null when it takes none
     * @param responses JSON Schema of the success body by status
     * @param problems codes that it can answer with besides those of every route
     * @param bodyLess whether a call without a body stands for one with an empty object
     */
    public record Doc(
            String summary,
            Json.Obj query,
            Json.@Nullable Obj requestBody,
            java.util.Map<Integer, Json.Obj> responses,
            List<ProblemCode> problems,
            boolean bodyLess) {
        /** Of a route that needs its body, if it takes one. */
        public Doc(
                String summary,
                Json.Obj query,
                Json.@Nullable Obj requestBody,
                java.util.Map<Integer, Json.Obj> responses,
                List<ProblemCode> problems) {
            this(summary, query, requestBody, responses, problems, false);
        }

        /** The same of a route that takes a call without a body for one with an empty object. */
        public Doc withOrWithoutBody() {
            return new Doc(summary, query, requestBody, responses, problems, true);
        }
    }

    public static Access anybody() {
        return new Access.Public();
    }

    public static Access visitor() {
        return new Access.Visitor();
    }

    public static Access signedIn(Role least) {
        return new Access.Session(least);
    }

    public static Access scoped(Scope... scopes) {
        return new Access.Credential(Set.of(scopes), false);
    }

    /** Whoever has a credential; the handler asks for the scopes of each call. */
    public static Access anyCredential() {
        return new Access.Credential(Set.of(), true);
    }

    public static Access scopedOrActionGrant(Scope scope) {
        return new Access.Credential(Set.of(scope), true);
    }
}
