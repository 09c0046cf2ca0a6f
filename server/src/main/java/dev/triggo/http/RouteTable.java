package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes as a tree of path segments. A path matches as it was sent, or not at all: nothing is normalised, so no two
 * spellings of one path can meet different rules.
 */
final class RouteTable {
    static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final int MAX_SEGMENTS = 32;

    private final Branch root = new Branch();
    /** Paths without parameters, straight to their place: the common case costs one look-up. */
    private final Map<String, Place> fixed = new HashMap<>();

    private RouteTable() {}

    /** Fails with IllegalArgumentException on a table that contradicts itself or leaves access open by accident. */
    static RouteTable of(List<Route> routes) {
        var table = new RouteTable();
        for (Route route : routes) {
            table.add(route);
        }
        return table;
    }

    /** Where a path leads: what is there, and the values of its parameters in the order of the path. */
    record Match(Place place, List<String> values) {}

    /** One path and what may be done at it. */
    static final class Place {
        private final Map<String, Line> lines = new TreeMap<>();
        private boolean needsCredential;
        private boolean guarded;
        private String allow = "";

        @Nullable
        Line line(String method) {
            Line line = lines.get(method);
            return line == null && method.equals("HEAD") && isPublicGet() ? lines.get("GET") : line;
        }

        /** What the route of this method declares; null when there is none. */
        Route.@Nullable Access access(String method) {
            Line line = line(method);
            return line == null ? null : line.route().access();
        }

        boolean needsCredential() {
            return needsCredential;
        }

        /** True when anything here is for somebody: a page of a stranger has no business here. */
        boolean isGuarded() {
            return guarded;
        }

        /** The methods, as the {@code allow} header lists them. */
        String allow() {
            return allow;
        }

        private boolean isPublicGet() {
            Line get = lines.get("GET");
            return get != null && get.route().access() instanceof Route.Access.Public;
        }

        private void add(Line line) {
            Line before = lines.put(line.route().method(), line);
            if (before != null) {
                throw new IllegalArgumentException(
                        "Two routes for " + line.name() + " (the other is " + before.name() + "): take one away.");
            }
            // A visitor comes from a page of somebody else's; what they do there carries a token of ours.
            guarded |= switch (line.route().access()) {
                case Route.Access.Public anybody -> false;
                case Route.Access.Visitor visitor -> false;
                case Route.Access.Credential credential -> true;
                case Route.Access.Session session -> true;
            };
            needsCredential |= line.route().access() instanceof Route.Access.Credential;
            var methods = new LinkedHashSet<>(lines.keySet());
            if (isPublicGet()) {
                methods.add("HEAD");
            }
            allow = String.join(", ", methods);
        }
    }

    /** A route and what is known of it before any request. */
    record Line(Route route, List<String> parameters, Set<String> query, List<String> scopes) {
        /** Method and path template: safe to write down, whatever was sent. */
        String name() {
            return route.method() + " " + route.path();
        }

        /** Throws FORBIDDEN with all the scopes that the route needs, unless the caller has them or a grant that will do. */
        void requireScopes(Caller caller) {
            if (!(route.access() instanceof Route.Access.Credential credential)) {
                return;
            }
            if (credential.actionGrant() && !caller.grants().actions().isEmpty()) {
                return;
            }
            for (Scope scope : credential.scopes()) {
                if (!caller.grants().has(scope)) {
                    throw Caller.forbidden(scopes);
                }
            }
        }
    }

    private static final class Branch {
        private final Map<String, Branch> named = new HashMap<>();
        private @Nullable Branch any;
        private @Nullable Place place;
    }

    /** Null when there is nothing at this path. */
    @Nullable
    Match match(@Nullable String rawPath) {
        if (rawPath == null) {
            return null;
        }
        Place known = fixed.get(rawPath);
        if (known != null) {
            return new Match(known, List.of());
        }
        List<String> segments = segments(rawPath);
        if (segments == null) {
            return null;
        }
        var values = new ArrayList<String>();
        Place place = find(root, segments, 0, values);
        return place == null ? null : new Match(place, values);
    }

