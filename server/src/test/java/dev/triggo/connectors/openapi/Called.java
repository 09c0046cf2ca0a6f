package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan;
import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.Header;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.schema.JsonSchema;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.JsonText;
import dev.triggo.sdk.KeyValues;
import dev.triggo.sdk.Log;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.RunInfo;
import dev.triggo.sdk.Sockets;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an operation is handed when a test calls it. */
record Called(Props props, Credential credential, HttpCalls http, List<String> lines) implements ActionContext {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static Called of(Json.Obj input, Credential credential, HttpCalls http) {
        return new Called(new Props(plain(input)), credential, http, new ArrayList<>());
    }

    /** Through the gate. */
    static HttpCalls through(Egress egress) {
        return call -> {
            OutgoingRequest request = OutgoingRequest.of(call.method(), call.url());
            for (var header : call.headers().entrySet()) {
                request = request.header(header.getKey(), header.getValue());
            }
            try {
                Reply reply = egress.call(call.body() == null ? request : request.body(call.body()));
                Map<String, String> headers = new LinkedHashMap<>();
                for (Header header : reply.headers()) {
                    headers.merge(header.name(), header.value(), (one, more) -> one + ", " + more);
                }
                return new HttpReply(reply.status(), headers, reply.body());
            } catch (EgressDenied | EgressFailure failed) {
                throw new ConnectorError(ErrorCode.EGRESS_DENIED, String.valueOf(failed.getMessage()));
            }
        };
    }

    /** Keeps what is sent, and answers so. */
    static HttpCalls keeping(List<HttpCall> sent, HttpReply reply) {
        return call -> {
            sent.add(call);
            return reply;
        };
    }

    /** What an operation sends for an input that fits its schema; the service answers with an empty object. */
    static HttpCall sent(ApiDocument.Made made, String name, String input) throws Exception {
        BuiltOperation operation = made.operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        var given = (Json.Obj) Json.parse(input);
        var faults = JsonSchema.compile(operation.schemas().input()).check(given);
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.toString());
        }
        var sent = new ArrayList<HttpCall>();
        var reply = new HttpReply(200, Map.of("content-type", "application/json"), new byte[] {'{', '}'});
        made.connector().action(operation).run(of(given, credential(made.connector()), keeping(sent, reply)));
        return sent.getFirst();
    }

    /** A credential that has all that the connector can ask for. */
    static Credential credential(BuiltConnector connector) {
        var fields = new LinkedHashMap<String, Object>();
        for (AuthPlan.Field field : connector.auth().fields()) {
            if (field.options().isEmpty() && !field.name().startsWith(ServerPlan.CHOICE)) {
                fields.put(field.name(), "secret-" + field.name());
            }
        }
        return switch (connector.auth().kind()) {
            case "secret_text" -> new Credential.Secret("secret-text");
            case "custom" -> new Credential.Fields(Map.copyOf(fields));
            case "oauth2" -> new Credential.OAuth2("secret-token", "Bearer", "", null, Map.copyOf(fields));
            default -> Credential.none();
        };
    }

    /** What is built from a document calls by HTTP alone. */
    @Override
    public Sockets sockets() {
        throw new IllegalStateException("a line was asked for");
    }

    @Override
    public JsonText json() {
        return new JsonText() {
            @Override
            public Object read(String text) throws ConnectorError {
                try {
                    return plain(Json.parse(text));
                } catch (Problem notJson) {
                    throw new ConnectorError(ErrorCode.VALIDATION_ERROR, notJson.sentence());
                }
            }

            @Override
            public String write(Object value) {
                return json(value).write();
            }
        };
    }

    private static Map<String, Object> plain(Json.Obj object) {
        var fields = new LinkedHashMap<String, Object>();
        object.fields().forEach((name, value) -> fields.put(name, plain(value)));
        return fields;
    }

    private static Object plain(Json value) {
        return switch (value) {
            case Json.Obj object -> plain(object);
            case Json.Arr array -> {
                var items = new ArrayList<Object>();
                array.items().forEach(item -> items.add(plain(item)));
                yield items;
            }
            case Json.Str text -> text.value();
            case Json.Num number -> number.asLong() != null ? number.asLong() : number.value();
            case Json.Bool flag -> flag == Json.Bool.TRUE;
            case Json.Null none -> null;
        };
    }

    private static Json json(Object value) {
        return switch (value) {
            case null -> Json.Null.NULL;
            case Map<?, ?> map -> {
                var object = Json.object();
                map.forEach((name, item) -> object.put(String.valueOf(name), json(item)));
                yield object.build();
            }
            case List<?> list -> Json.array(list.stream().map(Called::json).toList());
            case Boolean flag -> Json.of(flag.booleanValue());
            case BigDecimal number -> Json.of(number);
            case Number number -> Json.of(number.longValue());
            case Object text -> Json.of(text.toString());
        };
    }

    @Override
    public Log log() {
        return new Log() {
            @Override
            public void info(String line) {
                lines.add(line);
            }

            @Override
            public void warn(String line) {
                lines.add(line);
            }
        };
    }

    @Override
    public RunInfo run() {
        return new RunInfo("run", 1, "key-of-the-step", false, NOW.plusSeconds(30));
    }

    @Override
    public KeyValues store() {
        throw new UnsupportedOperationException("nothing is kept");
    }

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
