package dev.triggo.http;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The OpenAPI 3.1 document of a route table: the same text for the same routes, in whatever order they are listed. */
public final class OpenApi {
    private static final List<String> METHOD_ORDER = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    /** What the server itself can answer, on any address. */
    private static final Set<ProblemCode> ANYWHERE = EnumSet.of(
            ProblemCode.BAD_REQUEST,
            ProblemCode.NOT_FOUND,
            ProblemCode.PAYLOAD_TOO_LARGE,
            ProblemCode.URI_TOO_LONG,
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            ProblemCode.MISDIRECTED_REQUEST,
            ProblemCode.HEADERS_TOO_LARGE,
            ProblemCode.INTERNAL_SERVER_ERROR,
            ProblemCode.OVERLOADED);

    private static final Set<ProblemCode> WITH_CREDENTIAL =
            EnumSet.of(ProblemCode.UNAUTHORIZED, ProblemCode.FORBIDDEN, ProblemCode.RATE_LIMIT_EXCEEDED);

    /** A person who is signed in is not counted by the minute. */
    private static final Set<ProblemCode> WITH_SESSION = EnumSet.of(ProblemCode.UNAUTHORIZED, ProblemCode.FORBIDDEN);

    private OpenApi() {}

    /**
     * The schema of an object that always has these fields, given as names and schemas by turns; a name that ends with
     * {@code ?} is of one that may be missing.
     */
    public static Json.Obj shape(Object... namesAndSchemas) {
        var properties = Json.object();
        var required = new ArrayList<String>();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            String name = (String) namesAndSchemas[i];
            boolean always = !name.endsWith("?");
            String field = always ? name : name.substring(0, name.length() - 1);
            properties.put(field, (Json) namesAndSchemas[i + 1]);
            if (always) {
                required.add(field);
            }
        }
        return Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .put("required", Json.strings(required))
                .build();
    }

    /** Describes the routes that have a doc; the others stay out. */
    public static Json.Obj document(String title, String version, String serverUrl, List<Route> routes) {
        var byPath = new TreeMap<String, List<Route>>();
        for (Route route : routes) {
            if (route.doc() != null) {
                byPath.computeIfAbsent(route.path(), unused -> new ArrayList<>())
                        .add(route);
            }
        }
        var paths = Json.object();
        byPath.forEach((path, lines) -> paths.put(path, pathItem(lines)));
        return Json.object()
                .put("openapi", "3.1.0")
                .put(
                        "info",
                        Json.object()
                                .put("title", title)
                                .put("version", version)
                                .build())
                .put(
                        "servers",
                        Json.array(List.of(Json.object().put("url", serverUrl).build())))
                .put("paths", paths.build())
                .put("components", components(securitySchemes(routes)))
                .build();
    }

    private static Json pathItem(List<Route> routes) {
        var item = Json.object();
        routes.stream()
                .sorted(Comparator.comparingInt(route -> METHOD_ORDER.indexOf(route.method())))
                .forEach(route -> {
                    if (route.doc() instanceof Route.Doc doc) {
                        item.put(route.method().toLowerCase(Locale.ROOT), operation(route, doc));
                    }
                });
        return item.build();
    }

    private static Json operation(Route route, Route.Doc doc) {
        Json.Obj body = doc.requestBody();
        List<Json> parameters = parameters(route, doc);
        return Json.object()
                .put("operationId", operationId(route))
                .put("summary", doc.summary())
                .putIf("parameters", parameters.isEmpty() ? null : Json.array(parameters))
                .putIf(
                        "requestBody",
                        body == null
                                ? null
                                : Json.object()
                                        .put("required", !doc.bodyLess())
                                        .put("content", jsonContent(body))
                                        .build())
                .put("responses", responses(route, doc))
                .put("security", security(route))
                .build();
    }

    private static List<Json> parameters(Route route, Route.Doc doc) {
        var parameters = new ArrayList<Json>();
        for (String segment : route.path().split("/", -1)) {
            if (segment.startsWith("{")) {
                parameters.add(Json.object()
                        .put("name", segment.substring(1, segment.length() - 1))
                        .put("in", "path")
                        .put("required", true)
                        .put("schema", Json.object().put("type", "string").build())
                        .build());
            }
        }
        doc.query()
                .fields()
                .forEach((name, schema) -> parameters.add(Json.object()
                        .put("name", name)
                        .put("in", "query")
                        .put("schema", schema)
                        .build()));
        return parameters;
    }

    private static Json responses(Route route, Route.Doc doc) {
        var byStatus = new TreeMap<Integer, Json>();
        Set<ProblemCode> codes = EnumSet.copyOf(ANYWHERE);
        if (route.access() instanceof Route.Access.Credential) {
            codes.addAll(WITH_CREDENTIAL);
        }
        if (route.access() instanceof Route.Access.Session) {
            codes.addAll(WITH_SESSION);
        }
        codes.addAll(doc.problems());
        Map<Integer, List<ProblemCode>> problems =
                codes.stream().collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()));
        problems.forEach((status, these) -> byStatus.put(
                status,
                these.equals(usual(status))
                        ? Json.object()
                                .put("$ref", "#/components/responses/" + responseName(status))
                                .build()
                        : problemResponse(status, these)));
        doc.responses().forEach((status, schema) -> byStatus.put(status, success(status, schema)));
        var responses = Json.object();
        byStatus.forEach((status, response) -> responses.put(Integer.toString(status), response));
        return responses.build();
    }

    private static Json success(int status, Json.Obj schema) {
        return Json.object()
                .put("description", status == 202 ? "Accepted" : status == 201 ? "Created" : "OK")
                .putIf("content", schema.fields().isEmpty() ? null : jsonContent(schema))
                .build();
    }

    private static Json security(Route route) {
        return switch (route.access()) {
            case Route.Access.Public anybody -> Json.EMPTY_ARRAY;
            case Route.Access.Visitor visitor -> Json.EMPTY_ARRAY;
            case Route.Access.Session session ->
                Json.array(List.of(Json.object()
                        .put("session", Json.strings(List.of(session.least().wireName())))
                        .build()));
            case Route.Access.Credential credential ->
                Json.array(List.of(Json.object()
                        .put(
                                "bearer",
                                Json.strings(credential.scopes().stream()
                                        .sorted()
                                        .map(scope -> scope.wireName())
                                        .toList()))
                        .build()));
        };
    }

    private static Json components(Json.Obj securitySchemes) {
        var responses = Json.object();
        for (int status : statuses()) {
            responses.put(responseName(status), problemResponse(status, usual(status)));
        }
        return Json.object()
                .put("schemas", Json.object().put("Problem", problemSchema()).build())
                .put("responses", responses.build())
                .put("securitySchemes", securitySchemes)
                .build();
    }

    /** Those by which a route of the document lets in. */
    private static Json.Obj securitySchemes(List<Route> routes) {
        boolean byKey = routes.stream().anyMatch(route -> route.access() instanceof Route.Access.Credential);
        boolean bySession = routes.stream().anyMatch(route -> route.access() instanceof Route.Access.Session);
        Json bearer = Json.object()
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API key (trg_…) or an OAuth access token.")
                .build();
        Json session = Json.object()
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", SessionCookie.NAME)
                .put("description", "Of a person who is signed in; the role that the route is for is named with it.")
                .build();
        return Json.object()
                .putIf("bearer", byKey ? bearer : null)
                .putIf("session", bySession ? session : null)
                .build();
    }

    private static Json problemSchema() {
        Json text = Json.object().put("type", "string").build();
        return Json.object()
                .put("type", "object")
                .put("required", Json.strings(List.of("error", "code", "requestId")))
                .put(
                        "properties",
                        Json.object()
                                .put("error", text)
                                .put(
                                        "code",
                                        Json.object()
                                                .put("type", "string")
                                                .put(
                                                        "enum",
                                                        Json.strings(EnumSet.allOf(ProblemCode.class).stream()
                                                                .map(ProblemCode::name)
                                                                .toList()))
                                                .build())
                                .put(
                                        "details",
                                        Json.object().put("type", "array").build())
                                .put("requestId", text)
                                .build())
                .build();
    }

    private static Json problemResponse(int status, List<ProblemCode> codes) {
        var headers = Json.object();
        Json text = Json.object()
                .put("schema", Json.object().put("type", "string").build())
                .build();
        if (status == 401 || status == 403) {
            headers.put("www-authenticate", text);
        }
        if (status == 429 || status == 503) {
            headers.put("retry-after", text);
        }
        Json.Obj named = headers.build();
        return Json.object()
                .put("description", codes.stream().map(ProblemCode::name).collect(Collectors.joining(", ")))
                .putIf("headers", named.fields().isEmpty() ? null : named)
                .put(
                        "content",
                        jsonContent(Json.object()
                                .put("$ref", "#/components/schemas/Problem")
                                .build()))
                .build();
    }

    private static Json jsonContent(Json.Obj schema) {
        return Json.object()
                .put("application/json", Json.object().put("schema", schema).build())
                .build();
    }

    private static List<Integer> statuses() {
        return EnumSet.allOf(ProblemCode.class).stream()
                .filter(code -> ANYWHERE.contains(code) || WITH_CREDENTIAL.contains(code))
                .map(ProblemCode::status)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<ProblemCode> usual(int status) {
        return EnumSet.allOf(ProblemCode.class).stream()
                .filter(code -> code.status() == status && (ANYWHERE.contains(code) || WITH_CREDENTIAL.contains(code)))
                .toList();
    }

    private static String responseName(int status) {
        return "Problem" + status;
    }

    /** {@code GET /api/v1/runtime/runs/{runId}} is {@code getRuntimeRunsByRunId}. */
    private static String operationId(Route route) {
        var id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        for (String segment : route.path().split("/", -1)) {
            if (segment.isEmpty() || segment.equals("api") || segment.equals("v1")) {
                continue;
            }
            id.append(segment.startsWith("{") ? "By" : "");
            boolean upper = true;
            for (char c : segment.toCharArray()) {
                if (Character.isLetterOrDigit(c)) {
                    id.append(upper ? Character.toUpperCase(c) : c);
                    upper = false;
                } else {
                    upper = true;
                }
            }
        }
        return id.toString();
    }
}
