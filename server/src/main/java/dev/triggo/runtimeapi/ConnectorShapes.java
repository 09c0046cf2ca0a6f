package dev.triggo.runtimeapi;

import static dev.triggo.runtimeapi.Shapes.list;

import dev.triggo.http.OpenApi;
import dev.triggo.kernel.Json;
import java.util.List;

/** JSON Schemas of what is answered about connectors and kinds of nodes, for the OpenAPI document. */
final class ConnectorShapes {
    private static final Json.Obj TEXT = Params.TEXT;
    private static final Json.Obj WHOLE = Json.object().put("type", "integer").build();
    private static final Json.Obj OBJECT = Json.object().put("type", "object").build();
    private static final Json.Obj CONNECTOR = OpenApi.shape(
            "name",
            TEXT,
            "displayName",
            TEXT,
            "description",
            TEXT,
            "auth",
            TEXT,
            "origin",
            TEXT,
            "actions",
            WHOLE,
            "triggers",
            WHOLE,
            "version?",
            WHOLE);
    static final Json.Obj CONNECTOR_LIST = OpenApi.shape(
            "connectors",
            list(CONNECTOR),
            "nextCursor",
            Json.object().put("type", Json.strings(List.of("string", "null"))).build());
    private static final Json.Obj OPERATION_LINE =
            OpenApi.shape("name", TEXT, "kind", TEXT, "displayName", TEXT, "description", TEXT, "sideEffect", TEXT);
    private static final Json.Obj CONNECTION = OpenApi.shape("id", TEXT, "name", TEXT);
    static final Json.Obj OPERATION_LIST =
            OpenApi.shape("operations", list(OPERATION_LINE), "connections?", list(CONNECTION), "definition?", OBJECT);
    private static final Json.Obj KIND = OpenApi.shape(
            "type",
            TEXT,
            "description",
            TEXT,
            "configSchema",
            OBJECT,
            "handles",
            list(TEXT),
            "takesOptions",
            Params.FLAG,
            "usesConnector",
            Params.FLAG,
            "trigger",
            Params.FLAG,
            "sideEffect",
            TEXT,
            "roots",
            list(TEXT),
            "rootsIn",
            list(TEXT),
            "example",
            OBJECT);
    static final Json.Obj KIND_LIST = OpenApi.shape("kinds", list(KIND), "definition", OBJECT);
    static final Json.Obj OPERATION = OpenApi.shape(
            "inputSchema",
            OBJECT,
            "outputSchema?",
            OBJECT,
            "sideEffect",
            TEXT,
            "auth",
            TEXT,
            "example",
            OBJECT,
            "connections?",
            list(CONNECTION),
            "description?",
            TEXT,
            "handles?",
            list(TEXT),
            "takesOptions?",
            Params.FLAG);

    static final Json.Obj PROBLEM = OpenApi.shape("path", TEXT, "severity", TEXT, "message", TEXT, "mend", TEXT);
    /** The one call of a live check. */
    static final Json.Obj LIVE_CALL = OpenApi.shape("operation", TEXT, "ok", Params.FLAG);

    private ConnectorShapes() {}
}
