package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A connector made from a document, without its operations: these are many, and are read one by one.
 *
 * @param others addresses that operations have for themselves
 */
public record BuiltConnector(
        String displayName, String description, ServerPlan servers, AuthPlan auth, List<String> others) {
    public BuiltConnector {
        others = List.copyOf(others);
    }

    /** All of it as JSON. */
    public Json.Obj toJson() {
        return Json.object()
                .put("displayName", displayName)
                .put("description", description)
                .put("servers", servers.toJson())
                .put("auth", auth.toJson())
                .put("others", Json.strings(others))
                .build();
    }

    /** What {@link #toJson} gave. */
    public static BuiltConnector of(Json.Obj json) {
        return new BuiltConnector(
                String.valueOf(json.text("displayName")),
                String.valueOf(json.text("description")),
                ServerPlan.of(JsonParts.object(json.get("servers"))),
                AuthPlan.of(JsonParts.object(json.get("auth"))),
                JsonParts.strings(json.get("others")));
    }

    /** How to sign in. */
    public Auth signIn() {
        return auth.auth();
    }

    /** The addresses that it calls, as the document tells them: with variables. */
    public List<String> addresses() {
        var all = new ArrayList<>(servers.urls());
        all.addAll(others);
        return all;
    }

    /**
     * The hosts that it calls, as egress rules write them; empty when they cannot be told.
     *
     * @param fields of a connection, which may hold parts of the addresses
     */
    public List<String> hosts(Map<String, ?> fields) {
        var hosts = new TreeSet<String>();
        for (String address : addresses()) {
            String host = ServerUrl.host(address, servers, fields);
            if (host == null) {
                return List.of();
            }
            hosts.add(host);
        }
        return List.copyOf(hosts);
    }

    /** An operation as something that can be called. */
    public Action action(BuiltOperation operation) {
        var example = operation.schemas().example();
        Object output = PlainValues.of(JsonParts.object(example).get("output"));
        return Action.named(operation.name())
                .displayName(operation.texts().displayName())
                .description(operation.texts().description())
                .inputSchema(PlainValues.schema(operation.schemas().input()))
                .outputSchema(PlainValues.schema(operation.schemas().output()))
                .sideEffect(operation.reads() ? SideEffect.READ : SideEffect.WRITE)
                .example(PlainValues.map(JsonParts.object(example.get("input"))), output == null ? "" : output)
                .run(new OperationCall(this, operation))
                .build();
    }

    /** The whole connector under this name. */
    public Connector connector(String name, List<BuiltOperation> operations) {
        var connector = Connector.named(name)
                .displayName(displayName)
                .description(description)
                .auth(signIn());
        operations.forEach(operation -> connector.action(action(operation)));
        return connector.build();
    }
}