    private static @Nullable Place find(Branch at, List<String> segments, int next, List<String> values) {
        if (next == segments.size()) {
            return at.place;
        }
        Branch named = at.named.get(segments.get(next));
        Place place = named == null ? null : find(named, segments, next + 1, values);
        if (place == null && at.any != null) {
            values.add(segments.get(next));
            place = find(at.any, segments, next + 1, values);
            if (place == null) {
                values.removeLast();
            }
        }
        return place;
    }

    /** The decoded segments; null for a path that any reader along the way might take for another one. */
    private static @Nullable List<String> segments(String raw) {
        if (!raw.startsWith("/")) {
            return null;
        }
        var segments = new ArrayList<String>();
        int from = 1;
        while (from <= raw.length()) {
            int slash = raw.indexOf('/', from);
            int to = slash < 0 ? raw.length() : slash;
            String segment = PercentCoding.decode(raw, from, to, false);
            if (segment == null
                    || isAmbiguous(segment)
                    || encodesDot(raw, from, to)
                    || segments.size() == MAX_SEGMENTS) {
                return null;
            }
            segments.add(segment);
            from = to + 1;
        }
        return segments;
    }

    private static boolean isAmbiguous(String segment) {
        return segment.isEmpty()
                || segment.equals(".")
                || segment.equals("..")
                || segment.indexOf('/') >= 0
                || segment.indexOf('\\') >= 0
                || segment.indexOf(';') >= 0
                || segment.indexOf('%') >= 0;
    }

    private static boolean encodesDot(String raw, int from, int to) {
        for (int at = raw.indexOf("%2", from); at >= 0 && at < to; at = raw.indexOf("%2", at + 1)) {
            if (raw.regionMatches(true, at, "%2e", 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private void add(Route route) {
        Line line = line(route);
        Branch at = root;
        for (String segment : templateSegments(route)) {
            if (segment.startsWith("{")) {
                at.any = at.any == null ? new Branch() : at.any;
                at = at.any;
            } else {
                at = at.named.computeIfAbsent(segment, unused -> new Branch());
            }
        }
        Place place = at.place == null ? new Place() : at.place;
        at.place = place;
        place.add(line);
        if (line.parameters().isEmpty()) {
            fixed.put(route.path(), place);
        }
    }

    private static Line line(Route route) {
        String name = route.method() + " " + route.path();
        if (!METHODS.contains(route.method())
                || route.method().equals("OPTIONS")
                || route.method().equals("HEAD")) {
            throw new IllegalArgumentException(name + ": the method must be GET, POST, PUT, PATCH or DELETE.");
        }
        if (route.maxBodyBytes() < 0) {
            throw new IllegalArgumentException(name + ": maxBodyBytes is negative.");
        }
        List<String> scopes = List.of();
        if (route.access() instanceof Route.Access.Credential credential) {
            if (credential.scopes().isEmpty() && !credential.actionGrant()) {
                throw new IllegalArgumentException(
                        name + ": no scope is named. Name it, or say Route.anyCredential() and decide in the handler.");
            }
            scopes = credential.scopes().stream().sorted().map(Scope::wireName).toList();
        }
        var parameters = new ArrayList<String>();
        for (String segment : templateSegments(route)) {
            if (segment.startsWith("{")) {
                parameters.add(segment.substring(1, segment.length() - 1));
            }
        }
        if (new HashSet<>(parameters).size() < parameters.size()) {
            throw new IllegalArgumentException(name + ": a parameter is named twice.");
        }
        Route.Doc doc = route.doc();
        Set<String> query = doc == null
                ? Set.of()
                : new LinkedHashSet<>(doc.query().fields().keySet());
        return new Line(route, List.copyOf(parameters), query, scopes);
    }

    private static List<String> templateSegments(Route route) {
        String path = route.path();
        if (path.equals("/")) {
            return List.of("");
        }
        List<String> segments =
                List.of(path.substring(Math.min(1, path.length())).split("/", -1));
        for (String segment : segments) {
            boolean parameter = segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
            String name = parameter ? segment.substring(1, segment.length() - 1) : segment;
            if (!path.startsWith("/") || name.isEmpty() || name.chars().anyMatch(c -> "{}%;\\?# ".indexOf(c) >= 0)) {
                throw new IllegalArgumentException(route.method() + " " + path
                        + ": a path is made of /segments, plain text or {name}, without a slash at the end.");
            }
        }
        return segments;
    }
}
