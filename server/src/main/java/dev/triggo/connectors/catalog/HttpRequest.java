package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.RetryAfter;
import dev.triggo.sdk.SideEffect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Any HTTP service: the request as the person writes it, the answer as it came. */
final class HttpRequest {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    Connector connector() {
        return Connector.named("http-request")
                .displayName("HTTP request")
                .icon(Icons.HTTP_REQUEST)
                .description("Calls any public HTTP or HTTPS address. Private and reserved addresses are refused.")
                .action(request())
                .build();
    }

    private static Action request() {
        return Action.named("http_request")
                .displayName("Send an HTTP request")
                .description(
                        "Sends one request and gives {status, headers, body}. Header names are lower case. The body is"
                                + " parsed when the content type says JSON and it is JSON of at most 100 levels, else it is"
                                + " text, and null when there is none. Statuses are outputs, also 404 and other 4xx, except 429"
                                + " (RATE_LIMITED) and 5xx (UPSTREAM_ERROR), which fail the step and are retried. The answer"
                                + " may have 1 MiB. POST, PUT, PATCH and DELETE carry an Idempotency-Key header that stays the"
                                + " same over retries, unless headers sets one.")
                .property(Property.of(Kind.URL, "url")
                        .displayName("URL")
                        .description("Absolute, http or https.")
                        .require())
                .property(Property.dropdown("method", METHODS).defaultsTo("GET"))
                .property(Property.of(Kind.OBJECT, "headers")
                        .description("Header names and values.")
                        .holding(Values.SCALAR))
                .property(Property.of(Kind.OBJECT, "query_params")
                        .displayName("Query parameters")
                        .description("Added to the URL, encoded. A list repeats the parameter; null leaves it out.")
                        .holding(Values.SCALAR_OR_LIST))
                .property(Property.of(Kind.JSON, "body")
                        .description("Text is sent as it is; anything else as JSON. Content-Type is set unless headers"
                                + " does: text/plain or application/json."))
                .property(Property.of(Kind.CHECKBOX, "follow_redirects")
                        .description("At most 5. When one leads to another origin, headers such as Authorization are"
                                + " left behind, and a body is not sent there.")
                        .defaultsTo(false))
                .outputSchema(outputSchema())
                .sideEffectOf(HttpRequest::sideEffect)
                .example(
                        map(
                                "url",
                                "https://api.example.com/people",
                                "method",
                                "GET",
                                "query_params",
                                map("email", "ada@example.com")),
                        map(
                                "status",
                                200,
                                "headers",
                                map("content-type", "application/json"),
                                "body",
                                map("name", "Ada")))
                .run(HttpRequest::run)
                .build();
    }

    private static Map<String, Object> outputSchema() {
        return Shape.object()
                .whole("status", "HTTP status")
                .textsByName("headers", "By lower-case name; several of one name are joined with a comma")
                .any("body", "Parsed JSON, or text, or null")
                .always("status", "headers", "body")
                .build();
    }

    private static SideEffect sideEffect(Map<String, @Nullable Object> input) {
        Object method = input.get("method");
        return method == null || (method instanceof String text && READING.contains(text))
                ? SideEffect.READ
                : SideEffect.WRITE;
    }

    private static Object run(ActionContext context) throws ConnectorError, InterruptedException {
        Props props = context.props();
        String method = props.text("method", "GET");
        var headers = headers(props);
        Object given = props.value("body");
        boolean text = given instanceof String;
        if (given != null) {
            putUnlessSet(headers, "Content-Type", text ? "text/plain; charset=utf-8" : "application/json");
        }
        if (!READING.contains(method)) {
            putUnlessSet(headers, "Idempotency-Key", context.run().idempotencyKey());
        }
        String url = withQuery(props.text("url"), props.object("query_params"));
        HttpCall call =
                HttpCall.of(method, url).headers(headers).followRedirects(props.flag("follow_redirects", false));
        if (given != null) {
            String whole = text ? (String) given : context.json().write(given);
            call = call.body(whole.getBytes(StandardCharsets.UTF_8));
        }
        HttpReply reply = context.http().send(call);
        refuseRetryable(reply, context);
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("status", reply.status());
        output.put("headers", reply.headers());
        output.put("body", body(reply, context));
        return output;
    }

    private static Map<String, String> headers(Props props) throws ConnectorError {
        var headers = new LinkedHashMap<String, String>();
        props.object("headers").forEach((name, value) -> {
            if (value != null) {
                headers.put(name, String.valueOf(value));
            }
        });
        return headers;
    }

    private static void putUnlessSet(Map<String, String> headers, String name, String value) {
        if (headers.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            headers.put(name, value);
        }
    }

    private static void refuseRetryable(HttpReply reply, ActionContext context) throws ConnectorError {
        if (reply.status() == 429 || reply.status() >= 500) {
            throw new ConnectorError(
                    ErrorCode.ofStatus(reply.status()),
                    "The service answered with status %d.".formatted(reply.status()),
                    null,
                    RetryAfter.of(reply.header("retry-after"), context.clock().instant()));
        }
    }

    private static @Nullable Object body(HttpReply reply, ActionContext context) {
        if (reply.body().length == 0) {
            return null;
        }
        String text = reply.text();
        if (reply.isJson()) {
            try {
                return context.json().read(text);
            } catch (ConnectorError notJson) {
                context.log()
                        .warn("The body says that it is JSON and is not; it is given as text. " + notJson.sentence());
            }
        }
        return text;
    }

    /** The parameters go behind those that the URL has, before its fragment. */
    private static String withQuery(String url, Map<String, @Nullable Object> parameters) {
        var query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                list.forEach(item -> append(query, name, item));
            } else {
                append(query, name, value);
            }
        });
        if (query.isEmpty()) {
            return url;
        }
        int fragment = url.indexOf('#');
        String base = fragment < 0 ? url : url.substring(0, fragment);
        int mark = base.indexOf('?');
        if (mark < 0) {
            query.setCharAt(0, '?');
        } else if (mark == base.length() - 1 || base.endsWith("&")) {
            query.deleteCharAt(0);
        }
        return base + query;
    }

    private static void append(StringBuilder query, String name, @Nullable Object value) {
        if (value != null) {
            query.append('&').append(encoded(name)).append('=').append(encoded(String.valueOf(value)));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
