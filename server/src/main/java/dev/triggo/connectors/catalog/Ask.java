package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.SideEffect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call of a service, being put together. Everything that comes from a workflow is encoded where it stands. */
final class Ask {
    private static final Pattern CLIMBS = Pattern.compile("(^|[/\\\\])\\.\\.?($|[/\\\\])|\\p{Cntrl}");

    private final Vendor service;
    private final ActionContext context;
    private final SideEffect effect;
    private final String method;
    private final String path;
    private final StringBuilder query = new StringBuilder();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private @Nullable Object body;
    private boolean redirects;

    Ask(Vendor service, ActionContext context, SideEffect effect, String method, String path) {
        this.service = service;
        this.context = context;
        this.effect = effect;
        this.method = method;
        this.path = path;
    }

    /** A part of a path. It cannot leave its place: dots that climb are refused, everything else is encoded. */
    static String part(String field, String value) throws ConnectorError {
        if (value.isBlank() || CLIMBS.matcher(value).find()) {
            throw Vendor.wrong(field, "this cannot be a part of an address.");
        }
        return encoded(value);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /** A query parameter; null and empty lists leave it out, a list repeats it. */
    Ask query(String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            list.forEach(item -> query(name, item));
        } else if (value != null) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(encoded(name))
                    .append('=')
                    .append(encoded(String.valueOf(value)));
        }
        return this;
    }

    /** These fields of the input as query parameters of the same names. */
    Ask queries(String... names) {
        for (String name : names) {
            query(name, context.props().value(name));
        }
        return this;
    }

    Ask header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** A field of the JSON body; null leaves it out. */
    Ask field(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    /** These fields of the input as fields of the body of the same names. */
    Ask fields(String... names) {
        for (String name : names) {
            field(name, context.props().value(name));
        }
        return this;
    }

    /** The whole body instead of fields. */
    Ask body(Object whole) {
        body = whole;
        return this;
    }

    /** Follows redirects; what proves who calls is not taken to another origin. */
    Ask followingRedirects() {
        redirects = true;
        return this;
    }

    /** Sends it and gives the JSON answer; null when the service had nothing to say. */
    @Nullable
    Object send() throws ConnectorError, InterruptedException {
        HttpReply reply = context.http().send(call());
        if (reply.status() >= 300) {
            throw Refusal.of(service, reply, context);
        }
        if (reply.body().length == 0) {
            return null;
        }
        Object answer = read(reply);
        if (answer == null) {
            throw unreadable();
        }
        service.inspect(answer, context);
        return answer;
    }

    /** Sends it and gives the answer, which has to be an object. */
    Map<String, @Nullable Object> object() throws ConnectorError, InterruptedException {
        if (send() instanceof Map<?, ?> map) {
            var answer = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((name, value) -> answer.put(String.valueOf(name), value));
            return Collections.unmodifiableMap(answer);
        }
        throw unreadable();
    }

    /** Sends it and gives the answer, which has to be a list. */
    List<? extends @Nullable Object> list() throws ConnectorError, InterruptedException {
        if (send() instanceof List<?> list) {
            return list;
        }
        throw unreadable();
    }

    /** The same, for services that say "nothing found" with an empty answer: then it is empty too. */
    Map<?, ?> objectOrNone() throws ConnectorError, InterruptedException {
        Object answer = send();
        if (answer == null) {
            return Map.of();
        }
        if (answer instanceof Map<?, ?> map) {
            return map;
        }
        throw unreadable();
    }

    /** For an answer that lacks what the service promises. */
    ConnectorError unreadable() {
        return Refusal.unreadable(service, effect);
    }

    /** Sends it; whatever a good status brings is left. */
    Map<String, @Nullable Object> done() throws ConnectorError, InterruptedException {
        send();
        return Shape.map("ok", true);
    }

    private HttpCall call() throws ConnectorError {
        var call = HttpCall.of(method, service.base(context) + path + query)
                .header("Accept", "application/json")
                .followRedirects(redirects);
        for (var header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        Object whole = body != null ? body : fields.isEmpty() ? null : fields;
        if (whole != null) {
            call = call.header("Content-Type", "application/json; charset=utf-8")
                    .body(context.json().write(whole).getBytes(StandardCharsets.UTF_8));
        }
        return service.signed(call, context);
    }

    /** Null for what is not JSON, whatever its content type says. */
    private @Nullable Object read(HttpReply reply) {
        try {
            return context.json().read(reply.text());
        } catch (ConnectorError notJson) {
            return null;
        }
    }

    /** The input without what was left out, for bodies that are the input. */
    static Map<String, @Nullable Object> given(Props props, String... names) {
        var found = new LinkedHashMap<String, @Nullable Object>();
        for (String name : names) {
            if (props.has(name)) {
                found.put(name, props.value(name));
            }
        }
        return found;
    }
}
